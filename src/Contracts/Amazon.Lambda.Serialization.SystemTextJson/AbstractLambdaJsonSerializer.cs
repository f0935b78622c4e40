using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Amazon.Lambda.Serialization.SystemTextJson.Converters;

namespace Amazon.Lambda.Serialization.SystemTextJson;

/// <summary>What the serializers share: buffers, errors, and the log of events and responses that LAMBDA_NET_SERIALIZER_DEBUG=true asks for.</summary>
public abstract class AbstractLambdaJsonSerializer
{
    private readonly bool _debug;

    /// <param name="jsonWriterCustomizer">Called with a copy of the options, for they are a value: as with Amazon's package, what it changes has no effect.</param>
    protected AbstractLambdaJsonSerializer(Action<JsonWriterOptions> jsonWriterCustomizer)
    {
        WriterOptions = new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        jsonWriterCustomizer?.Invoke(WriterOptions);

        _debug = string.Equals(Environment.GetEnvironmentVariable("LAMBDA_NET_SERIALIZER_DEBUG"), "true", StringComparison.OrdinalIgnoreCase);
    }

    protected JsonWriterOptions WriterOptions { get; }

    public T Deserialize<T>(Stream requestStream)
    {
        try
        {
            byte[] json = ReadToEnd(requestStream);
            if (_debug)
                Console.WriteLine($"Event read as {typeof(T).FullName}: {Encoding.UTF8.GetString(json)}");

            return InternalDeserialize<T>(json);
        }
        catch (Exception e)
        {
            throw new JsonSerializerException($"Expected an event in JSON that reads as {typeof(T).FullName}; the reader says: {e.Message}", e);
        }
    }

    public void Serialize<T>(T response, Stream responseStream)
    {
        try
        {
            if (_debug)
                LogResponse(response);

            using var writer = new Utf8JsonWriter(responseStream, WriterOptions);
            InternalSerialize(writer, response);
        }
        catch (Exception e)
        {
            throw new JsonSerializerException($"Expected a response of type {typeof(T).FullName} that can be written in JSON; the writer says: {e.Message}", e);
        }
    }

    /// <summary>Property names as they are declared, matched without case; nulls left out; the converters of this package.</summary>
    protected virtual JsonSerializerOptions CreateDefaultJsonSerializationOptions() => new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        PropertyNameCaseInsensitive = true,
        PropertyNamingPolicy = new AwsNamingPolicy(),
        Converters =
        {
            new DateTimeConverter(),
            new MemoryStreamConverter(),
            new ConstantClassConverter(),
            new ByteArrayConverter(),
        },
    };

    protected abstract T InternalDeserialize<T>(byte[] utf8Json);

    protected abstract void InternalSerialize<T>(Utf8JsonWriter writer, T response);

    private void LogResponse<T>(T response)
    {
        using var copy = new MemoryStream();
        using (var writer = new Utf8JsonWriter(copy, WriterOptions))
            InternalSerialize(writer, response);

        Console.WriteLine($"Response written as {typeof(T).FullName}: {Encoding.UTF8.GetString(copy.ToArray())}");
    }

    private static byte[] ReadToEnd(Stream stream)
    {
        if (stream is MemoryStream memory)
            return memory.ToArray();

        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
