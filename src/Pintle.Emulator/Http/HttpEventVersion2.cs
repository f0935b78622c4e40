using System.Text.Json;

namespace Pintle.Emulator.Http;

/// <summary>Payload format 2.0: header names in lower case, several values of one name with a comma between, cookies apart.</summary>
internal static class HttpEventVersion2
{
    public static void Write(Utf8JsonWriter json, HttpFrontOptions options, RouteMatch match, HttpRequestFacts request)
    {
        var isUrl = options.Format == HttpEventFormat.FunctionUrl;
        var routeKey = isUrl ? HttpRoute.Default : match.Route.Key;
        json.WriteString("version", "2.0");
        json.WriteString("routeKey", routeKey);
        json.WriteString("rawPath", PathOf(options, request));
        json.WriteString("rawQueryString", request.RawQuery);
        WriteCookies(json, request);

        // As HTTP/2 has them.
#pragma warning disable CA1308
        HttpEvent.WriteMap(json, "headers", HttpEvent.Grouped(request.Headers, StringComparer.OrdinalIgnoreCase)
            .Where(header => !header.Name.Equals("Cookie", StringComparison.OrdinalIgnoreCase))
            .Select(header => (header.Name.ToLowerInvariant(), string.Join(',', header.Values))));
#pragma warning restore CA1308
        if (request.Query.Count > 0)
            HttpEvent.WriteMap(json, "queryStringParameters", HttpEvent.Grouped(request.Query, StringComparer.Ordinal).Select(each => (each.Name, string.Join(',', each.Values))));
        WriteContext(json, options, match, request, routeKey);
        if (match.Parameters is { } parameters)
            HttpEvent.WriteMap(json, "pathParameters", parameters.Select(each => (each.Key, each.Value)));

        var isBinary = IsBinary(request);
        if (request.Body.Length > 0)
            HttpEvent.WriteBody(json, request.Body, isBinary);
        json.WriteBoolean("isBase64Encoded", isBinary);
    }

    /// <summary>A named stage is put before the path, because callers here leave it out.</summary>
    public static string PathOf(HttpFrontOptions options, HttpRequestFacts request) => options switch
    {
        { Format: HttpEventFormat.FunctionUrl } => request.RawPath,
        { Stage: null or HttpRoute.Default } => request.DecodedPath,
        _ => $"/{options.Stage}{request.DecodedPath}",
    };

    public static bool IsBinary(HttpRequestFacts request) => request.Body.Length > 0 && (request.IsEncoded || !IsText(request.ContentType));

    /// <summary>Everything else travels in base64, a form or a body without a content type too.</summary>
    private static bool IsText(string? contentType)
    {
        var type = (contentType ?? "").Split(';')[0].Trim();
        return type.StartsWith("text/", StringComparison.OrdinalIgnoreCase)
            || type.EndsWith("+json", StringComparison.OrdinalIgnoreCase)
            || type.EndsWith("+xml", StringComparison.OrdinalIgnoreCase)
            || ((string[])["application/json", "application/javascript", "application/xml"]).Contains(type, StringComparer.OrdinalIgnoreCase);
    }

    private static void WriteCookies(Utf8JsonWriter json, HttpRequestFacts request)
    {
        string[] cookies = [.. request.Headers.Where(header => header.Key.Equals("Cookie", StringComparison.OrdinalIgnoreCase)).SelectMany(header => header.Value.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))];
        if (cookies.Length == 0)
            return;

        json.WriteStartArray("cookies");
        foreach (var cookie in cookies)
            json.WriteStringValue(cookie);
        json.WriteEndArray();
    }

    private static void WriteContext(Utf8JsonWriter json, HttpFrontOptions options, RouteMatch match, HttpRequestFacts request, string routeKey)
    {
        var isUrl = options.Format == HttpEventFormat.FunctionUrl;
        var id = HttpRequestFacts.IdOf(match.Route.Function.Arn, isUrl ? 32 : 10);
        json.WriteStartObject("requestContext");
        json.WriteString("accountId", isUrl ? "anonymous" : HttpEvent.AccountOf(match.Route.Function.Arn));
        json.WriteString("apiId", id);
        json.WriteString("domainName", request.Host);
        json.WriteString("domainPrefix", id);
        json.WriteStartObject("http");
        json.WriteString("method", request.Method);
        json.WriteString("path", PathOf(options, request));
        json.WriteString("protocol", request.Protocol);
        json.WriteString("sourceIp", request.SourceIp);
        json.WriteString("userAgent", request.UserAgent);
        json.WriteEndObject();
        json.WriteString("requestId", request.RequestId);
        json.WriteString("routeKey", routeKey);
        json.WriteString("stage", options.Stage ?? HttpRoute.Default);
        json.WriteString("time", request.LogTime);
        json.WriteNumber("timeEpoch", request.Now.ToUnixTimeMilliseconds());
        json.WriteEndObject();
    }
}
