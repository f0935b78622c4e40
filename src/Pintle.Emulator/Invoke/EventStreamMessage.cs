using System.Buffers.Binary;
using System.Text;

namespace Pintle.Emulator.Invoke;

/// <summary>One message of <c>application/vnd.amazon.eventstream</c>: lengths, headers, payload, and a checksum over the lengths and one over all.</summary>
/// <remarks>https://docs.aws.amazon.com/transcribe/latest/dg/streaming-setting-up.html#streaming-event-stream</remarks>
internal static class EventStreamMessage
{
    private const int Prelude = 12;
    private const int Checksum = 4;
    private const byte StringValue = 7;

    /// <summary>An event with a payload of some type.</summary>
    public static byte[] Event(string type, string contentType, ReadOnlySpan<byte> payload)
    {
        using var headers = new MemoryStream();
        Add(headers, ":message-type", "event");
        Add(headers, ":event-type", type);
        Add(headers, ":content-type", contentType);

        var message = new byte[Prelude + headers.Length + payload.Length + Checksum];
        BinaryPrimitives.WriteInt32BigEndian(message, message.Length);
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(4), (int)headers.Length);
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(8), Crc32.Of(message.AsSpan(0, 8)));
        headers.GetBuffer().AsSpan(0, (int)headers.Length).CopyTo(message.AsSpan(Prelude));
        payload.CopyTo(message.AsSpan(Prelude + (int)headers.Length));
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(message.Length - Checksum), Crc32.Of(message.AsSpan(0, message.Length - Checksum)));
        return message;
    }

    private static void Add(MemoryStream headers, string name, string value)
    {
        headers.WriteByte((byte)name.Length);
        headers.Write(Encoding.ASCII.GetBytes(name));
        headers.WriteByte(StringValue);
        Span<byte> length = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)value.Length);
        headers.Write(length);
        headers.Write(Encoding.ASCII.GetBytes(value));
    }
}
