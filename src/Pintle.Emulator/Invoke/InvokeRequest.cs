using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Pintle.Emulator.Http;
using Pintle.Shared;

namespace Pintle.Emulator.Invoke;

/// <summary>What a caller sent beside the name: headers that are checked, and a body that is bounded and JSON.</summary>
internal sealed record InvokeRequest(InvocationType Type, bool WantsLog, FunctionCall Call)
{
    // The first two are Lambda's (https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html and .../dg/gettingstarted-limits.html).
    private const int MaxAsyncBytes = 1024 * 1024;
    private const int MaxClientContext = 3583;
    private const int MaxDepth = 1000; // Chosen, not measured: deeper JSON is refused before it uses up the stack.
    private static readonly JsonReaderOptions Reading = new() { MaxDepth = MaxDepth };

    public static async Task<(InvokeRequest? Request, InvokeFault? Fault)> ReadAsync(HttpRequest http, string requestId, CancellationToken cancellationToken)
    {
        if (!TryChoose<InvocationType>(http, "X-Amz-Invocation-Type", out var type))
            return (null, InvokeFault.Parameter("Expected X-Amz-Invocation-Type to be RequestResponse, Event or DryRun, found another value."));

        if (!TryChoose<LogType>(http, "X-Amz-Log-Type", out var log))
            return (null, InvokeFault.Parameter("Expected X-Amz-Log-Type to be None or Tail, found another value."));

        if (!TryReadClientContext(Header(http, "X-Amz-Client-Context"), out var clientContext))
            return (null, InvokeFault.Content("Client context must be a valid Base64-encoded JSON object."));

        var limit = type == InvocationType.Event ? MaxAsyncBytes : Limits.MaxRequestBytes;
        if (await BoundedBody.ReadAsync(http, limit, cancellationToken).ConfigureAwait(false) is not { } body)
            return (null, InvokeFault.TooLarge(type, limit));

        // A caller may send nothing, and the function still gets an event.
        var payload = body.Length == 0 ? "{}"u8.ToArray() : body;
        if (JsonFault(payload) is { } at)
            return (null, InvokeFault.Content($"Could not parse request body into json: Could not parse payload into json: expected JSON in UTF-8, found something else; line: {at.LineNumber + 1}, column: {at.BytePositionInLine + 1}"));

        var call = new FunctionCall { RequestId = requestId, IsEvent = type == InvocationType.Event, Payload = payload, ClientContext = clientContext, TraceId = Header(http, "X-Amzn-Trace-Id"), TenantId = Header(http, "X-Amz-Tenant-Id") };
        return (new InvokeRequest(type, log == LogType.Tail, call), null);
    }

    private enum LogType
    {
        None,
        Tail,
    }

    /// <summary>A header's value on one line; null where there is none, or one that could not travel on.</summary>
    private static string? Header(HttpRequest http, string name) =>
        http.Headers[name].ToString() is { Length: > 0 } value && !value.Any(char.IsControl) ? value : null;

    /// <summary>The first member where the header is left out.</summary>
    private static bool TryChoose<T>(HttpRequest http, string name, out T value)
        where T : struct, Enum
    {
        value = default;
        var text = http.Headers[name].ToString();
        return text.Length == 0 || (Enum.GetNames<T>().Contains(text, StringComparer.Ordinal) && Enum.TryParse(text, out value));
    }

    /// <summary>It travels on as JSON on one line, in a header.</summary>
    private static bool TryReadClientContext(string? header, out string? json)
    {
        json = null;
        if (header is null)
            return true;

        if (header.Length > MaxClientContext)
            return false;

        try
        {
            using var parsed = WholeJson.Parse(Convert.FromBase64String(header));
            json = JsonSerializer.Serialize(parsed.RootElement);
            return parsed.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (Exception fault) when (fault is FormatException or JsonException)
        {
            return false;
        }
    }

    private static JsonException? JsonFault(byte[] payload)
    {
        try
        {
            var reader = new Utf8JsonReader(payload, Reading);
            while (reader.Read())
            {
            }

            return null;
        }
        catch (JsonException fault)
        {
            return fault;
        }
    }
}
