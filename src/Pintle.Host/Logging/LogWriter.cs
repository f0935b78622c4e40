using System.Text;
using Pintle.Shared;

namespace Pintle.Host.Logging;

/// <summary>
/// Writes whole log records through the bootstrap, each in one call and one at a time, so that records of several threads never mix. Frames them where Lambda gave a descriptor
/// for that. Does not format or filter.
/// </summary>
internal static unsafe class LogWriter
{
    public const int StandardOutput = 1;
    public const int StandardError = 2;

    /// <summary>A buffer beyond this is not kept: one long line must not hold its size for ever. Chosen, not measured: a longer record only allocates its buffer each time.</summary>
    private const int KeptCapacity = 64 * 1024;

    // Not a Lock: entering one jits two methods. Only the host's own code is called under it.
    private static readonly object Gate = new();
    private static byte[] s_buffer = [];
    private static bool s_telemetryFailed;

    // Borrowed from the bootstrap for the life of the process.
    private static delegate* unmanaged<int, byte*, nint, int> s_write;

    public static void Attach(HostStart* start) => s_write = start->WriteLog;

    /// <param name="descriptor">1 or 2; without meaning where records are framed.</param>
    /// <param name="text">A record with its line end, or what the function wrote without one. Half a surrogate pair becomes U+FFFD.</param>
    public static void Write(int descriptor, ReadOnlySpan<char> text)
    {
        if (s_write == null || text.IsEmpty)
            return;
        lock (Gate)
        {
            var needed = TelemetryFrame.HeaderSize + Encoding.UTF8.GetByteCount(text);
            if (s_buffer.Length < needed)
                s_buffer = new byte[Math.Max(needed, 1024)];
            var length = Encoding.UTF8.GetBytes(text, s_buffer.AsSpan(TelemetryFrame.HeaderSize));
            if (s_telemetryFailed || LogSettings.Current.TelemetryDescriptor == LogSettings.NoDescriptor)
                _ = WriteAll(descriptor, TelemetryFrame.HeaderSize, length);
            else
                WriteFrames(length);
            if (s_buffer.Length > KeptCapacity)
                s_buffer = [];
        }
    }

    /// <summary>A line of <see cref="HostTrace"/>: on standard error, and never framed.</summary>
    public static void WriteTrace(string line)
    {
        if (s_write == null)
            return;
        var bytes = Encoding.UTF8.GetBytes(line);
        lock (Gate)
        {
            fixed (byte* data = bytes)
                _ = s_write(StandardError, data, bytes.Length);
        }
    }

    /// <summary>Splits what is longer than one event can be. A descriptor that takes nothing is not used again.</summary>
    private static void WriteFrames(int length)
    {
        var start = TelemetryFrame.HeaderSize;
        var end = start + length;
        while (start < end)
        {
            var size = TelemetryFrame.Fit(s_buffer.AsSpan(start, end - start));
            // The header takes the place of bytes that were sent with the frame before.
            TelemetryFrame.WriteHeader(s_buffer.AsSpan(start - TelemetryFrame.HeaderSize), size, LogSettings.Current.FramesAreJson, DateTime.UtcNow);
            if (WriteAll(LogSettings.Current.TelemetryDescriptor, start - TelemetryFrame.HeaderSize, TelemetryFrame.HeaderSize + size) != 0)
            {
                s_telemetryFailed = true;
                _ = WriteAll(StandardOutput, start, end - start);
                return;
            }
            start += size;
        }
    }

    /// <returns>0, or the errno of the write. A log that cannot be written has nowhere to be reported; the invocation goes on.</returns>
    private static int WriteAll(int descriptor, int start, int length)
    {
        fixed (byte* data = s_buffer)
            return s_write(descriptor, data + start, length);
    }
}
