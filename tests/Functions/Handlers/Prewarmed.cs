using System.Text.Json;
using System.Text.Json.Serialization;

namespace Handlers;

/// <summary>Tells when the serializer met the handler's type for the first time: the runtime warms it in the init phase.</summary>
public sealed class Prewarmed
{
    public string When(Prewarmable? input)
    {
        _ = input;
        return Prewarmable.Converter.MadeIn;
    }
}

[JsonConverter(typeof(Converter))]
public sealed class Prewarmable
{
    public sealed class Converter : JsonConverter<Prewarmable>
    {
        // Nothing sets the variable before the first invocation.
        public Converter() => MadeIn = Environment.GetEnvironmentVariable("_X_AMZN_TRACE_ID") is null ? "init" : "invocation";

        public static string MadeIn { get; private set; } = "never";

        public override Prewarmable? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            reader.Skip();
            return new Prewarmable();
        }

        public override void Write(Utf8JsonWriter writer, Prewarmable value, JsonSerializerOptions options) => writer.WriteNullValue();
    }
}
