using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Pintle.Shared;

namespace Pintle.Emulator.Http;

/// <summary>What a function answered, as HTTP.</summary>
internal sealed record FunctionResponse(int Status, IReadOnlyList<KeyValuePair<string, string>> Headers, byte[] Body)
{
    // The service sets them itself.
    private static readonly HashSet<string> OfTheService = new(StringComparer.OrdinalIgnoreCase) { "Connection", "Content-Length", "Keep-Alive", "Transfer-Encoding", "Upgrade" };

    // A REST API takes no others; the other services don't mind.
    private static readonly HashSet<string> MembersOfRest = new(StringComparer.Ordinal) { "statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded" };

    /// <returns>Null where the service takes the answer for malformed.</returns>
    public static FunctionResponse? Read(HttpFrontOptions options, HttpRoute route, ReadOnlyMemory<byte> payload, string? accept)
    {
        var isInferred = options.Format != HttpEventFormat.RestApi && !route.UsesPayloadVersion1;
        try
        {
            using var json = WholeJson.Parse(payload);
            var root = json.RootElement;
            if (!isInferred)
                return IsVersion1(options.Format, root) ? ReadParts(options, root, hasCookies: false, accept) : null;
            if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("statusCode", out _))
                return ReadParts(options, root, hasCookies: true, accept);

            // An HTTP API takes an answer that looks like a function's error for one.
            if (options.Format == HttpEventFormat.HttpApi && root.ValueKind == JsonValueKind.Object && root.TryGetProperty("errorMessage", out _))
                return null;
            if (root.ValueKind == JsonValueKind.String)
                payload = Encoding.UTF8.GetBytes(root.GetString()!);
        }
        catch (JsonException) when (isInferred)
        {
            // Format 2.0 takes an answer that is no response as the body of one.
        }
        catch (JsonException)
        {
            return null;
        }

        return new FunctionResponse(StatusCodes.Status200OK, [KeyValuePair.Create("Content-Type", "application/json")], payload.ToArray());
    }

    /// <summary>Status, headers and cookies of a response or of the prelude of a streamed one.</summary>
    public static FunctionResponse? ReadHead(JsonElement root, string defaultContentType, bool hasCookies)
    {
        var status = StatusCodes.Status200OK;
        if (root.TryGetProperty("statusCode", out var code) && (!int.TryParse(code.ToString(), out status) || status is < 200 or > 599))
            return null;

        // Values of both maps count, and those of the lists come first.
        var headers = new List<KeyValuePair<string, string>>();
        if ((!hasCookies && !TryAddLists(headers, root)) || !TryAddHeaders(headers, root, takesLists: hasCookies) || (hasCookies && !TryAddCookies(headers, root)))
            return null;

        if (!headers.Exists(header => header.Key.Equals("Content-Type", StringComparison.OrdinalIgnoreCase)))
            headers.Add(KeyValuePair.Create("Content-Type", defaultContentType));

        return headers.TrueForAll(header => IsName(header.Key) && !header.Value.Any(char.IsControl)) ? new FunctionResponse(status, headers, []) : null;
    }

    public void WriteHead(HttpResponse response)
    {
        response.StatusCode = Status;
        foreach (var group in Headers.Where(header => !OfTheService.Contains(header.Key)).GroupBy(header => header.Key, header => header.Value, StringComparer.OrdinalIgnoreCase))
            response.Headers[group.Key] = new Microsoft.Extensions.Primitives.StringValues([.. group.Distinct()]);
    }

    /// <summary>An answer of format 1.0 is an object with members that the service knows; an HTTP API asks for a status and a REST API for any of them.</summary>
    private static bool IsVersion1(HttpEventFormat format, JsonElement root) =>
        root.ValueKind == JsonValueKind.Object
        && (format == HttpEventFormat.RestApi ? root.EnumerateObject().Any() && root.EnumerateObject().All(member => MembersOfRest.Contains(member.Name)) : root.TryGetProperty("statusCode", out _));

    private static FunctionResponse? ReadParts(HttpFrontOptions options, JsonElement root, bool hasCookies, string? accept)
    {
        var defaultType = options.Format == HttpEventFormat.HttpApi ? "text/plain; charset=utf-8" : "application/json";
        if (ReadHead(root, defaultType, hasCookies) is not { } head)
            return null;

        if (!root.TryGetProperty("body", out var body) || body.ValueKind == JsonValueKind.Null)
            return head;
        if (TextOf(body) is not { } text)
            return null;

        var isBase64 = root.TryGetProperty("isBase64Encoded", out var flag) && flag.ValueKind == JsonValueKind.True;
        if (isBase64 && options.Format == HttpEventFormat.RestApi && !options.BinaryMediaTypes.Any(pattern => HttpEventVersion1.IsMatch(pattern, accept?.Split(',')[0])))
            isBase64 = false;
        if (isBase64 && !System.Buffers.Text.Base64.IsValid(text))
            return null;
        return head with { Body = isBase64 ? Convert.FromBase64String(text) : Encoding.UTF8.GetBytes(text) };
    }

    /// <summary>False where <c>headers</c> is there and is no map of texts.</summary>
    private static bool TryAddHeaders(List<KeyValuePair<string, string>> headers, JsonElement root, bool takesLists)
    {
        if (!root.TryGetProperty("headers", out var map) || map.ValueKind == JsonValueKind.Null)
            return true;
        if (map.ValueKind != JsonValueKind.Object)
            return false;

        foreach (var header in map.EnumerateObject())
        {
            if (takesLists && header.Value.ValueKind == JsonValueKind.Array ? !TryAddList(headers, header) : !TryAdd(headers, header.Name, header.Value))
                return false;
        }

        return true;
    }

    /// <summary>False where <c>multiValueHeaders</c> is there and is no map of lists of texts.</summary>
    private static bool TryAddLists(List<KeyValuePair<string, string>> headers, JsonElement root)
    {
        if (!root.TryGetProperty("multiValueHeaders", out var map) || map.ValueKind == JsonValueKind.Null)
            return true;
        return map.ValueKind == JsonValueKind.Object && map.EnumerateObject().All(header => header.Value.ValueKind == JsonValueKind.Null || TryAddList(headers, header));
    }

    private static bool TryAddList(List<KeyValuePair<string, string>> headers, JsonProperty header) =>
        header.Value.ValueKind == JsonValueKind.Array && header.Value.EnumerateArray().All(value => TryAdd(headers, header.Name, value));

    private static bool TryAddCookies(List<KeyValuePair<string, string>> headers, JsonElement root)
    {
        if (!root.TryGetProperty("cookies", out var cookies) || cookies.ValueKind == JsonValueKind.Null)
            return true;
        return cookies.ValueKind == JsonValueKind.Array && cookies.EnumerateArray().All(cookie => TryAdd(headers, "Set-Cookie", cookie));
    }

    /// <summary>A null is left out.</summary>
    private static bool TryAdd(List<KeyValuePair<string, string>> headers, string name, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null)
            return true;
        if (TextOf(value) is not { } text)
            return false;

        headers.Add(KeyValuePair.Create(name, text));
        return true;
    }

    /// <summary>A string's text, and numbers, true and false as JSON spells them; null for objects and lists.</summary>
    private static string? TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
        _ => null,
    };

    /// <summary>A token of RFC 9110, section 5.6.2.</summary>
    private static bool IsName(string name) => name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal));
}
