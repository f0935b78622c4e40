using System.Text;
using Pintle.Shared;

namespace Pintle.Host;

/// <summary>Writes whole log records through the bootstrap, each in one call, so that records of several threads never mix. Does not format or filter.</summary>
internal static unsafe class LogWriter
{
    public const int StandardOutput = 1;
    public const int StandardError = 2;

    // Borrowed from the bootstrap for the life of the process.
    private static delegate* unmanaged<int, byte*, nint, int> s_write;
    private static readonly Lock Gate = new();

    public static void Attach(HostStart* start) => s_write = start->WriteLog;

    /// <param name="descriptor">1 or 2.</param>
    /// <param name="record">The record with its line end.</param>
    public static void Write(int descriptor, string record)
    {
        if (s_write == null)
            return;
        var bytes = Encoding.UTF8.GetBytes(record);
        lock (Gate)
        {
            // A log that cannot be written has nowhere to be reported; the invocation goes on.
            fixed (byte* data = bytes)
                _ = s_write(descriptor, data, bytes.Length);
        }
    }
}
