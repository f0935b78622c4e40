namespace Pintle.RuntimeApi;

/// <summary>What the status line and the header lines of one response said: status, framing, and where the values of Lambda's headers stand in the buffer.</summary>
internal sealed class ResponseHead
{
    private readonly (int Start, int Length)[] _lambda = new (int, int)[(int)LambdaHeader.Count];
    private bool _hasLength;
    private bool _oldProtocol;

    public int Status { get; private set; }

    /// <summary>The body's length; -1 when the response declares none.</summary>
    public int ContentLength { get; private set; }

    public bool IsChunked { get; private set; }

    /// <summary>The server will not take another request on this connection.</summary>
    public bool Closes { get; private set; }

    /// <summary>RFC 9110 §15.2 and §15.3.5, RFC 9112 §6.3: these never have a body, whatever their headers say.</summary>
    public bool HasNoBody => Status is (>= 100 and < 200) or 204 or 304;

    public Range this[LambdaHeader header] => _lambda[(int)header].Start..(_lambda[(int)header].Start + _lambda[(int)header].Length);

    public void Reset()
    {
        Array.Clear(_lambda);
        (Status, ContentLength, IsChunked, Closes, _hasLength, _oldProtocol) = (0, -1, false, false, false, false);
    }

    /// <summary>RFC 9112 §4: <c>HTTP/1.1 SP 3DIGIT SP [reason]</c>. The last space is not insisted on when no reason follows.</summary>
    public string? ReadStatusLine(ReadOnlySpan<byte> line)
    {
        if (!line.StartsWith("HTTP/1."u8))
            return "the first line does not begin with HTTP/1. (RFC 9112 §4)";
        var isValid = line.Length >= 12 && char.IsAsciiDigit((char)line[7]) && line[8] == ' ' && (line.Length == 12 || line[12] == ' ') && FieldLine.IsText(line);
        var status = 0;
        for (var i = 9; isValid && i < 12; i++)
        {
            isValid = char.IsAsciiDigit((char)line[i]);
            status = (status * 10) + line[i] - '0';
        }

        // RFC 9110 §15: codes outside 100 to 599 are invalid.
        if (!isValid || status is < 100 or > 599)
            return $"{WireText.Quote(line)} is not a status line (RFC 9112 §4)";
        Status = status;
        // RFC 9112 §9.3: before HTTP/1.1 a connection was not kept; a server's offer to keep it is not taken.
        _oldProtocol = Closes = line[7] == '0';
        return null;
    }

    /// <summary>Takes one header; <paramref name="valueStart"/> is the value's place in the buffer.</summary>
    public string? Add(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, int valueStart)
    {
        var header = LambdaHeaders.Find(name);
        if (header != LambdaHeader.None)
        {
            if (_lambda[(int)header].Start != 0)
                return $"header {WireText.Quote(name)} came twice (RFC 9110 §5.3)";
            _lambda[(int)header] = (valueStart, value.Length);
            return null;
        }

        return name.Length switch
        {
            14 when FieldLine.NameEquals(name, "content-length"u8) => AddLength(value),
            17 when FieldLine.NameEquals(name, "transfer-encoding"u8) => AddEncoding(value),
            10 when FieldLine.NameEquals(name, "connection"u8) => AddConnection(value),
            _ => null,
        };
    }

    /// <summary>Called at the end of the head: RFC 9112 §6.3, the message body's length.</summary>
    public string? CheckFraming(int maxBody, bool needsLength)
    {
        if (HasNoBody)
            return null;
        if (IsChunked && _oldProtocol)
            return "Transfer-Encoding in an HTTP/1.0 response (RFC 9112 §6.1)";
        if (IsChunked && _hasLength)
            return "both Transfer-Encoding and Content-Length (RFC 9112 §6.3)";
        if (!IsChunked && !_hasLength && !needsLength)
        {
            // The server's close is the body's end, which is not waited for.
            Closes = true;
            return null;
        }

        if (!IsChunked && !_hasLength)
            return "neither Content-Length nor Transfer-Encoding, so a cut body could not be told from a whole one (RFC 9112 §6.3)";
        return ContentLength > maxBody ? $"Content-Length {ContentLength} is over the limit of {maxBody} bytes" : null;
    }

    private string? AddLength(ReadOnlySpan<byte> value)
    {
        // Two equal lengths could be merged (RFC 9110 §8.6), but a server that sends the header twice is not trusted with it.
        if (_hasLength)
            return "Content-Length came twice (RFC 9112 §6.3)";
        _hasLength = true;
        long length = 0;
        foreach (var b in value)
        {
            if (!char.IsAsciiDigit((char)b))
                return $"Content-Length {WireText.Quote(value)} is not one decimal number (RFC 9110 §8.6)";
            length = (length * 10) + b - '0';
            if (length > int.MaxValue)
                return $"Content-Length {WireText.Quote(value)} is more than can be received";
        }

        ContentLength = (int)length;
        return value.IsEmpty ? "Content-Length is empty (RFC 9110 §8.6)" : null;
    }

    private string? AddEncoding(ReadOnlySpan<byte> value)
    {
        if (IsChunked || !FieldLine.NameEquals(value, "chunked"u8))
            return $"Transfer-Encoding {WireText.Quote(value)}: only chunked, once, is understood (RFC 9112 §6.1)";
        IsChunked = true;
        return null;
    }

    private string? AddConnection(ReadOnlySpan<byte> value)
    {
        foreach (var option in value.Split((byte)','))
        {
            var token = value[option].Trim(" \t"u8);
            if (FieldLine.NameEquals(token, "close"u8))
                Closes = true;
        }

        return null;
    }
}
