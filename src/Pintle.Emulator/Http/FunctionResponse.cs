using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Pintle.Emulator.Http;

/// <summary>What a function answered, as HTTP.</summary>
internal sealed record FunctionResponse(int Status, IReadOnlyList<KeyValuePair<string, string>> Headers, byte[] Body)
{
    // The service sets them itself.
    private static readonly HashSet<string> OfTheService = new(StringComparer.OrdinalIgnoreCase) { "Connection", "Content-Length", "Keep-Alive", "Transfer-Encoding", "Upgrade" };

    /// <returns>Null where the service takes the answer for malformed.</returns>
    public static FunctionResponse? Read(HttpFrontOptions options, ReadOnlyMemory<byte> payload, string? accept)
    {
        try
        {
            using var json = JsonDocument.Parse(payload);
            if (json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("statusCode", out _))
                return ReadParts(options, json.RootElement, accept);
        }
        catch (JsonException) when (options.Format != HttpEventFormat.RestApi)
        {
            // Format 2.0 takes what is no response for the body of one.
        }
        catch (JsonException)
        {
            return null;
        }

        return options.Format == HttpEventFormat.RestApi ? null : new FunctionResponse(StatusCodes.Status200OK, [KeyValuePair.Create("Content-Type", "application/json")], payload.ToArray());
    }

    /// <summary>Status, headers and cookies of a response or of the prelude of a streamed one.</summary>
    public static FunctionResponse? ReadHead(JsonElement root, string defaultContentType, bool hasCookies)
    {
        var status = StatusCodes.Status200OK;
        if (root.TryGetProperty("statusCode", out var code) && (!int.TryParse(code.ToString(), out status) || status is < 200 or > 599))
            return null;

        var headers = new List<KeyValuePair<string, string>>();
        if (!TryAdd(headers, root, "headers") || (!hasCookies && !TryAdd(headers, root, "multiValueHeaders")))
            return null;

        if (hasCookies && root.TryGetProperty("cookies", out var cookies) && cookies.ValueKind == JsonValueKind.Array)
            headers.AddRange(cookies.EnumerateArray().Select(cookie => KeyValuePair.Create("Set-Cookie", cookie.ToString())));
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

    private static FunctionResponse? ReadParts(HttpFrontOptions options, JsonElement root, string? accept)
    {
        var defaultType = options.Format == HttpEventFormat.HttpApi ? "text/plain; charset=utf-8" : "application/json";
        if (ReadHead(root, defaultType, hasCookies: options.Format != HttpEventFormat.RestApi) is not { } head)
            return null;

        if (!root.TryGetProperty("body", out var body) || body.ValueKind == JsonValueKind.Null)
            return head;

        if (body.ValueKind != JsonValueKind.String)
            return null;

        var text = body.GetString()!;
        var isBase64 = root.TryGetProperty("isBase64Encoded", out var flag) && flag.ValueKind == JsonValueKind.True;
        if (isBase64 && options.Format == HttpEventFormat.RestApi && !options.BinaryMediaTypes.Any(pattern => HttpEventVersion1.IsMatch(pattern, accept?.Split(',')[0])))
            isBase64 = false;
        if (isBase64 && !Base64.IsValid(text))
            return null;
        return head with { Body = isBase64 ? Convert.FromBase64String(text) : Encoding.UTF8.GetBytes(text) };
    }

    /// <summary>False where the member is there and is no map of headers.</summary>
    private static bool TryAdd(List<KeyValuePair<string, string>> headers, JsonElement root, string member)
    {
        if (!root.TryGetProperty(member, out var map) || map.ValueKind == JsonValueKind.Null)
            return true;
        if (map.ValueKind != JsonValueKind.Object)
            return false;

        foreach (var header in map.EnumerateObject())
        {
            if (header.Value.ValueKind == JsonValueKind.Array)
                headers.AddRange(header.Value.EnumerateArray().Select(value => KeyValuePair.Create(header.Name, value.ToString())));
            else if (header.Value.ValueKind != JsonValueKind.Null)
                headers.Add(KeyValuePair.Create(header.Name, header.Value.ToString()));
        }

        return true;
    }

    /// <summary>A token of RFC 9110, section 5.6.2.</summary>
    private static bool IsName(string name) => name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal));
}
