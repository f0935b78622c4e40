namespace Pintle.Testing;

/// <summary>The lines a function wrote, the last 10,000 of them.</summary>
internal sealed class LogBuffer(TimeProvider time)
{
    private const int MaxLines = 10_000; // Chosen, not measured: more hold more memory of the test's process, fewer lose lines of functions that log much.

    private readonly Lock _gate = new();
    private readonly Queue<LogLine> _lines = new();
    private long _total;

    public event Action<LogLine>? Added;

    /// <summary>Lines ever added: a position for <see cref="Since"/>.</summary>
    public long Position
    {
        get
        {
            lock (_gate)
                return _total;
        }
    }

    public void Add(LogChannel channel, string text) => Add(new LogLine(channel, text, time.GetUtcNow()));

    public void Add(LogLine line)
    {
        lock (_gate)
        {
            _total++;
            _lines.Enqueue(line);
            if (_lines.Count > MaxLines)
                _ = _lines.Dequeue();
        }

        Added?.Invoke(line);
    }

    public IReadOnlyList<LogLine> Since(long position)
    {
        lock (_gate)
            return [.. _lines.TakeLast((int)Math.Min(_total - position, _lines.Count))];
    }
}
