using System.Text.Json;
using System.Text.Json.Serialization;
using UntouchedParts;

namespace UntouchedModels;

public sealed class Plain
{
    public string? Text { get; set; }

    public List<Plain>? Parts { get; set; }
}

/// <summary>Leads to a module with an initializer.</summary>
public sealed class WithParts
{
    public Dictionary<string, Part>? Parts { get; set; }
}

/// <summary>Read by a converter that wants an object, as most do that make one themselves.</summary>
[JsonConverter(typeof(Converter))]
public sealed class Strict
{
    public string? Text { get; set; }

    public sealed class Converter : JsonConverter<Strict>
    {
        public Converter() => Seen.Note("converter made");

        public override bool HandleNull => true;

        public override Strict Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            Seen.Note("read");
            if (reader.TokenType != JsonTokenType.StartObject)
                throw new JsonException("An object was expected.");
            using var document = JsonDocument.ParseValue(ref reader);
            return new Strict { Text = document.RootElement.GetProperty("Text").GetString() };
        }

        public override void Write(Utf8JsonWriter writer, Strict value, JsonSerializerOptions options)
        {
            Seen.Note("written");
            writer.WriteStartObject();
            writer.WriteString("Text", value.Text);
            writer.WriteEndObject();
        }
    }
}

/// <summary>Leads to <see cref="Strict"/> through a base class, a collection and a nested generic one.</summary>
public sealed class Envelope : Letter<Dictionary<string, List<Strict>>>;

public class Letter<T>
{
    public T? Body { get; set; }
}

/// <summary>An attribute that makes the converter.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class UpperAttribute : JsonConverterAttribute
{
    public UpperAttribute() => Seen.Note("attribute made");

    public override JsonConverter CreateConverter(Type typeToConvert)
    {
        Seen.Note("converter asked for");
        return new Converter();
    }

    private sealed class Converter : JsonConverter<string>
    {
        public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetString()?.ToUpperInvariant();

        public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
    }
}

public sealed class Shouted
{
    [Upper]
    public string? Text { get; set; }
}

/// <summary>Two members of one name on the wire: System.Text.Json refuses the type.</summary>
public sealed class Twice
{
    public string? Text { get; set; }

    [JsonPropertyName("Text")]
    public string? Other { get; set; }
}

public sealed class Required
{
    public string Text { get; set; } = "";
}

/// <summary>Of several kinds, one of which leads to <see cref="Strict"/>.</summary>
[JsonDerivedType(typeof(PlainKind), "plain")]
[JsonDerivedType(typeof(StrictKind), "strict")]
public abstract class Kind;

public sealed class PlainKind : Kind;

public sealed class StrictKind : Kind
{
    public Strict? Body { get; set; }
}
