using System.Buffers;
using System.IO.Pipelines;
using System.Text;

namespace Pintle.Emulator;

/// <summary>Sits between a connection and the HTTP server, and remembers the bytes of the last request head as they were sent.</summary>
/// <remarks>The server's own header collection keeps neither order nor spelling.</remarks>
internal sealed class RequestHeadTap(IDuplexPipe inner) : PipeReader, IDuplexPipe
{
    // Over the server's own limit for a head, so that only what is not a head can be dropped; twice that is chosen.
    private const int MaxKept = 2 * Limits.MaxHeadBytes;

    private readonly ArrayBufferWriter<byte> _consumed = new();
    private ReadOnlySequence<byte> _buffer;
    private bool _paused;

    public PipeReader Input => this;

    public PipeWriter Output => inner.Output;

    /// <summary>The head of the request that is being handled; stops remembering until <see cref="Resume"/>, because its body follows.</summary>
    public byte[] Take(string method, string target)
    {
        // The rest of an earlier body may stand before the head.
        var seen = _consumed.WrittenSpan;
        var start = seen.LastIndexOf(Encoding.UTF8.GetBytes($"{method} {target} HTTP/"));
        var head = start < 0 ? seen.ToArray() : seen[start..].ToArray();
        _paused = true;
        return head;
    }

    public void Resume()
    {
        _consumed.ResetWrittenCount();
        _paused = false;
    }

    public override void AdvanceTo(SequencePosition consumed)
    {
        Remember(consumed);
        inner.Input.AdvanceTo(consumed);
    }

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        Remember(consumed);
        inner.Input.AdvanceTo(consumed, examined);
    }

    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default) =>
        Keep(await inner.Input.ReadAsync(cancellationToken).ConfigureAwait(false));

    public override bool TryRead(out ReadResult result)
    {
        var read = inner.Input.TryRead(out result);
        if (read)
            _ = Keep(result);

        return read;
    }

    public override void CancelPendingRead() => inner.Input.CancelPendingRead();

    public override void Complete(Exception? exception = null) => inner.Input.Complete(exception);

    private ReadResult Keep(ReadResult result)
    {
        _buffer = result.Buffer;
        return result;
    }

    private void Remember(SequencePosition consumed)
    {
        if (_paused)
            return;

        var bytes = _buffer.Slice(_buffer.Start, consumed);
        if (_consumed.WrittenCount + bytes.Length > MaxKept)
            _consumed.ResetWrittenCount();

        foreach (var segment in bytes)
            _consumed.Write(segment.Span);

        // A second call without a read in between consumes nothing new.
        _buffer = _buffer.Slice(consumed);
    }
}
