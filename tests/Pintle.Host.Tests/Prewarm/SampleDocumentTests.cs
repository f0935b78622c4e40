using System.Collections.Immutable;
using System.Runtime.Serialization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Pintle.Host.Prewarm;

namespace Pintle.Host.Tests.Prewarm;

/// <summary>What a serializer is given to read before the first event, and of which types it is given nothing.</summary>
public sealed class SampleDocumentTests
{
    [Theory]
    [InlineData(typeof(string), "\"a\"")]
    [InlineData(typeof(int), "1")]
    [InlineData(typeof(bool?), "true")]
    [InlineData(typeof(DayOfWeek), "0")]
    [InlineData(typeof(DateTime), "\"2020-01-01T00:00:00Z\"")]
    [InlineData(typeof(object), "\"a\"")]
    [InlineData(typeof(string[]), "[\"a\"]")]
    [InlineData(typeof(IReadOnlyList<long>), "[1]")]
    [InlineData(typeof(HashSet<string>), "[\"a\"]")]
    [InlineData(typeof(ImmutableArray<int>), "[1]")]
    [InlineData(typeof(Dictionary<string, List<int?>>), "{\"a\":[1]}")]
    [InlineData(typeof(IDictionary<int, decimal>), "{\"1\":1}")]
    [InlineData(typeof(Order), "{\"Id\":\"a\",\"at\":\"2020-01-01T00:00:00Z\",\"Lines\":[{\"Sku\":\"a\",\"Price\":1}],\"Home\":{\"Street\":\"a\"}}")]
    [InlineData(typeof(Tree), "{\"Name\":\"a\"}")]
    [InlineData(typeof(Page<Line>), "{\"Items\":[{\"Sku\":\"a\",\"Price\":1}],\"Next\":\"a\"}")]
    [InlineData(typeof(WithUnknown), "{\"Name\":\"a\"}")]
    [InlineData(typeof(WithComputed), "{\"Name\":\"a\"}")]
    [InlineData(typeof(WithConverters), "{\"Name\":\"a\"}")]
    [InlineData(typeof(Needing), "{\"Name\":\"a\"}")]
    [InlineData(typeof(SecondConstructor), "{\"Name\":\"a\"}")]
    [InlineData(typeof(Derived), "{\"More\":1,\"Name\":\"a\"}")]
    [InlineData(typeof(Point), "{\"X\":1,\"Y\":1}")]
    public void Has_the_shape_of_a_type_that_only_keeps_values(Type type, string expected)
    {
        var document = SampleDocument.For(type, isWritten: false);

        Assert.NotNull(document);
        Assert.Equal(expected, Encoding.UTF8.GetString(document));
    }

    [Theory]
    [InlineData(typeof(Order))]
    [InlineData(typeof(Tree))]
    [InlineData(typeof(Page<Line>))]
    [InlineData(typeof(WithUnknown))]
    [InlineData(typeof(Needing))]
    [InlineData(typeof(Derived))]
    [InlineData(typeof(Point))]
    [InlineData(typeof(ImmutableDictionary<string, Line>))]
    [InlineData(typeof(Queue<Guid>))]
    public void Is_read_and_written_by_System_Text_Json(Type type)
    {
        var document = SampleDocument.For(type, isWritten: true);

        var value = JsonSerializer.Deserialize(document, type);

        using var read = JsonDocument.Parse(document);
        using var written = JsonDocument.Parse(JsonSerializer.SerializeToUtf8Bytes(value, type));
        // What was read comes out again, beside members without a value.
        Assert.True(Holds(written.RootElement, read.RootElement), $"{Encoding.UTF8.GetString(document!)}\n{written.RootElement}");
    }

    [Theory]
    [InlineData(typeof(Stream))]
    [InlineData(typeof(IOrder))]
    [InlineData(typeof(AbstractOrder))]
    [InlineData(typeof(IAsyncEnumerable<int>))]
    [InlineData(typeof(HashSet<Line>))]
    [InlineData(typeof(Dictionary<Line, int>))]
    [InlineData(typeof(int[,]))]
    [InlineData(typeof(Checking))]
    [InlineData(typeof(Called))]
    [InlineData(typeof(Initialized))]
    [InlineData(typeof(Static))]
    [InlineData(typeof(Freed))]
    [InlineData(typeof(Told))]
    [InlineData(typeof(Serializable))]
    [InlineData(typeof(Texts))]
    [InlineData(typeof(OfChecking))]
    [InlineData(typeof(Indexed))]
    [InlineData(typeof(NeedingUnknown))]
    [InlineData(typeof(Conditional))]
    [InlineData(typeof(Elsewhere))]
    [InlineData(typeof(Marked))]
    [InlineData(typeof(OtherEventArgs))]
    [InlineData(typeof(Exception))]
    [InlineData(typeof(byte[]))]
    [InlineData(typeof(Converted))]
    [InlineData(typeof(NeedingConverted))]
    public void There_is_none_where_code_of_the_functions_would_run_or_no_value_is_known(Type type) => Assert.Null(SampleDocument.For(type, isWritten: false));

