using System.Buffers.Text;

namespace Pintle.Testing;

/// <summary>The memory of a process and of those below it, as the kernel counts it. It is asked fifty times a second for each environment at work, so it opens as little as it can.</summary>
internal sealed class ProcessMemory(int pid) : IDisposable
{
    // Both files are shorter, at least up to what is read of them.
    private const int BufferSize = 2048;

    private readonly Lock _gate = new();
    private readonly Dictionary<int, ProcFile> _sizes = [];
    private readonly ProcFile _status = new(pid, "status");
    private long? _walked;

    public int ProcessId => pid;

    /// <summary>Most memory that the process itself has had resident, in bytes; null when it has ended.</summary>
    public long? Peak()
    {
        Span<byte> buffer = stackalloc byte[BufferSize];
        var text = _status.Read(buffer);
        var at = text.IndexOf("VmHWM:"u8);

        // "VmHWM:     31234 kB"
        return at >= 0 && Utf8Parser.TryParse(text[(at + "VmHWM:".Length)..].TrimStart(" \t"u8), out long kilobytes, out _) ? kilobytes * 1024 : null;
    }

    /// <summary>Memory of all of them, resident now, in bytes; 0 when they have ended.</summary>
    /// <param name="treeAge">How old the list of processes may be, in ms.</param>
    public long Resident(int treeAge)
    {
        lock (_gate)
        {
            if (_walked is not { } walked || Environment.TickCount64 - walked > treeAge)
                Walk();

            Span<byte> buffer = stackalloc byte[BufferSize];
            long pages = 0;
            foreach (var size in _sizes.Values)
                pages += ResidentPages(size.Read(buffer));
            return pages * Environment.SystemPageSize;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var size in _sizes.Values)
                size.Dispose();
            _sizes.Clear();
        }

        _status.Dispose();
    }

    private void Walk()
    {
        _walked = Environment.TickCount64;
        var all = ProcFiles.Tree(pid);
        foreach (var gone in _sizes.Keys.Except(all).ToArray())
        {
            _sizes[gone].Dispose();
            _ = _sizes.Remove(gone);
        }

        foreach (var each in all.Where(each => !_sizes.ContainsKey(each)))
            _sizes[each] = new ProcFile(each, "statm");
    }

    // "size resident shared ...", in pages.
    private static long ResidentPages(ReadOnlySpan<byte> sizes) =>
        Utf8Parser.TryParse(sizes[(sizes.IndexOf((byte)' ') + 1)..], out long pages, out _) ? pages : 0;
}
