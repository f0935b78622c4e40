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
            return InternalDeserialize<T>(_debug ? ReadAndLog<T>(requestStream) : ReadToEnd(requestStream));
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
            {
                WriteAndLog(response, responseStream);
                return;
            }

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

    /// <summary>As text, so that here, and only here, a byte order mark does no harm.</summary>
    private static byte[] ReadAndLog<T>(Stream stream)
    {
        var json = new StreamReader(stream).ReadToEnd();
        Console.WriteLine($"Event read as {typeof(T).FullName}: {json}");
        return Encoding.UTF8.GetBytes(json);
    }

    /// <summary>Written once, for the log and the response alike. The type is the object's own, so a response of null fails here: with Amazon's package too.</summary>
    private void WriteAndLog<T>(T response, Stream responseStream)
    {
        using var copy = new MemoryStream();
        using (var writer = new Utf8JsonWriter(copy, WriterOptions))
            InternalSerialize(writer, response);

        Console.WriteLine($"Response written as {response.GetType().FullName}: {Encoding.UTF8.GetString(copy.ToArray())}");
        copy.WriteTo(responseStream);
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
