using System.IO.Pipes;
using System.Runtime.InteropServices;

namespace Pintle.Testing;

/// <summary>Reads a process's two output streams on a thread of its own, and on demand.</summary>
/// <remarks>
/// What a function wrote before it answered is in the pipes when the answer arrives; <see cref="Drain"/> takes it out there and then, so that log lines belong
/// to their invocation without waiting for anything.
/// </remarks>
internal sealed class OutputPump
{
    private const int BufferSize = 64 * 1024; // What a pipe of Linux holds (https://man7.org/linux/man-pages/man7/pipe.7.html).

    private readonly Lock _gate = new();
    private readonly Source[] _sources;
    private readonly byte[] _buffer = new byte[BufferSize];
    private volatile bool _stopped;

    public OutputPump(Stream output, Stream error, LogBuffer log)
    {
        _sources =
        [
            new Source(HandleOf(output), new LineSplitter(text => log.Add(LogChannel.Output, text))),
            new Source(HandleOf(error), new LineSplitter(text => log.Add(LogChannel.Error, text))),
        ];
        new Thread(Run) { IsBackground = true, Name = "Pintle function output" }.Start();
    }

    /// <summary>Takes what is there now, without waiting.</summary>
    public void Drain()
    {
        lock (_gate)
        {
            while (Ready(0) is { Length: > 0 } ready)
                Read(ready);
        }
    }

    /// <summary>Takes what comes until the last writer has gone; a writer that stays is given up after the limit.</summary>
    public void Finish(TimeSpan limit)
    {
        var end = Environment.TickCount64 + (long)limit.TotalMilliseconds;
        lock (_gate)
        {
            while (_sources.Any(s => s.IsOpen) && Environment.TickCount64 <= end)
                Read(Ready((int)Math.Max(0, end - Environment.TickCount64)));

            _stopped = true;
            foreach (var source in _sources)
                source.Lines.Flush();
        }
    }

    private void Run()
    {
        while (!_stopped && _sources.Any(s => s.IsOpen))
        {
            // Waits outside the lock, and looks again inside: Drain may have been faster. The time-out is only how soon a stopped pump is noticed.
            if (Ready(500).Length == 0)
                continue;

            lock (_gate)
            {
                if (!_stopped)
                    Read(Ready(0));
            }
        }
    }

    /// <summary>The streams that can be read, or have ended; none after the time-out (in ms) or when a signal came in between.</summary>
    private Source[] Ready(int timeout)
    {
        var open = _sources.Where(s => s.IsOpen).ToArray();
        var descriptors = open.Select(s => new Native.PollDescriptor { FileDescriptor = s.Descriptor, Wanted = Native.PollIn }).ToArray();
        return descriptors.Length > 0 && Native.Poll(descriptors, (nuint)descriptors.Length, timeout) > 0
            ? [.. open.Where((_, i) => descriptors[i].Found != 0)]
            : [];
    }

    private void Read(Source[] ready)
    {
        foreach (var source in ready)
        {
            var read = Native.Read(source.Handle, _buffer, BufferSize);
            if (read <= 0)
                source.IsOpen = false;
            else
                source.Lines.Write(_buffer.AsSpan(0, (int)read));
        }
    }

    /// <summary>.NET hands out the parent's ends of a child's pipes as pipe streams.</summary>
    private static SafeHandle HandleOf(Stream stream) => stream switch
    {
        PipeStream pipe => pipe.SafePipeHandle,
        FileStream file => file.SafeFileHandle,
        _ => throw new NotSupportedException($"Expected a child's output as a pipe or a file stream, found {stream.GetType()}."),
    };

    private sealed class Source(SafeHandle handle, LineSplitter lines)
    {
        public SafeHandle Handle => handle;

        public int Descriptor { get; } = (int)handle.DangerousGetHandle();

        public LineSplitter Lines => lines;

        public volatile bool IsOpen = true;
    }
}
