using System.Buffers.Binary;

namespace Pintle.Host.Logging;

/// <summary>
/// The frame around a record on the descriptor _LAMBDA_TELEMETRY_LOG_FD, big-endian: type (4 bytes), length of the record (4), microseconds since 1970 UTC (8), the record
/// (RuntimeSupport, FileDescriptorLogFactory). One frame is one event, whatever lines are in it.
/// </summary>
internal static class TelemetryFrame
{
    public const int HeaderSize = 16;

    /// <summary>
    /// The most that one event of CloudWatch takes: 256 KB without 26 bytes of its own (https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html).
    /// </summary>
    public const int MostBytes = (256 * 1024) - 26;

    private const uint TextType = 0xa55a0003;
    private const uint JsonType = 0xa55a0002;

    public static void WriteHeader(Span<byte> header, int length, bool isJson, DateTime time)
    {
        BinaryPrimitives.WriteUInt32BigEndian(header, isJson ? JsonType : TextType);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], length);
        BinaryPrimitives.WriteInt64BigEndian(header[8..], (time.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond);
    }

    /// <summary>How many of these bytes of UTF-8 go into one frame without cutting a character.</summary>
    public static int Fit(ReadOnlySpan<byte> text)
    {
        if (text.Length <= MostBytes)
            return text.Length;
        var size = MostBytes;
        while ((text[size] & 0xC0) == 0x80)
            size--;
        return size;
    }
}
