using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Text;
using Pintle.Host.Logging;
using Pintle.Shared;

namespace Pintle.Host.Tests.Logging;

/// <summary>Takes the bootstrap's place behind the log. One for the process: test classes that use it are in <see cref="InvocationFixture.Collection"/>.</summary>
internal sealed unsafe class LogCapture : IDisposable
{
    private static LogCapture? s_current;
    private readonly ConcurrentQueue<(int Descriptor, byte[] Bytes)> _writes = new();

    public LogCapture()
    {
        s_current = this;
        var start = new HostStart { WriteLog = &Take };
        LogWriter.Attach(&start);
    }

    /// <summary>Each call as the bootstrap would get it.</summary>
    public IReadOnlyList<(int Descriptor, byte[] Bytes)> Calls => [.. _writes];

    public IReadOnlyList<string> Texts => [.. _writes.Select(write => Encoding.UTF8.GetString(write.Bytes))];

    public string All => string.Concat(Texts);

    public void Dispose()
    {
        HostStart none = default;
        LogWriter.Attach(&none);
        s_current = null;
    }

    [UnmanagedCallersOnly]
    private static int Take(int descriptor, byte* data, nint length)
    {
        s_current?._writes.Enqueue((descriptor, new ReadOnlySpan<byte>(data, (int)length).ToArray()));
        return 0;
    }
}
