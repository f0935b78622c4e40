namespace Pintle.RuntimeApi;

/// <summary>Joins the chunks of one body where they were received: framing is dropped, data moves down, nothing is copied elsewhere.</summary>
/// <remarks>
/// RFC 9112 §7.1. The buffer holds <c>head | joined data | (hole) | unread bytes</c>. Whenever nothing is unread, the hole is closed, so that the next bytes of a long chunk are
/// received at their final place. Extensions and trailers are checked, bounded, and not used.
/// </remarks>
internal sealed class ChunkedBody(ReceiveBuffer buffer, int maxBody)
{
    private Step _step;
    private int _start;
    private int _end;
    private int _remaining;
    private int _trailers;
    private LineReader _lines;
    private string? _reason;

    /// <summary>Size → Data → DataEnd → Size … ; Size → Trailers → Done after the chunk of length 0.</summary>
    private enum Step
    {
        Size,
        Data,
        DataEnd,
        Trailers,
        Done,
    }

    public int Length => _end - _start;

    public string? Reason => _reason;

    public void Begin(int start)
    {
        (_step, _start, _end, _remaining, _trailers, _reason) = (Step.Size, start, start, 0, 0, null);
        _lines = new LineReader { Next = start };
    }

    public ParseState Advance()
    {
        while (_step != Step.Done)
        {
            var state = _step switch
            {
                Step.Size => ReadSize(),
                Step.Data => ReadData(),
                Step.DataEnd => ReadDataEnd(),
                _ => ReadTrailer(),
            };
            if (state == ParseState.Malformed)
                return state;
            if (state == ParseState.NeedMore)
            {
                CloseHole();
                return state;
            }
        }

        var extra = buffer.Filled - _lines.Next;
        CloseHole();
        return extra == 0 ? ParseState.Complete : Fail(ResponseParser.BytesAfterTheEnd(extra));
    }

    /// <summary>Room for the rest of the chunk, or for one byte more where no length is known.</summary>
    public void MakeRoom()
    {
        if (_step == Step.Data && _end + _remaining > buffer.Capacity)
            buffer.Grow(_end + _remaining);
        else
            buffer.Grow(buffer.Filled + 1);
    }

    private ParseState ReadSize()
    {
        var state = _lines.TryTake(buffer, WireLimits.MaxChunkLine, "a chunk size line", out var line, ref _reason);
        if (state != ParseState.Complete)
            return state;
        var digits = 0;
        long size = 0;
        // A line that is no chunk's may be bytes of the event, which are never quoted.
        for (; digits < line.Length && char.IsAsciiHexDigit((char)line[digits]); digits++)
            size = Math.Min((size * 16) + HexDigit(line[digits]), int.MaxValue);
        if (digits == 0)
            return Fail("a chunk size is not a hexadecimal number (RFC 9112 §7.1)");
        var extensions = line[digits..].TrimStart(" \t"u8);
        if (!extensions.IsEmpty && (extensions[0] != ';' || !FieldLine.IsText(extensions)))
            return Fail("after a chunk size something other than an extension follows (RFC 9112 §7.1.1)");
        if (size > maxBody - Length)
            return Fail($"the chunks are over the limit of {maxBody} bytes");
        _remaining = (int)size;
        _step = size == 0 ? Step.Trailers : Step.Data;
        return state;
    }

    private ParseState ReadData()
    {
        var taken = Math.Min(_remaining, buffer.Filled - _lines.Next);
        buffer.Move(_lines.Next, _end, taken);
        _end += taken;
        _lines.Next += taken;
        _remaining -= taken;
        if (_remaining > 0)
            return ParseState.NeedMore;
        _step = Step.DataEnd;
        return ParseState.Complete;
    }

    private ParseState ReadDataEnd()
    {
        var unread = buffer.Bytes[_lines.Next..];
        if (!"\r\n"u8.StartsWith(unread[..Math.Min(unread.Length, 2)]))
            return Fail("a chunk is not followed by CR LF: it is longer or shorter than its size says (RFC 9112 §7.1)");
        if (unread.Length < 2)
            return ParseState.NeedMore;
        _lines.Next += 2;
        _step = Step.Size;
        return ParseState.Complete;
    }

    private ParseState ReadTrailer()
    {
        var state = _lines.TryTake(buffer, WireLimits.MaxHeaderLine, "a trailer line", out var line, ref _reason);
        if (state != ParseState.Complete)
            return state;
        if (line.IsEmpty)
        {
            _step = Step.Done;
            return state;
        }

        if (++_trailers > WireLimits.MaxTrailerCount)
            return Fail($"more than {WireLimits.MaxTrailerCount} trailers");
        _reason = FieldLine.Split(line, out _, out _);
        return _reason is null ? state : ParseState.Malformed;
    }

    private static int HexDigit(byte b) => b <= '9' ? b - '0' : (b | 0x20) - 'a' + 10;

    private void CloseHole()
    {
        // Only framing that is not understood yet is ever moved: part of one line.
        buffer.Remove(_end, _lines.Next);
        _lines.Next = _end;
    }

    private ParseState Fail(string reason)
    {
        _reason = reason;
        return ParseState.Malformed;
    }
}