    [Fact]
    public void There_is_none_to_be_written_where_a_member_is_computed() => Assert.Null(SampleDocument.For(typeof(WithComputed), isWritten: true));

    private static bool Holds(JsonElement whole, JsonElement part) => part.ValueKind switch
    {
        JsonValueKind.Object => part.EnumerateObject().All(member => whole.TryGetProperty(member.Name, out var found) && Holds(found, member.Value)),
        JsonValueKind.Array => part.GetArrayLength() == whole.GetArrayLength() && part.EnumerateArray().Zip(whole.EnumerateArray()).All(pair => Holds(pair.Second, pair.First)),
        _ => part.ToString() == whole.ToString(),
    };

#pragma warning disable CA1819, CA2227, CA1034, CA1822, CA1716 // Data as functions have them.
    public sealed class Order
    {
        public string? Id { get; set; }

        [JsonPropertyName("at")]
        public DateTime? At { get; init; }

        public List<Line> Lines { get; set; } = [];

        public Address? Home { get; set; }
    }

    public sealed record Line(string Sku, decimal Price);

    public struct Address
    {
        public string Street { get; set; }
    }

    /// <summary>Of itself: once on each way.</summary>
    public sealed class Tree
    {
        public string? Name { get; set; }

        public List<Tree>? Children { get; set; }
    }

    public sealed class Page<T>
    {
        public IEnumerable<T>? Items { get; set; }

        public string? Next { get; set; }
    }

    public sealed class WithUnknown
    {
        public string? Name { get; set; }

        public Stream? Content { get; set; }

        public Checking? Other { get; set; }
    }

    /// <summary>As packages have them: a converter may want another document than the type does.</summary>
    public sealed class WithConverters
    {
        public string? Name { get; set; }

        public byte[]? Content { get; set; }

        [JsonConverter(typeof(JsonStringEnumConverter<DayOfWeek>))]
        public DayOfWeek Day { get; set; }

        public Converted? Other { get; set; }
    }

    [JsonConverter(typeof(JsonConverter<string>))]
    public sealed class Converted
    {
        public string? Name { get; set; }
    }

    public sealed class NeedingConverted
    {
        public required Converted Other { get; set; }
    }

    public sealed class WithComputed
    {
        public string? Name { get; set; }

        public int Length => Name?.Length ?? 0;
    }

    public sealed class Needing
    {
        public required string Name { get; set; }
    }

    public sealed class NeedingUnknown
    {
        public required Stream Content { get; set; }
    }

    public sealed class SecondConstructor
    {
        public SecondConstructor() { }

        public SecondConstructor(string name) => Name = name.Trim();

        public string? Name { get; set; }
    }

    public class Named
    {
        public string? Name { get; set; }
    }

    public sealed class Derived : Named
    {
        public int More { get; set; }
    }

    public readonly record struct Point(int X, int Y);

    public interface IOrder
    {
        string? Id { get; }
    }

    public abstract class AbstractOrder
    {
        public string? Id { get; set; }
    }

    public sealed class Checking
    {
        public string? Name
        {
            get;
            set => field = value ?? throw new InvalidOperationException();
        }
    }

    public sealed class OfChecking
    {
        private readonly Checking _other = new();

        public string? Name
        {
            get => _other.Name;
            set => _other.Name = value;
        }
    }

    public sealed class Called
    {
        public Called() => GC.KeepAlive(this);

        public string? Name { get; set; }
    }

    public sealed class Initialized
    {
        public string Name { get; set; } = Environment.NewLine + "a";
    }

    public sealed class Static
    {
        private static readonly string First = Environment.NewLine;

        public string Name { get; set; } = First;
    }

    public sealed class Freed
    {
        public string? Name { get; set; }

        ~Freed() => GC.KeepAlive(Name);
    }

    public sealed class Told : IJsonOnDeserialized
    {
        public string? Name { get; set; }

        public void OnDeserialized() => Name = "b";
    }

    public sealed class Serializable : ISerializable
    {
        public string? Name { get; set; }

        public void GetObjectData(SerializationInfo info, StreamingContext context) { }
    }

    public sealed class Texts : List<string>;

    public sealed class Indexed
    {
        public string? Name { get; set; }

        public string this[int index] => $"{Name}{index}";
    }

    /// <summary>Newtonsoft.Json asks.</summary>
    public sealed class Conditional
    {
        public string? Name { get; set; }

        public bool ShouldSerializeName() => Name is not null;
    }

    /// <summary>Newtonsoft.Json calls it.</summary>
    public sealed class Marked
    {
        public string? Name { get; set; }

        [OnDeserialized]
        internal void Deserialized(StreamingContext context) => Name += context;
    }

    public sealed class Elsewhere
    {
        private static string? s_name;

        public string? Name
        {
            get => s_name;
            set => s_name = value;
        }
    }

    /// <summary>Its base class is the framework's, and not only keeps values.</summary>
    public sealed class OtherEventArgs : EventArgs
    {
        public string? Name { get; set; }
    }
#pragma warning restore
}
