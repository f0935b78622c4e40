using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Pintle.Testing;

/// <summary>When each file of some folders was opened, as the kernel tells it (inotify): a start's milestones, without a word from the process that starts.</summary>
/// <remarks>https://man7.org/linux/man-pages/man7/inotify.7.html. Executing a file opens it too. Times are taken when this process has read the event, some 0.1 ms late.</remarks>
internal sealed class FileOpens : IDisposable
{
    // wd, mask, cookie, len; four bytes each.
    private const int EventHead = 16;
    private const uint OfFolder = 0x40000000;
    private const int BufferSize = 64 * 1024; // Chosen, not measured: hundreds of events at once; a smaller one only reads more often.

    // In ms; only how soon the end is noticed.
    private const int Patience = 50;

    private readonly SafeFileHandle _watch;
    private readonly Dictionary<int, string> _folders = [];
    private readonly List<(string Path, long Time)> _seen = [];
    private readonly Lock _gate = new();
    private readonly Thread _reader;
    private volatile bool _ended;

    public FileOpens(IEnumerable<string> folders)
    {
        _watch = new SafeFileHandle(MeasuringCalls.CreateWatch(MeasuringCalls.CloseOnExec | MeasuringCalls.NonBlocking), ownsHandle: true);
        if (_watch.IsInvalid)
            throw new FunctionSetupException("Expected the kernel to watch the opening of files, but it gives no inotify instance. Raise fs.inotify.max_user_instances.");
        foreach (var folder in folders.SelectMany(root => Directory.EnumerateDirectories(root, "*", SearchOption.AllDirectories).Prepend(root)).Distinct())
        {
            if (MeasuringCalls.AddWatch(_watch, folder, MeasuringCalls.Opened) is >= 0 and var number)
                _folders[number] = folder;
        }

        _reader = new Thread(Run) { IsBackground = true, Name = "Pintle file opens" };
        _reader.Start();
    }

    /// <summary>Each opening, in order.</summary>
    public IReadOnlyList<(string Path, long Time)> Seen
    {
        get
        {
            lock (_gate)
                return [.. _seen];
        }
    }

    public void Dispose()
    {
        _ended = true;
        _reader.Join();
        _watch.Dispose();
    }

    private void Run()
    {
        var buffer = new byte[BufferSize];
        var wanted = new Native.PollDescriptor[] { new() { FileDescriptor = (int)_watch.DangerousGetHandle(), Wanted = Native.PollIn } };
        while (!_ended)
        {
            if (Native.Poll(wanted, 1, Patience) <= 0)
                continue;
            var read = (int)Native.Read(_watch, buffer, BufferSize);
            var time = Stopwatch.GetTimestamp();
            lock (_gate)
            {
                for (var rest = buffer.AsSpan(0, Math.Max(0, read)); rest.Length >= EventHead;)
                    rest = rest[Take(rest, time)..];
            }
        }
    }

    /// <returns>The event's length.</returns>
    private int Take(ReadOnlySpan<byte> events, long time)
    {
        var length = BinaryPrimitives.ReadInt32LittleEndian(events[12..]);
        var name = Encoding.UTF8.GetString(events.Slice(EventHead, length)).TrimEnd('\0');

        var isFolder = (BinaryPrimitives.ReadUInt32LittleEndian(events[4..]) & OfFolder) != 0;
        if (!isFolder && _folders.TryGetValue(BinaryPrimitives.ReadInt32LittleEndian(events), out var folder))
            _seen.Add((Path.Combine(folder, name), time));
        return EventHead + length;
    }
}
