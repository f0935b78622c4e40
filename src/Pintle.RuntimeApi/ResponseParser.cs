namespace Pintle.RuntimeApi;

/// <summary>Understands one HTTP/1.1 response at a time, however its bytes are cut, inside the buffer that they were received into. It does not read from anywhere itself.</summary>
/// <remarks>
/// Use: <see cref="Reset"/>, then until it is not NeedMore: write into <see cref="MakeRoom"/> and call <see cref="Advance"/> with the count. Head and body stay where they are
/// until the next <see cref="Reset"/>. Informational responses (1xx) are skipped. Anything that two HTTP implementations could read differently is refused.
/// </remarks>
internal sealed class ResponseParser : IDisposable
{
    private readonly ReceiveBuffer _buffer;
    private readonly ChunkedBody _chunks;
    private readonly int _maxBody;
    private readonly bool _needsLength;
    private Step _step;
    private LineReader _lines;
    private int _headerCount;
    private int _informational;
    private int _bodyStart;
    private string? _reason;

    /// <param name="initialBuffer">Bytes at the start.</param>
    /// <param name="maxBody">Bytes of the largest body that is taken.</param>
    /// <param name="needsLength">Whether a response that does not say where its body ends is refused. Otherwise it is complete with its head, and its body is what came with the head: for answers whose status says all.</param>
    public ResponseParser(int initialBuffer, int maxBody, bool needsLength = true)
    {
        // The last summand: framing that is not understood yet stands behind a body of full size.
        _buffer = new ReceiveBuffer(initialBuffer, WireLimits.MaxHeaderBytes + maxBody + WireLimits.MaxHeaderLine);
        _chunks = new ChunkedBody(_buffer, maxBody);
        _maxBody = maxBody;
        _needsLength = needsLength;
        Reset();
    }

    /// <summary>StatusLine → Headers → StatusLine (after 1xx) | FixedBody | Chunks | Done (no body, or one whose end nothing says).</summary>
    private enum Step
    {
        StatusLine,
        Headers,
        FixedBody,
        Chunks,
        Done,
    }

    public ResponseHead Head { get; } = new();

    public int BufferLength => _buffer.Capacity;

    /// <summary>Bytes of this response that have arrived, without the framing of chunks that are understood.</summary>
    public int Received => _buffer.Filled;

    /// <summary>The rule that was broken, once the state is Malformed.</summary>
    public string Reason => _reason ?? _chunks.Reason ?? "";

    /// <summary>The whole body, once the state is Complete.</summary>
    public ReadOnlySpan<byte> Body => _step == Step.Done ? _buffer.Bytes[_bodyStart..] : default;

    public ReadOnlySpan<byte> this[LambdaHeader header] => _step == Step.Done ? _buffer.Bytes[Head[header]] : default;

    public static string BytesAfterTheEnd(int count) => $"{count} bytes came after the end of the response, though nothing else was asked for (RFC 9112 §9.2)";

    /// <summary>Frees the memory of head and body.</summary>
    public void Dispose() => _buffer.Dispose();

    public void Reset()
    {
        _buffer.Reset();
        _informational = 0;
        BeginHead();
    }

    /// <summary>Where the next received bytes go; never empty.</summary>
    public Span<byte> MakeRoom()
    {
        if (_step == Step.FixedBody)
            _buffer.Reserve(_bodyStart + Head.ContentLength);
        else if (_step == Step.Chunks)
            _chunks.MakeRoom();
        else
            _buffer.Grow(_buffer.Filled + 1);
        return _buffer.Free;
    }

    public ParseState Advance(int received)
    {
        _buffer.Commit(received);
        while (_step is Step.StatusLine or Step.Headers)
        {
            var state = ReadHeadLine();
            if (state != ParseState.Complete)
                return state;
        }

        return _step switch
        {
            Step.Chunks => ReadChunks(),
            Step.FixedBody => ReadToEnd(_bodyStart + Head.ContentLength),
            Step.Done when !Head.HasNoBody => ParseState.Complete,
            _ => ReadToEnd(_bodyStart),
        };
    }

    private void BeginHead()
    {
        Head.Reset();
        _lines = default;
        (_step, _headerCount, _bodyStart, _reason) = (Step.StatusLine, 0, 0, null);
    }

    private ParseState ReadHeadLine()
    {
        var isStatus = _step == Step.StatusLine;
        var start = _lines.Next;
        var limit = isStatus ? WireLimits.MaxStatusLine : WireLimits.MaxHeaderLine;
        var state = _lines.TryTake(_buffer, limit, isStatus ? "the status line" : "a header line", out var line, ref _reason);
        var size = state == ParseState.Complete ? _lines.Next : _buffer.Filled;
        if (state != ParseState.Malformed && size > WireLimits.MaxHeaderBytes)
            return Fail($"the headers are longer than {WireLimits.MaxHeaderBytes} bytes");
        if (state != ParseState.Complete)
            return state;
        if (isStatus)
        {
            _step = Step.Headers;
            return Check(Head.ReadStatusLine(line));
        }

        return line.IsEmpty ? EndHead() : ReadHeader(line, start);
    }

    private ParseState ReadHeader(ReadOnlySpan<byte> line, int start)
    {
        if (++_headerCount > WireLimits.MaxHeaderCount)
            return Fail($"more than {WireLimits.MaxHeaderCount} headers");
        return Check(FieldLine.Split(line, out var nameLength, out var value) ?? Head.Add(line[..nameLength], line[value], start + value.Start.Value));
    }

    private ParseState EndHead()
    {
        if (Head.Status < 200)
            return SkipInformational();
        var reason = Head.CheckFraming(_maxBody, _needsLength);
        if (reason is not null)
            return Fail(reason);
        _bodyStart = _lines.Next;
        _step = Head.IsChunked && !Head.HasNoBody ? Step.Chunks : Head.HasNoBody || Head.ContentLength < 0 ? Step.Done : Step.FixedBody;
        if (_step == Step.Chunks)
            _chunks.Begin(_bodyStart);
        return ParseState.Complete;
    }

    private ParseState SkipInformational()
    {
        if (Head.Status == 101)
            return Fail("status 101 switches to a protocol that nobody asked for (RFC 9110 §15.2.2)");
        if (++_informational > WireLimits.MaxInformationalResponses)
            return Fail($"more than {WireLimits.MaxInformationalResponses} informational responses");
        _buffer.Remove(0, _lines.Next);
        BeginHead();
        return ParseState.Complete;
    }

    private ParseState ReadChunks()
    {
        var state = _chunks.Advance();
        if (state == ParseState.Complete)
            _step = Step.Done;
        return state;
    }

    private ParseState ReadToEnd(int end)
    {
        if (_buffer.Filled < end)
            return ParseState.NeedMore;
        if (_buffer.Filled > end)
            return Fail(BytesAfterTheEnd(_buffer.Filled - end));
        _step = Step.Done;
        return ParseState.Complete;
    }

    private ParseState Check(string? reason)
    {
        _reason = reason;
        return reason is null ? ParseState.Complete : ParseState.Malformed;
    }

    private ParseState Fail(string reason)
    {
        // A refused response has no body to show.
        if (_step == Step.Done)
            _step = Step.FixedBody;
        _reason = reason;
        return ParseState.Malformed;
    }
}
