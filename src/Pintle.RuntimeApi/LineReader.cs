namespace Pintle.RuntimeApi;

/// <summary>Takes lines that end in CR LF out of a buffer that may hold only a part of the last one. Each byte is looked at once, however the stream was cut.</summary>
/// <remarks>RFC 9112 §2.2 lets a recipient accept a lone LF. This one does not: two readers that disagree about where a line ends are how requests get smuggled.</remarks>
internal struct LineReader
{
    private int _searched;

    /// <summary>The start of what is not taken yet.</summary>
    public int Next { get; set; }

    /// <summary>NeedMore, Malformed with a reason, or Complete with a line.</summary>
    public ParseState TryTake(ReceiveBuffer buffer, int limit, string what, out ReadOnlySpan<byte> line, ref string? reason)
    {
        line = default;
        var unread = buffer.Bytes[Next..];
        var found = unread[_searched..].IndexOf((byte)'\n');
        var length = found < 0 ? unread.Length : _searched + found + 1;
        if (length > limit)
        {
            reason = $"{what} is longer than {limit} bytes";
            return ParseState.Malformed;
        }

        if (found < 0)
        {
            _searched = unread.Length;
            return ParseState.NeedMore;
        }

        if (length < 2 || unread[length - 2] != '\r')
        {
            reason = $"{what} ends in LF without CR (RFC 9112 §2.2)";
            return ParseState.Malformed;
        }

        line = unread[..(length - 2)];
        Next += length;
        _searched = 0;
        return ParseState.Complete;
    }
}
