using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Pintle.Emulator.Http;

/// <summary>Writes a request as the event of its format.</summary>
/// <remarks>
/// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html,
/// https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html,
/// https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html
/// </remarks>
internal static class HttpEvent
{
    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Create(HttpFrontOptions options, RouteMatch match, HttpRequestFacts request)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Writing))
        {
            json.WriteStartObject();
            if (options.Format == HttpEventFormat.RestApi || match.Route.UsesPayloadVersion1)
                HttpEventVersion1.Write(json, options, match, request);
            else
                HttpEventVersion2.Write(json, options, match, request);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    /// <summary>The account in an ARN.</summary>
    public static string AccountOf(string arn) => arn.Split(':') is { Length: > 4 } parts ? parts[4] : "";

    /// <summary>Names once each, with all values that were sent under them, in order of their first appearance.</summary>
    public static IEnumerable<(string Name, IReadOnlyList<string> Values)> Grouped(IEnumerable<KeyValuePair<string, string>> pairs, StringComparer comparer) =>
        pairs.GroupBy(pair => pair.Key, pair => pair.Value, comparer).Select(group => (group.Key, (IReadOnlyList<string>)[.. group]));

    public static void WriteMap(Utf8JsonWriter json, string name, IEnumerable<(string Name, string Value)> pairs)
    {
        json.WriteStartObject(name);
        foreach (var (key, value) in pairs)
            json.WriteString(key, value);
        json.WriteEndObject();
    }

    public static void WriteBody(Utf8JsonWriter json, byte[] body, bool isBinary)
    {
        if (isBinary)
            json.WriteBase64String("body", body);
        else
            json.WriteString("body", Encoding.UTF8.GetString(body));
    }
}
