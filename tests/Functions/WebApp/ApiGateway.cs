using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace WebApp;

/// <summary>Events of an HTTP API (payload format 2.0) as requests to the application's own server, and its answers as the response that API Gateway expects.</summary>
internal sealed class ApiGateway(Uri server) : IDisposable
{
    private readonly HttpClient _client = new() { BaseAddress = server };

    public async Task<string> AnswerAsync(string json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        var query = root.TryGetProperty("rawQueryString", out var raw) && raw.GetString() is { Length: > 0 } text ? "?" + text : "";
        using var request = new HttpRequestMessage(
            new HttpMethod(root.GetProperty("requestContext").GetProperty("http").GetProperty("method").GetString()!),
            new Uri(root.GetProperty("rawPath").GetString() + query, UriKind.Relative));
        if (root.TryGetProperty("body", out var body))
            request.Content = new StringContent(body.GetString()!, Encoding.UTF8, "application/json");

        using var answer = await _client.SendAsync(request);
        return new JsonObject
        {
            ["statusCode"] = (int)answer.StatusCode,
            ["headers"] = new JsonObject { ["content-type"] = answer.Content.Headers.ContentType?.ToString() },
            ["body"] = await answer.Content.ReadAsStringAsync(),
            ["isBase64Encoded"] = false,
        }.ToJsonString();
    }

    public void Dispose() => _client.Dispose();
}
