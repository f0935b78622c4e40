using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Pintle.Emulator.Invoke;

/// <summary>The answer of InvokeWithResponseStream: the response as events while it arrives, and one event at its end.</summary>
/// <remarks>https://docs.aws.amazon.com/lambda/latest/api/API_InvokeWithResponseStream.html#API_InvokeWithResponseStream_ResponseSyntax</remarks>
internal sealed class EventResponseStream(HttpContext context, string version) : CallerStream
{
    /// <summary>A message of an event stream holds 16 MB at most; smaller ones reach the caller sooner. Chosen, not measured: smaller still only adds frames.</summary>
    private const int MaxChunk = 64 * 1024;

    public override void Begin(string? contentType)
    {
    }

    /// <exception cref="IOException">The caller has gone.</exception>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        for (var rest = buffer; rest.Length > 0; rest = rest[Math.Min(MaxChunk, rest.Length)..])
            await SendAsync(EventStreamMessage.Event("PayloadChunk", "application/octet-stream", rest.Span[..Math.Min(MaxChunk, rest.Length)])).ConfigureAwait(false);
    }

    public async Task EndAsync(FunctionAnswer answer, bool withLog)
    {
        // What was not streamed has not been sent yet; an error is told in the last event alone.
        if (!answer.IsError && !answer.IsStreamed)
            await WriteAsync(answer.Payload).ConfigureAwait(false);
        await SendAsync(EventStreamMessage.Event("InvokeComplete", "application/json", Complete(answer, withLog))).ConfigureAwait(false);
    }

    private static byte[] Complete(FunctionAnswer answer, bool withLog)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (answer.IsError)
            {
                json.WriteString("ErrorCode", "Unhandled");
                json.WriteString("ErrorDetails", Encoding.UTF8.GetString(answer.Payload.Span));
            }
            if (withLog)
                json.WriteString("LogResult", LogTail.Encode(answer.Log));
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private async Task SendAsync(byte[] message)
    {
        if (!context.Response.HasStarted)
        {
            context.Response.StatusCode = StatusCodes.Status200OK;
            context.Response.ContentType = "application/vnd.amazon.eventstream";
            context.Response.Headers["X-Amz-Executed-Version"] = version;
        }
        if (context.RequestAborted.IsCancellationRequested)
            throw new IOException("The caller has gone.");
        _ = await context.Response.BodyWriter.WriteAsync(message, CancellationToken.None).ConfigureAwait(false);
    }
}
