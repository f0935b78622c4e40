namespace Pintle.Aws.Tests;

/// <summary>A clock on which whoever waits has waited at once: the time goes on by what was waited for, and by nothing else.</summary>
internal sealed class VirtualClock(DateTimeOffset start) : TimeProvider
{
    private readonly Lock _lock = new();
    private DateTimeOffset _now = start;

    /// <summary>A little later each time, so that nothing happens at the same moment.</summary>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
            return _now = _now.AddMilliseconds(1);
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime != Timeout.InfiniteTimeSpan)
        {
            lock (_lock)
                _now += dueTime;
            _ = ThreadPool.QueueUserWorkItem(_ => callback(state));
        }

        return new Over();
    }

    private sealed class Over : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => false;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
