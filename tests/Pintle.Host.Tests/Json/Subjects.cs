#pragma warning disable CA1002, CA1720, CA1819, CA2227, CA1034, CA1051 // Data as people write it.
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pintle.Host.Tests.Json;

public sealed record Order(string Id, int Quantity, decimal Price);

/// <summary>As the authorizer's of an API.</summary>
public sealed class Claims : Dictionary<string, object>
{
    public string? Principal => TryGetValue("principal", out var value) ? value.ToString() : null;
}

public enum State
{
    Open,
    Paid,
}

[JsonConverter(typeof(JsonStringEnumConverter<Size>))]
public enum Size
{
    Small,
    Medium = 5,
    Large,
    Huge = Large,
}

public enum Kind
{
    New,
    Old,
}

[Flags]
public enum Parts
{
    None,
    One,
    Two,
    Four = 4,
}

public sealed class Basket
{
    public string? Id { get; set; }
    public bool IsGift { get; set; }
    public long Number { get; set; }
    public double Weight { get; set; }
    public float Ratio { get; init; } = 1.5f;
    public DateTime At { get; set; }
    public DateTimeOffset? Until { get; set; }
    public Guid Key { get; set; }
    public State State { get; set; }
    public State? Before { get; set; }
    public int? Count { get; set; }
    public Size Size { get; set; }
    public List<Size?>? Sizes { get; set; }

    [JsonConverter(typeof(JsonStringEnumConverter<Kind>))]
    public Kind Kind { get; set; }

    [JsonConverter(typeof(JsonStringEnumConverter<Parts>))]
    public Parts? Parts { get; set; }
    public byte Small { get; set; }
    public sbyte Signed { get; set; }
    public ushort Port { get; set; }
    public short Short { get; set; }
    public uint Unsigned { get; set; }
    public ulong Large { get; set; }
    public List<Line> Lines { get; set; } = [];
    public Dictionary<string, string>? Headers { get; set; }
    public IDictionary<string, IList<string>>? MultiValueHeaders { get; set; }
    public string[]? Tags { get; set; }
    public List<int>? Numbers { get; set; }
    public IReadOnlyList<decimal?>? Prices { get; set; }
    public Line? First { get; set; }

    [JsonPropertyName("the-name")]
    public string Named { get; set; } = "n";

    [JsonIgnore]
    public string Ignored { get; set; } = "i";

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? Always { get; set; }

    public TimeSpan? Length { get; set; }
    public TimeSpan Rest { get; set; }
    public DateOnly? Day { get; set; }
    public TimeOnly Time { get; set; }
    public char Letter { get; set; } = 'x';
    public JsonElement? Raw { get; set; }
    public List<JsonElement>? Elements { get; set; }
    public IDictionary<string, object>? Extra { get; set; }
    public Claims? Claims { get; set; }

    /// <summary>Of a kind that only the serializer knows.</summary>
    public Uri? Link { get; set; }

    public object? Anything { get; set; }
}

public sealed record Line(string Sku, int Quantity, decimal? Price = null)
{
    public List<string> Notes { get; set; } = ["a"];
    public required string Unit { get; init; }
    public Line? Part { get; set; }
}

public class Animal
{
    public string? Name { get; set; }
}

public sealed class Cat : Animal
{
    [JsonInclude]
    public int Lives;

    public Page<Cat>? Kittens { get; set; }
}

public sealed class Page<T>
{
    public List<T>? Items { get; set; }
    public T? Best { get; set; }
    public string? Next { get; internal set; }
}

public sealed class Computed
{
    public int A { get; set; }
    public int Double => 2 * A;
}

public sealed class Checked
{
    private string _name = "";

    public string Name
    {
        get => _name;
        set => _name = value ?? throw new ArgumentNullException(nameof(value));
    }
}

[JsonDerivedType(typeof(Circle), "circle")]
public class Figure
{
    public int X { get; set; }
}

public sealed class Circle : Figure
{
    public int Radius { get; set; }
}

public sealed class Open
{
    public int A { get; set; }

    [JsonExtensionData]
    public Dictionary<string, object>? Rest { get; set; }
}

/// <summary>Which of the two was set last, tells.</summary>
public sealed class Aliased
{
    private string? _id;

    public string? Id
    {
        get => _id;
        set => _id = value;
    }

    public string? CustomerId
    {
        get => _id;
        set => _id = value;
    }
}

public sealed class Announced
{
    public static int Made { get; private set; }

    static Announced() => Made++;

    public string? Name { get; set; }
}

public sealed class Finalized
{
    public string? Name { get; set; }

    ~Finalized() => Name = null;
}

public record Defaults(int? Count = 0, decimal Price = 0.00m, bool IsOn = false, double Less = -0.0);

public sealed class Documented
{
    public JsonDocument? Document { get; set; }
}

public class Base
{
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public virtual string? A { get; set; }
}

public sealed class Overridden : Base
{
    public override string? A { get; set; }
}

public enum Color
{
    Unknown,
    Red,
}

public sealed class ColorConverter : JsonConverter<Color>
{
    public override Color Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetInt32() == 1 ? Color.Red : Color.Unknown;

    public override void Write(Utf8JsonWriter writer, Color value, JsonSerializerOptions options) => writer.WriteNumberValue((int)value);
}

public sealed class Painted
{
    [JsonConverter(typeof(ColorConverter))]
    public Color? Color { get; set; }
}

public sealed class Outer
{
    public Defaults? Defaults { get; set; }
    public Documented? Documented { get; set; }
    public Overridden? Overridden { get; set; }
    public Painted? Painted { get; set; }
    public Aliased? Aliased { get; set; }
}

public sealed class Link
{
    public int Value { get; set; }
    public Link? Next { get; set; }
    public List<Link>? Others { get; set; }
}

public sealed class Answer
{
    public object? Data { get; set; }
}

/// <summary>A queue's event, as a package of events has it: nested classes, and members that only Amazon's converters know.</summary>
public class QueueEvent
{
    public List<Message>? Records { get; set; }

    public class Message
    {
        public string? MessageId { get; set; }
        public string? Body { get; set; }
        public string? EventSourceArn { get; set; }
        public Dictionary<string, string>? Attributes { get; set; }
        public Dictionary<string, Detail>? MessageAttributes { get; set; }
    }

    public class Detail
    {
        public string? StringValue { get; set; }
        public MemoryStream? BinaryValue { get; set; }
        public List<string>? StringListValues { get; set; }
        public List<MemoryStream>? BinaryListValues { get; set; }
        public string? DataType { get; set; }
    }
}

[JsonSerializable(typeof(Answer))]
[JsonSerializable(typeof(Basket))]
[JsonSerializable(typeof(Order))]
[JsonSerializable(typeof(Cat))]
[JsonSerializable(typeof(Dictionary<string, Line>))]
public sealed partial class SubjectContext : JsonSerializerContext;

#pragma warning restore CA1002, CA1720, CA1819, CA2227, CA1034, CA1051
