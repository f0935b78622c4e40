using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Pintle.Emulator.Invoke;
using Pintle.Shared;

namespace Pintle.Emulator.Http;

/// <summary>A streamed response on its way to an HTTP client: its prelude, where it has one, becomes status, headers and cookies.</summary>
/// <remarks>https://docs.aws.amazon.com/lambda/latest/dg/response-streaming-tutorial.html: JSON, eight NUL bytes, the body.</remarks>
internal sealed class HttpResponseStream(HttpContext context, Action<HttpResponse> complete) : CallerStream
{
    private const string WithPrelude = "application/vnd.awslambda.http-integration-response";
    private const int MaxPrelude = 1024 * 1024; // Chosen, not measured: far above any headers; it bounds what is kept while a prelude does not end.
    private static readonly byte[] EndOfPrelude = new byte[8];
    private MemoryStream? _prelude;

    /// <summary>The runtime sent a prelude that is not valid: the client has got nothing.</summary>
    public bool IsMalformed { get; private set; }

    public bool HasBegun { get; private set; }

    public override void Begin(string? contentType)
    {
        if (contentType == WithPrelude)
            _prelude = new MemoryStream();
        else
            BeginResponse(new FunctionResponse(StatusCodes.Status200OK, [KeyValuePair.Create("Content-Type", contentType ?? "application/octet-stream")], []));
    }

    /// <exception cref="IOException">The client has gone, or gets nothing more.</exception>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (context.RequestAborted.IsCancellationRequested || IsMalformed)
            throw new IOException("The client takes nothing more.");

        if (_prelude is null)
            _ = await context.Response.BodyWriter.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
        else
            await ReadPreludeAsync(_prelude, buffer, cancellationToken).ConfigureAwait(false);
    }

    private async Task ReadPreludeAsync(MemoryStream prelude, ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        prelude.Write(buffer.Span);
        var all = prelude.GetBuffer().AsMemory(0, (int)prelude.Length);
        var end = all.Span.IndexOf(EndOfPrelude);
        IsMalformed = end < 0 ? all.Length > MaxPrelude : !TryBegin(all[..end]);
        if (IsMalformed)
            throw new IOException("The prelude is malformed.");
        if (end < 0)
            return;

        _prelude = null;
        if (all.Length > end + EndOfPrelude.Length)
            _ = await context.Response.BodyWriter.WriteAsync(all[(end + EndOfPrelude.Length)..], cancellationToken).ConfigureAwait(false);
        else
            _ = await context.Response.BodyWriter.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    private bool TryBegin(ReadOnlyMemory<byte> prelude)
    {
        try
        {
            using var json = WholeJson.Parse(prelude);
            if (json.RootElement.ValueKind != JsonValueKind.Object || FunctionResponse.ReadHead(json.RootElement, "application/octet-stream", hasCookies: true) is not { } head)
                return false;

            BeginResponse(head);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private void BeginResponse(FunctionResponse head)
    {
        HasBegun = true;
        head.WriteHead(context.Response);
        complete(context.Response);
    }
}
