using System.Text.Json;

namespace Pintle.Emulator.Http;

/// <summary>Payload format 1.0, of a REST API or of an HTTP API that asks for it: headers and query twice, with the last value of a name and with all of them; what is not there is null.</summary>
internal static class HttpEventVersion1
{
    private const string DefaultStage = "prod";

    // What identifies a caller who signed the request: nobody does here.
    private static readonly string[] Anonymous = ["accessKey", "accountId", "caller", "cognitoAuthenticationProvider", "cognitoAuthenticationType", "cognitoIdentityId", "cognitoIdentityPoolId", "principalOrgId", "user", "userArn"];

    public static void Write(Utf8JsonWriter json, HttpFrontOptions options, RouteMatch match, HttpRequestFacts request)
    {
        var isRest = options.Format == HttpEventFormat.RestApi;
        var resource = match.Route.Path == HttpRoute.Default && isRest ? "/{proxy+}" : match.Route.Path;
        if (!isRest)
            json.WriteString("version", "1.0");
        json.WriteString("resource", resource);
        json.WriteString("path", isRest ? request.RestPath : HttpEventVersion2.PathOf(options, request));
        json.WriteString("httpMethod", request.Method);
        WriteBoth(json, "headers", "multiValueHeaders", isRest ? [.. request.Headers.Where(header => !header.Key.Equals("Content-Length", StringComparison.OrdinalIgnoreCase))] : request.Headers, StringComparer.OrdinalIgnoreCase);
        WriteBoth(json, "queryStringParameters", "multiValueQueryStringParameters", request.Query, StringComparer.Ordinal);
        WriteParameters(json, isRest, match, request);
        json.WriteNull("stageVariables");
        WriteContext(json, options, match, request, resource);

        var isBinary = isRest ? request.Body.Length > 0 && (request.IsEncoded || options.BinaryMediaTypes.Any(pattern => IsMatch(pattern, request.ContentType))) : HttpEventVersion2.IsBinary(request);
        if (request.Body.Length == 0)
            json.WriteNull("body");
        else
            HttpEvent.WriteBody(json, request.Body, isBinary);
        json.WriteBoolean("isBase64Encoded", isBinary);
    }

    /// <summary>A media type, or a pattern with a star for one of its halves or both.</summary>
    public static bool IsMatch(string pattern, string? contentType)
    {
        var wanted = pattern.Split('/');
        var found = (contentType ?? "application/json").Split(';')[0].Trim().Split('/');
        return wanted.Length == 2 && found.Length == 2 && wanted.Zip(found).All(pair => pair.First == "*" || pair.First.Equals(pair.Second, StringComparison.OrdinalIgnoreCase));
    }

    private static void WriteBoth(Utf8JsonWriter json, string single, string multi, IReadOnlyList<KeyValuePair<string, string>> pairs, StringComparer comparer)
    {
        if (pairs.Count == 0)
        {
            json.WriteNull(single);
            json.WriteNull(multi);
            return;
        }

        var groups = HttpEvent.Grouped(pairs, comparer).ToArray();
        HttpEvent.WriteMap(json, single, groups.Select(each => (each.Name, each.Values[^1])));
        json.WriteStartObject(multi);
        foreach (var (name, values) in groups)
        {
            json.WriteStartArray(name);
            foreach (var value in values)
                json.WriteStringValue(value);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void WriteParameters(Utf8JsonWriter json, bool isRest, RouteMatch match, HttpRequestFacts request)
    {
        var parameters = isRest && match.Route.Path == HttpRoute.Default && request.RestPath.Length > 1
            ? new Dictionary<string, string> { ["proxy"] = request.RestPath[1..].TrimEnd('/') }
            : match.Parameters;
        if (parameters is null)
            json.WriteNull("pathParameters");
        else
            HttpEvent.WriteMap(json, "pathParameters", parameters.Select(each => (each.Key, each.Value)));
    }

    private static void WriteContext(Utf8JsonWriter json, HttpFrontOptions options, RouteMatch match, HttpRequestFacts request, string resource)
    {
        var isRest = options.Format == HttpEventFormat.RestApi;
        var stage = options.Stage ?? (isRest ? DefaultStage : HttpRoute.Default);
        var id = HttpRequestFacts.IdOf(match.Route.Function.Arn, 10);
        json.WriteStartObject("requestContext");
        json.WriteString("accountId", HttpEvent.AccountOf(match.Route.Function.Arn));
        json.WriteString("apiId", id);
        if (isRest)
            json.WriteString("deploymentId", HttpRequestFacts.IdOf($"{id} {stage}", 6));
        json.WriteString("domainName", request.Host);
        json.WriteString("domainPrefix", id);
        json.WriteString("extendedRequestId", HttpRequestFacts.IdOf(request.RequestId, 16));
        json.WriteString("httpMethod", request.Method);
        json.WriteStartObject("identity");
        foreach (var name in Anonymous)
            json.WriteNull(name);
        json.WriteString("sourceIp", request.SourceIp);
        json.WriteString("userAgent", request.UserAgent);
        json.WriteEndObject();
        json.WriteString("path", isRest ? $"/{stage}{request.RawPath}" : HttpEventVersion2.PathOf(options, request));
        json.WriteString("protocol", request.Protocol);
        json.WriteString("requestId", request.RequestId);
        json.WriteString("requestTime", request.LogTime);
        json.WriteNumber("requestTimeEpoch", request.Now.ToUnixTimeMilliseconds());
        if (isRest)
            json.WriteString("resourceId", HttpRequestFacts.IdOf(resource, 6));
        else
            json.WriteNull("resourceId");
        json.WriteString("resourcePath", resource);
        json.WriteString("stage", stage);
        json.WriteEndObject();
    }
}
