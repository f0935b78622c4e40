using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace FakeAws;

/// <summary>What is answered.</summary>
public sealed record FakeReply(int Status, byte[] Body)
{
    public string ContentType { get; init; } = "application/json";

    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    public string? RetryAfter { get; init; }

    internal bool IsLost { get; init; }

    internal bool IsSilent { get; init; }

    internal Action? Then { get; init; }

    public static FakeReply Json(int status, JsonNode body) => new(status, Encoding.UTF8.GetBytes(body.ToJsonString()));

    public static FakeReply Xml(string body) => new(200, Encoding.UTF8.GetBytes(body)) { ContentType = "text/xml" };

    /// <param name="status">The status.</param>
    /// <param name="code">The error's name.</param>
    /// <param name="message">What it says.</param>
    /// <param name="more">Members beside it.</param>
    /// <param name="isUpper">Some errors spell the member <c>Message</c>, and others <c>message</c>.</param>
    public static FakeReply Error(int status, string code, string message, JsonObject? more = null, bool isUpper = false)
    {
        var body = more ?? [];
        body[isUpper ? "Message" : "message"] = message;
        return Json(status, body) with { Headers = new Dictionary<string, string> { ["x-amzn-ErrorType"] = code } };
    }

    public async Task SendAsync(HttpContext context)
    {
        if (IsSilent)
        {
            Then?.Invoke();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return;
        }

        if (IsLost)
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = Status;
        context.Response.Headers["x-amzn-RequestId"] = Guid.NewGuid().ToString();
        if (RetryAfter is not null)
            context.Response.Headers.RetryAfter = RetryAfter;
        foreach (var (name, value) in Headers)
            context.Response.Headers[name] = value;
        if (Status == 204)
            return;
        context.Response.ContentType = ContentType;
        context.Response.ContentLength = Body.Length;
        await context.Response.Body.WriteAsync(Body);
    }
}

/// <summary>A call that is refused.</summary>
public sealed class FakeRefusal(FakeReply reply) : Exception
{
    public FakeReply Reply => reply;

    public static FakeRefusal NotFound(string message) => User(404, "ResourceNotFoundException", message, isUpper: true);

    public static FakeRefusal Invalid(string message) => User(400, "InvalidParameterValueException", message);

    public static FakeRefusal Validation(string message) => new(FakeReply.Error(400, "ValidationException", $"1 validation error detected: {message}"));

    public static FakeRefusal Conflict(string message) => User(409, "ResourceConflictException", message);

    public static FakeRefusal Revision(string call = "GetFunction/GetAlias") => User(412, "PreconditionFailedException", $"The Revision Id provided does not match the latest Revision Id. Call the {call} API to retrieve the latest Revision Id");

    private static FakeRefusal User(int status, string code, string message, bool isUpper = false) => new(FakeReply.Error(status, code, message, new JsonObject { ["Type"] = "User" }, isUpper));
}

/// <summary>A request with its body.</summary>
public sealed class FakeRequest(HttpContext context, byte[] body)
{
    public string Method => context.Request.Method;

    /// <summary>As it came: escapes stay.</summary>
    public string Path { get; } = (context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget).Split('?')[0];

    public string RawQuery { get; } = context.Request.QueryString.Value?.TrimStart('?') ?? "";

    public byte[] Body => body;

    public string? Header(string name) => context.Request.Headers.TryGetValue(name, out var value) ? string.Join(',', value.ToArray()) : null;

    public string? Query(string name) => context.Request.Query.TryGetValue(name, out var value) ? value.ToString() : null;

    public JsonObject Json() => body.Length == 0 ? [] : (JsonObject)JsonNode.Parse(body)!;

    public IReadOnlyDictionary<string, string> Form() => Encoding.UTF8.GetString(body).Split('&', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2))
        .ToDictionary(pair => Uri.UnescapeDataString(pair[0].Replace('+', ' ')), pair => Uri.UnescapeDataString(pair[1].Replace('+', ' ')), StringComparer.Ordinal);
}
