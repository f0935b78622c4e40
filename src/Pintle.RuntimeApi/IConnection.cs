namespace Pintle.RuntimeApi;

/// <summary>One open byte stream to the Runtime API. It knows nothing of HTTP, has no time limits, and is used by one thread at a time.</summary>
public interface IConnection : IDisposable
{
    /// <summary>Waits for bytes. Returns how many came, 0 when the peer closed, and a negative number when the stream failed.</summary>
    int Receive(Span<byte> buffer);

    /// <summary>Sends all bytes, or fails; after a failure nobody knows how many went out.</summary>
    bool Send(ReadOnlySpan<byte> bytes);

    /// <summary>As <see cref="Send(ReadOnlySpan{byte})"/>, for two pieces in one system call, so that a body needs no copy behind its head.</summary>
    bool Send(ReadOnlySpan<byte> head, ReadOnlySpan<byte> body);

    /// <summary>As <see cref="Send(ReadOnlySpan{byte}, ReadOnlySpan{byte})"/>, for a chunk between its size and its end.</summary>
    bool Send(ReadOnlySpan<byte> head, ReadOnlySpan<byte> body, ReadOnlySpan<byte> tail);

    /// <summary>Returns at once: true when an idle stream can't carry another request, because the peer closed it, it failed, or bytes arrived that nobody asked for.</summary>
    bool IsStale { get; }

    /// <summary>Why the last failed call failed, for a message; null when nothing failed.</summary>
    string? LastError { get; }
}

/// <summary>Opens connections.</summary>
public interface IConnector
{
    /// <summary>A new connection, or null with the reason in <paramref name="reason"/>.</summary>
    IConnection? Connect(RuntimeApiEndpoint endpoint, out string? reason);
}
