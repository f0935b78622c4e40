using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Pintle.Emulator.Http;

/// <summary>What every event format takes from a request: nothing of it is decided twice.</summary>
internal sealed record HttpRequestFacts
{
    // What belongs to one connection ends at the service.
    private static readonly HashSet<string> OfTheConnection = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authorization", "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding", "Upgrade",
    };

    public required string Method { get; init; }

    /// <summary>As it was sent: nothing is decoded, and <c>..</c> stays.</summary>
    public required string RawPath { get; init; }

    /// <summary>As a REST API has it: as it was sent, but with one slash at its beginning.</summary>
    public string RestPath => RestPathOf(RawPath);

    /// <summary>As an HTTP API has it: all of it decoded, <c>%2F</c> too.</summary>
    public string DecodedPath => Uri.UnescapeDataString(RawPath);

    /// <summary>As it was sent, without the question mark.</summary>
    public required string RawQuery { get; init; }

    /// <summary>Decoded, in order.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Query { get; init; }

    public required IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; }

    public required string Protocol { get; init; }

    public required string Host { get; init; }

    public required string SourceIp { get; init; }

    public required byte[] Body { get; init; }

    public required string RequestId { get; init; }

    public required string TraceId { get; init; }

    public required DateTimeOffset Now { get; init; }

    public string? ContentType => Header("Content-Type");

    /// <summary>A body that its sender has compressed: whatever its type, it is no text.</summary>
    public bool IsEncoded => Header("Content-Encoding") is { Length: > 0 } encoding && !encoding.Equals("identity", StringComparison.OrdinalIgnoreCase);

    public string UserAgent => Header("User-Agent") ?? "";

    /// <summary>As in a web server's log, for example <c>22/Aug/2026:10:00:00 +0000</c>.</summary>
    public string LogTime => Now.ToString("dd/MMM/yyyy:HH:mm:ss '+0000'", CultureInfo.InvariantCulture);

    public static HttpRequestFacts Of(HttpContext context, byte[] body, string requestId, DateTimeOffset now)
    {
        var http = context.Features.GetRequiredFeature<IHttpRequestFeature>();
        var question = http.RawTarget.IndexOf('?', StringComparison.Ordinal);
        var query = question < 0 ? "" : http.RawTarget[(question + 1)..];
        var source = context.Connection.RemoteIpAddress?.ToString() ?? "127.0.0.1";
        var trace = RootOf(context.Request.Headers["X-Amzn-Trace-Id"].ToString()) ?? TraceHeader.Create(now).Split(';')[0];
        return new HttpRequestFacts
        {
            Method = http.Method,
            RawPath = RawPathOf(http.RawTarget),
            RawQuery = query,
            Query = [.. Pairs(query)],
            Headers = [.. HeadersOf(context.Request, source, trace)],
            Protocol = http.Protocol,
            Host = context.Request.Host.Value ?? "",
            SourceIp = source,
            Body = body,
            RequestId = requestId,
            TraceId = trace,
            Now = now,
        };
    }

    /// <summary>The path of a target in origin form or in absolute form (RFC 9112, section 3.2).</summary>
    public static string RawPathOf(string target)
    {
        var path = target.Split('?', 2)[0];
        if (path.StartsWith('/'))
            return path;

        var authority = path.IndexOf("://", StringComparison.Ordinal);
        var slash = authority < 0 ? -1 : path.IndexOf('/', authority + 3);
        return slash < 0 ? "/" : path[slash..];
    }

    public static string RestPathOf(string path) => "/" + path.TrimStart('/');

    public string? Header(string name) => Headers.Where(each => each.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(each => each.Value).LastOrDefault();

    /// <summary>An opaque id that stays the same for the same function.</summary>
    public static string IdOf(string text, int digits) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..digits];

    private static string? RootOf(string trace) => trace.Split(';').FirstOrDefault(part => part.StartsWith("Root=1-", StringComparison.Ordinal) && !part.Any(char.IsControl));

    /// <summary>The client's own, and what the service adds about the way it came.</summary>
    private static IEnumerable<KeyValuePair<string, string>> HeadersOf(HttpRequest request, string source, string trace)
    {
        (string Name, string Value)[] added =
        [
            ("X-Amzn-Trace-Id", trace),
            ("X-Forwarded-For", request.Headers["X-Forwarded-For"].ToString() is { Length: > 0 } before ? $"{before}, {source}" : source),
            ("X-Forwarded-Port", (request.Host.Port ?? 80).ToString(CultureInfo.InvariantCulture)),
            ("X-Forwarded-Proto", "http"),
        ];
        var own = from header in request.Headers
                  where !OfTheConnection.Contains(header.Key) && !added.Any(each => each.Name.Equals(header.Key, StringComparison.OrdinalIgnoreCase))
                  from value in header.Value
                  select KeyValuePair.Create(header.Key, value);
        return own.Concat(added.Select(each => KeyValuePair.Create(each.Name, each.Value)));
    }

    private static IEnumerable<KeyValuePair<string, string>> Pairs(string query)
    {
        foreach (var pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            yield return equals < 0 ? KeyValuePair.Create(Decode(pair), "") : KeyValuePair.Create(Decode(pair[..equals]), Decode(pair[(equals + 1)..]));
        }
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
