using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Pintle.Emulator.Endpoints;

/// <summary>One request of the runtime, with what all endpoints do: read a bounded body, answer in JSON, write the exchange down.</summary>
internal sealed class RuntimeRequest(HttpContext context, RuntimeApiExchange exchange, int maxRecordedBytes)
{
    private static readonly byte[] Accepted = "{\"status\":\"OK\"}\n"u8.ToArray();

    public string Method => context.Request.Method;

    public CancellationToken Aborted => context.RequestAborted;

    public string? ContentType => context.Request.ContentType;

    /// <summary>The value of a header; null when it was not sent, or sent empty.</summary>
    public string? Header(string name) => context.Request.Headers.TryGetValue(name, out var value) && value.ToString() is { Length: > 0 } text ? text : null;

    public void Allow(string method) => context.Response.Headers.Allow = method;

    public Task AcceptAsync() => WriteAsync(StatusCodes.Status202Accepted, "application/json", Accepted);

    public Task RefuseAsync(Refusal refusal) =>
        WriteAsync(refusal.Status, "application/json", ServiceError.Json(refusal.ErrorType, refusal.Message));

    public Task WriteEventAsync(IEnumerable<KeyValuePair<string, string>> headers, ReadOnlyMemory<byte> payload)
    {
        foreach (var (name, value) in headers)
            context.Response.Headers[name] = value;

        return WriteAsync(StatusCodes.Status200OK, "application/json", payload);
    }

    /// <summary>Reads the body to its end, or until it is over the limit of the service.</summary>
    /// <param name="caller">Who gets it as it arrives; null: it is kept whole.</param>
    public async Task<RequestBody> ReadBodyAsync(StreamingCaller? caller = null)
    {
        using var kept = new MemoryStream();
        var status = BodyStatus.Complete;
        try
        {
            status = caller is null ? await CopyAsync(kept).ConfigureAwait(false) : await PassOnAsync(caller, kept).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is IOException or OperationCanceledException)
        {
            // The peer ended the connection, or its chunks are malformed (a BadHttpRequestException is an IOException).
            status = BodyStatus.Truncated;
        }

        var bytes = kept.ToArray();
        var trailers = status == BodyStatus.Complete ? Trailers() : [];
        var length = caller?.Length ?? bytes.Length;
        exchange.SetBody(bytes.Length > maxRecordedBytes ? bytes[..maxRecordedBytes] : bytes, length, trailers);
        return new RequestBody(status, caller is null ? bytes : [], length, trailers);
    }

    private async Task<BodyStatus> CopyAsync(MemoryStream kept)
    {
        var reader = context.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(context.RequestAborted).ConfigureAwait(false);
            foreach (var segment in read.Buffer)
                kept.Write(segment.Span);

            reader.AdvanceTo(read.Buffer.End);
            if (kept.Length > Limits.MaxResponseBytes)
                return BodyStatus.TooLarge;

            if (read.IsCompleted)
                return BodyStatus.Complete;
        }
    }

    /// <summary>Keeps of the body only what is written down.</summary>
    private async Task<BodyStatus> PassOnAsync(StreamingCaller caller, MemoryStream kept)
    {
        var reader = context.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(context.RequestAborted).ConfigureAwait(false);
            foreach (var segment in read.Buffer)
            {
                kept.Write(segment.Span[..(int)Math.Min(segment.Length, maxRecordedBytes - kept.Length)]);
                if (!await caller.TryPassOnAsync(segment, context.RequestAborted).ConfigureAwait(false))
                    return BodyStatus.TooLarge;
            }

            reader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
                return BodyStatus.Complete;
        }
    }

    private KeyValuePair<string, string>[] Trailers() =>
        context.Features.Get<IHttpRequestTrailersFeature>() is { Available: true } feature
            ? [.. feature.Trailers.Select(t => KeyValuePair.Create(t.Key, t.Value.ToString()))]
            : [];

    private async Task WriteAsync(int status, string contentType, ReadOnlyMemory<byte> body)
    {
        exchange.SetStatus(status);
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        context.Response.ContentLength = body.Length;
        _ = await context.Response.BodyWriter.WriteAsync(body, CancellationToken.None).ConfigureAwait(false);
    }
}
