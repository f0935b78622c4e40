namespace Pintle.Emulator;

/// <summary>One request that reached the Runtime API, as it was on the wire, and the status it got.</summary>
public sealed class RuntimeApiExchange
{
    private volatile Arrived? _arrived;
    private volatile int _status;

    internal RuntimeApiExchange(DateTimeOffset time, string method, string target, byte[] head)
    {
        Time = time;
        Method = method;
        Path = target;
        Head = head;
        Headers = RequestHead.Headers(head);
    }

    /// <summary>When the request's head had arrived.</summary>
    public DateTimeOffset Time { get; }

    public string Method { get; }

    /// <summary>The request target as sent, not decoded.</summary>
    public string Path { get; }

    /// <summary>The request line and the headers up to the empty line, byte for byte.</summary>
    public ReadOnlyMemory<byte> Head { get; }

    /// <summary>The headers in the order and spelling they were sent.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; }

    /// <summary>The body without its framing; empty until it has been read, cut to the log's limit.</summary>
    public ReadOnlyMemory<byte> Body => _arrived?.Body ?? ReadOnlyMemory<byte>.Empty;

    /// <summary>Bytes of the body that were read, which may be more than <see cref="Body"/> keeps.</summary>
    public long BodyLength => _arrived?.Length ?? 0;

    /// <summary>The trailers of a chunked body.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Trailers => _arrived?.Trailers ?? [];

    /// <summary>The HTTP status of the answer; null while the request is open, and for a poll whose connection was closed.</summary>
    public int? Status => _status == 0 ? null : _status;

    /// <summary>The value of a header, compared without case; null when it was not sent.</summary>
    public string? Header(string name) => Headers.FirstOrDefault(h => h.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    public override string ToString() => $"{Method} {Path} ({BodyLength} bytes) -> {(Status is { } status ? status.ToString(System.Globalization.CultureInfo.InvariantCulture) : "open")}";

    internal void SetBody(byte[] kept, long length, IReadOnlyList<KeyValuePair<string, string>> trailers) => _arrived = new Arrived(kept, length, trailers);

    internal void SetStatus(int status) => _status = status;

    private sealed record Arrived(byte[] Body, long Length, IReadOnlyList<KeyValuePair<string, string>> Trailers);
}
