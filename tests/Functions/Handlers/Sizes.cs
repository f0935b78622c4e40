using System.Buffers.Text;

namespace Handlers;

/// <summary>Responses of an exact size, which the event gives as a number.</summary>
public sealed class Sizes
{
    public Stream Bytes(Stream input)
    {
        Span<byte> digits = stackalloc byte[16];
        var length = input.ReadAtLeast(digits, digits.Length, throwOnEndOfStream: false);
        return Utf8Parser.TryParse(digits[..length], out int bytes, out _)
            ? new MemoryStream(new byte[bytes])
            : throw new FormatException("Expected a number.");
    }

    /// <summary>A JSON text of that size: its quotes are two of the bytes.</summary>
    public string Text(int bytes) => new('x', bytes - 2);
}
