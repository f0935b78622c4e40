using System.Buffers;
using System.Net;
using System.Runtime.Versioning;
using System.Text;
using System.Text.Json;

namespace Amazon.Lambda.Core.ResponseStreaming;

/// <summary>What an HTTP response says before its body.</summary>
[RequiresPreviewFeatures(LambdaResponseStreamFactory.PreviewMessage)]
public class HttpResponseStreamPrelude
{
    public HttpStatusCode? StatusCode { get; set; }

    /// <summary>For function URLs.</summary>
    public IDictionary<string, string> Headers { get; set; } = new Dictionary<string, string>();

    /// <summary>For REST APIs of API Gateway.</summary>
    public IDictionary<string, IList<string>> MultiValueHeaders { get; set; } = new Dictionary<string, IList<string>>();

    /// <summary>For function URLs, which take cookies apart from the headers.</summary>
    public IList<string> Cookies { get; set; } = new List<string>();

    /// <summary>The prelude in UTF-8 JSON; a part that is empty or null is left out.</summary>
    internal byte[] ToByteArray()
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            if (StatusCode is { } status)
                writer.WriteNumber("statusCode", (int)status);

            if (Headers is { Count: > 0 })
            {
                writer.WriteStartObject("headers");
                foreach (var (name, value) in Headers)
                    writer.WriteString(name, value);
                writer.WriteEndObject();
            }

            if (MultiValueHeaders is { Count: > 0 })
            {
                writer.WriteStartObject("multiValueHeaders");
                foreach (var (name, values) in MultiValueHeaders)
                    writer.WriteStrings(name, values);
                writer.WriteEndObject();
            }

            if (Cookies is { Count: > 0 })
                writer.WriteStrings("cookies", Cookies);
            writer.WriteEndObject();
        }

        if (string.Equals(Environment.GetEnvironmentVariable("LAMBDA_NET_SERIALIZER_DEBUG"), "true", StringComparison.OrdinalIgnoreCase))
            LambdaLogger.Log(LogLevel.Information, "Prelude of the streaming response: {prelude}", Encoding.UTF8.GetString(json.WrittenSpan));

        return json.WrittenSpan.ToArray();
    }
}

/// <summary>Arrays of strings for <see cref="Utf8JsonWriter"/>.</summary>
file static class JsonStrings
{
    public static void WriteStrings(this Utf8JsonWriter writer, string name, IList<string> values)
    {
        writer.WriteStartArray(name);
        foreach (var value in values)
            writer.WriteStringValue(value);
        writer.WriteEndArray();
    }
}
