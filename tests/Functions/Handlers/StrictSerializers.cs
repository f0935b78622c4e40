using System.Text.Json;
using System.Text.Json.Serialization;
using Amazon.Lambda.Core;
using Amazon.Lambda.Serialization.SystemTextJson;

namespace Handlers;

/// <summary>Serializers and converters that work for every event there is, and throw or tell when they are asked for what no event said.</summary>
public sealed class StrictSerializers
{
    [LambdaSerializer(typeof(ValidatingSerializer))]
    public Greeting Validated(Person person) => new() { Text = person.Name };

    [LambdaSerializer(typeof(ValidatingGeneratedSerializer))]
    public Greeting ValidatedGenerated(Person person) => new() { Text = person.Name };

    /// <summary>How often the two overridable methods ran until the handler did.</summary>
    [LambdaSerializer(typeof(CountingSerializer))]
    public string Counted(Person person) => $"{person.Name}: {CountingSerializer.Calls}";

    /// <summary>A converter that wants to see nulls, and takes none.</summary>
    public string NullSeenIn(Strict strict) => strict.Text;

    public Strict NullSeenOut(string text) => new(text);

    /// <summary>How often the converter ran until the handler did.</summary>
    public string CallsOf(Strict strict) => $"{strict.Text}: {Strict.Converter.Calls}";

    /// <summary>The generated context does not know this type: that is an invocation's error, and only where it takes the event.</summary>
    [LambdaSerializer(typeof(SourceGeneratorLambdaJsonSerializer<ModelsContext>))]
    public Greeting NotGenerated(Strict strict) => new() { Text = strict.Text };

    /// <summary>The exception is the function's, whatever the context doesn't know of the result.</summary>
    [LambdaSerializer(typeof(SourceGeneratorLambdaJsonSerializer<ModelsContext>))]
    public Strict ThrowsFirst(Person person) => throw new InvalidOperationException($"thrown for {person.Name}");

    /// <summary>Two members of one name: System.Text.Json makes no metadata of such a type.</summary>
    public string CollidingIn(Colliding colliding) => colliding.First;

    public Colliding CollidingOut(Person person) => throw new InvalidOperationException($"thrown for {person.Name}");
}

/// <summary>Refuses what its validation refuses, null above all.</summary>
public sealed class ValidatingSerializer : DefaultLambdaJsonSerializer
{
    protected override T InternalDeserialize<T>(byte[] utf8Json) =>
        base.InternalDeserialize<T>(utf8Json) is { } value ? value : throw new InvalidDataException("an event is never null");

    protected override void InternalSerialize<T>(Utf8JsonWriter writer, T response)
    {
        if (response is null)
            throw new InvalidDataException("a response is never null");
        base.InternalSerialize(writer, response);
    }
}

/// <summary>The same over generated code.</summary>
public sealed class ValidatingGeneratedSerializer : SourceGeneratorLambdaJsonSerializer<ModelsContext>
{
    protected override T InternalDeserialize<T>(byte[] utf8Json) =>
        base.InternalDeserialize<T>(utf8Json) is { } value ? value : throw new InvalidDataException("an event is never null");
}

public sealed class CountingSerializer : DefaultLambdaJsonSerializer
{
    private static int s_reads;
    private static int s_writes;

    public static string Calls => $"read {s_reads}, written {s_writes}";

    protected override T InternalDeserialize<T>(byte[] utf8Json)
    {
        _ = Interlocked.Increment(ref s_reads);
        return base.InternalDeserialize<T>(utf8Json);
    }

    protected override void InternalSerialize<T>(Utf8JsonWriter writer, T response)
    {
        _ = Interlocked.Increment(ref s_writes);
        base.InternalSerialize(writer, response);
    }
}

[JsonConverter(typeof(Converter))]
public sealed class Strict(string text)
{
    public string Text => text;

    public sealed class Converter : JsonConverter<Strict>
    {
        private static int s_reads;
        private static int s_writes;

        public static string Calls => $"read {s_reads}, written {s_writes}";

        public override bool HandleNull => true;

        public override Strict Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            _ = Interlocked.Increment(ref s_reads);
            return new Strict(reader.GetString() ?? throw new JsonException("text is never null"));
        }

        public override void Write(Utf8JsonWriter writer, Strict value, JsonSerializerOptions options)
        {
            _ = Interlocked.Increment(ref s_writes);
            writer.WriteStringValue(value.Text);
        }
    }
}

public sealed class Colliding
{
    [JsonPropertyName("name")]
    public string First { get; set; } = "";

    [JsonPropertyName("name")]
    public string Second { get; set; } = "";
}
