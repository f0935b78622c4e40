using Pintle.Shared;

namespace Pintle.Host.Streaming;

/// <summary>
/// The response of one invocation, sent while its handler runs. Each piece is on its way when its write returns, so nothing is kept here and a slow reader slows the writer.
/// The response ends with the invocation; a later write is refused.
/// </summary>
internal sealed unsafe class StreamedResponse(int slot)
{
    // Borrowed from the bootstrap for the life of the process.
    private static delegate* unmanaged<int, byte*, nint, int> s_begin;
    private static delegate* unmanaged<int, byte*, nint, int> s_write;

    private readonly object _gate = new();
    private State _state;
    private bool _hasError;

    /// <summary>New → Open → Ended; New → Ended for one that the handler was too late to begin.</summary>
    private enum State
    {
        New,
        Open,
        Ended,
    }

    /// <summary>Bytes that the handler has written, without a prelude.</summary>
    public long BytesWritten { get; private set; }

    /// <summary>Whether a piece could not be sent.</summary>
    public bool HasError => _hasError;

    public static void Attach(HostStart* start)
    {
        s_begin = start->BeginResponse;
        s_write = start->WriteResponse;
    }

    /// <exception cref="IOException">The Runtime API does not take it.</exception>
    public void Begin(ReadOnlySpan<byte> prelude)
    {
        lock (_gate)
        {
            if (_state == State.Ended)
                throw Late();
            _state = State.Open;
            fixed (byte* data = prelude)
                Check(s_begin(slot, data, prelude.Length));
        }
    }

    /// <summary>As a Stream's WriteAsync; comes back when the piece is sent.</summary>
    /// <exception cref="InvalidOperationException">The invocation has ended.</exception>
    /// <exception cref="IOException">The Runtime API does not take it any more.</exception>
    public Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, buffer.Length - offset);
        if (cancellationToken.IsCancellationRequested)
            return Task.FromCanceled(cancellationToken);
        try
        {
            Write(buffer.AsSpan(offset, count));
            return Task.CompletedTask;
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            return Task.FromException(e);
        }
    }

    /// <returns>Whether the stream had begun: it is then the response, and what the handler returned is not.</returns>
    public bool End()
    {
        lock (_gate)
        {
            var hadBegun = _state == State.Open;
            _state = State.Ended;
            return hadBegun;
        }
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            if (_state == State.Ended)
                throw Late();
            fixed (byte* data = bytes)
                Check(s_write(slot, data, bytes.Length));
            BytesWritten += bytes.Length;
        }
    }

    private void Check(int status)
    {
        if (status == HostAbi.Ok)
            return;
        _hasError = true;
        throw new IOException("Expected the Runtime API to take the streamed response, but it refused it or went away; the log says why when the handler has ended. End the handler: nothing more can be sent.");
    }

    private static InvalidOperationException Late() =>
        new("Expected a streamed response to be written before its handler ends, but the handler has ended. Await every write before returning.");
}
