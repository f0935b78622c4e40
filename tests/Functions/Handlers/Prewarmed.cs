using System.Reflection;
using System.Runtime;
using System.Text.Json;
using System.Text.Json.Serialization;
using Amazon.Lambda.Core;
using Amazon.Lambda.Serialization.SystemTextJson;

namespace Handlers;

/// <summary>Tells when the serializer met the handler's type for the first time: the runtime warms it in the init phase.</summary>
public sealed class Prewarmed
{
    public string When(Prewarmable? input)
    {
        _ = input;
        return Prewarmable.Converter.MadeIn;
    }

    /// <summary>Whether the assembly's serializer has been used when the first event comes, which it isn't asked to read: then its options cannot be changed any more.</summary>
    public Greeting IsSerializerWarm(Stream input, ILambdaContext context)
    {
        _ = input;
        var options = typeof(DefaultLambdaJsonSerializer).GetProperty("SerializerOptions", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(context.Serializer);
        return new Greeting { Text = ((JsonSerializerOptions)options!).IsReadOnly ? "warm" : "cold" };
    }

    [LambdaSerializer(typeof(ForeignSerializer))]
    public string WhenForeign(Prewarmable? input)
    {
        _ = input;
        return ForeignSerializer.FirstUsedIn;
    }

    /// <summary>How many methods the JIT compiles from this method's first line to its last.</summary>
    public async Task<string> JittedWithin(string text)
    {
        var before = JitInfo.GetCompiledMethodCount();
        await Task.Yield();
        return $"{JitInfo.GetCompiledMethodCount() - before}{text}";
    }
}

/// <summary>Nobody's but the function's, so that the runtime cannot know what it does with the literal null.</summary>
public sealed class ForeignSerializer : ILambdaSerializer
{
    public static string FirstUsedIn { get; private set; } = "never";

    public T Deserialize<T>(Stream requestStream)
    {
        if (FirstUsedIn == "never")
            FirstUsedIn = Environment.GetEnvironmentVariable("_X_AMZN_TRACE_ID") is null ? "init" : "invocation";
        return default!;
    }

    public void Serialize<T>(T response, Stream responseStream) => JsonSerializer.Serialize(responseStream, response);
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
