namespace Pintle.RuntimeApi.Tests;

/// <summary>A connection in memory: each request is answered by the next of the given answers. Nothing left to answer means that the peer closes.</summary>
internal sealed class ScriptedConnection(params byte[][] answers) : IConnection
{
    private int _answer = -1;
    private int _given;

    public MemoryStream Sent { get; } = new();

    public int Requests => _answer + 1;

    public int Receives { get; private set; }

    public bool IsDisposed { get; private set; }

    public bool IsStale { get; set; }

    public bool FailsToSend { get; init; }

    public bool FailsToReceive { get; init; }

    /// <summary>So many bytes are received at once at most.</summary>
    public int Piece { get; init; } = int.MaxValue;

    /// <summary>Off where allocations are counted.</summary>
    public bool Records { get; init; } = true;

    public string? LastError => FailsToSend || FailsToReceive ? "scripted failure" : null;

    public int Receive(Span<byte> buffer)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        Receives++;
        if (FailsToReceive)
            return -1;
        if (answers.Length == 0)
            return 0;
        ReadOnlySpan<byte> left = answers[_answer % answers.Length].AsSpan(_given);
        var count = Math.Min(Math.Min(left.Length, buffer.Length), Piece);
        left[..count].CopyTo(buffer);
        _given += count;
        return count;
    }

    public bool Send(ReadOnlySpan<byte> bytes) => Send(bytes, default);

    public bool Send(ReadOnlySpan<byte> head, ReadOnlySpan<byte> body)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        (_answer, _given) = (_answer + 1, 0);
        if (Records)
        {
            Sent.Write(head);
            Sent.Write(body);
        }

        return !FailsToSend;
    }

    public bool Send(ReadOnlySpan<byte> head, ReadOnlySpan<byte> body, ReadOnlySpan<byte> tail)
    {
        var isSent = Send(head, body);
        if (Records)
            Sent.Write(tail);
        return isSent;
    }

    public void Dispose() => IsDisposed = true;
}

/// <summary>Hands out the given connections in order; after the last one nobody listens any more.</summary>
internal sealed class ScriptedConnector(params ScriptedConnection[] connections) : IConnector
{
    public int Connects { get; private set; }

    public IConnection? Connect(RuntimeApiEndpoint endpoint, out string? reason)
    {
        var isThere = Connects < connections.Length;
        reason = isThere ? null : "scripted refusal";
        return isThere ? connections[Connects++] : null;
    }
}
