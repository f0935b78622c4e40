using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace WebApp;

/// <summary>Events of payload format 2.0 (an HTTP API, a function URL) as requests to the application's own server, and its answers as the response that the service expects.</summary>
internal sealed class ApiGateway(Uri server) : IDisposable
{
    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false }) { BaseAddress = server };

    public async Task<string> AnswerAsync(string json)
    {
        using var document = JsonDocument.Parse(json);
        using var request = RequestOf(document.RootElement);
        using var answer = await _client.SendAsync(request);
        var body = await answer.Content.ReadAsByteArrayAsync();
        var isText = answer.Content.Headers.ContentType?.MediaType is null or "application/json" or "application/problem+json" || answer.Content.Headers.ContentType.MediaType.StartsWith("text/", StringComparison.Ordinal);
        var headers = new JsonObject();
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers).Where(header => header.Key is not ("Set-Cookie" or "Transfer-Encoding" or "Content-Length")))
            headers[name] = string.Join(", ", values);
        return new JsonObject
        {
            ["statusCode"] = (int)answer.StatusCode,
            ["headers"] = headers,
            ["cookies"] = new JsonArray([.. answer.Headers.TryGetValues("Set-Cookie", out var cookies) ? cookies.Select(cookie => (JsonNode)cookie) : []]),
            ["body"] = isText ? Encoding.UTF8.GetString(body) : Convert.ToBase64String(body),
            ["isBase64Encoded"] = !isText,
        }.ToJsonString();
    }

    public void Dispose() => _client.Dispose();

    private static HttpRequestMessage RequestOf(JsonElement root)
    {
        var query = root.TryGetProperty("rawQueryString", out var raw) && raw.GetString() is { Length: > 0 } text ? "?" + text : "";
        var request = new HttpRequestMessage(
            new HttpMethod(root.GetProperty("requestContext").GetProperty("http").GetProperty("method").GetString()!),
            new Uri(root.GetProperty("rawPath").GetString() + query, UriKind.Relative));
        if (root.TryGetProperty("body", out var body))
        {
            var isBase64 = root.TryGetProperty("isBase64Encoded", out var flag) && flag.GetBoolean();
            request.Content = new ByteArrayContent(isBase64 ? body.GetBytesFromBase64() : Encoding.UTF8.GetBytes(body.GetString()!));
        }

        if (root.TryGetProperty("headers", out var headers))
        {
            foreach (var header in headers.EnumerateObject().Where(header => header.Name is not ("host" or "content-length")))
            {
                if (!request.Headers.TryAddWithoutValidation(header.Name, header.Value.GetString()))
                    _ = request.Content?.Headers.TryAddWithoutValidation(header.Name, header.Value.GetString());
            }
        }

        if (root.TryGetProperty("cookies", out var cookies))
            _ = request.Headers.TryAddWithoutValidation("Cookie", string.Join("; ", cookies.EnumerateArray().Select(cookie => cookie.GetString())));
        return request;
    }
}
