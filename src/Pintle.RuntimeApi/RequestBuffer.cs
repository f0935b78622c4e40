using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics;

namespace Pintle.RuntimeApi;

/// <summary>Append-only memory for the head of one request after another. An unusually large one is not kept.</summary>
internal sealed class RequestBuffer
{
    private const int MaxDigits = 11; // The sign and ten digits of an int.

    private byte[] _bytes = new byte[1024];
    private int _length;

    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    public RequestBuffer Begin()
    {
        _length = 0;
        if (_bytes.Length > WireLimits.RetainedRequestBuffer)
            _bytes = new byte[WireLimits.RetainedRequestBuffer];
        return this;
    }

    public RequestBuffer Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Room(bytes.Length));
        _length += bytes.Length;
        return this;
    }

    public RequestBuffer Append(int number)
    {
        var fits = Utf8Formatter.TryFormat(number, Room(MaxDigits), out var written);
        Debug.Assert(fits, "an int has at most 11 characters");
        _length += written;
        return this;
    }

    /// <summary>In upper-case hexadecimal digits.</summary>
    public RequestBuffer AppendHex(int number)
    {
        var fits = Utf8Formatter.TryFormat(number, Room(MaxDigits), out var written, 'X');
        Debug.Assert(fits, "an int has at most 8 hexadecimal digits");
        _length += written;
        return this;
    }

    public RequestBuffer AppendBase64(ReadOnlySpan<byte> bytes)
    {
        var status = Base64.EncodeToUtf8(bytes, Room(Base64.GetMaxEncodedToUtf8Length(bytes.Length)), out _, out var written);
        Debug.Assert(status == OperationStatus.Done, "there is room for all of it");
        _length += written;
        return this;
    }

    /// <summary>Appends a header's value in which a control character, CR and LF above all, becomes <paramref name="substitute"/>: it can't end the line.</summary>
    public RequestBuffer AppendValue(ReadOnlySpan<byte> value, byte substitute)
    {
        var target = Room(value.Length);
        for (var i = 0; i < value.Length; i++)
            target[i] = value[i] is < 0x20 or 0x7F ? substitute : value[i];
        _length += value.Length;
        return this;
    }

    private Span<byte> Room(int count)
    {
        var needed = _length + count;
        if (needed > _bytes.Length)
        {
            var larger = new byte[Math.Max(needed, _bytes.Length * 2)];
            Bytes.CopyTo(larger);
            _bytes = larger;
        }

        return _bytes.AsSpan(_length);
    }
}
