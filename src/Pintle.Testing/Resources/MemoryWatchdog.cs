namespace Pintle.Testing;

/// <summary>Kills processes whose resident memory is over the function's size. It looks every 20 ms, so what is allocated between two looks is seen late; the peak at an invocation's end is compared as well.</summary>
/// <remarks>Only processes that are at work are looked at: an invocation or an init phase is going on.</remarks>
#pragma warning disable CA1001 // There is one, for as long as the process lives.
internal sealed class MemoryWatchdog
#pragma warning restore CA1001
{
    // Chosen, not measured: longer sees late what is allocated between two looks, shorter takes more of a processor from what is tested.
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    // A hundred lookups a second, however many processes there are. Chosen, not measured, for the same reason.
    private const int MillisecondsForEach = 10;

    private readonly Lock _gate = new();
    private readonly HashSet<MemoryLimit> _watched = [];
    private readonly Timer _timer;

    private MemoryWatchdog() => _timer = new Timer(_ => Look());

    public static MemoryWatchdog Shared { get; } = new();

    public void Add(MemoryLimit limit)
    {
        lock (_gate)
        {
            if (_watched.Add(limit) && _watched.Count == 1)
                _ = _timer.Change(Interval, Interval);
        }
    }

    public void Remove(MemoryLimit limit)
    {
        lock (_gate)
        {
            if (_watched.Remove(limit) && _watched.Count == 0)
                _ = _timer.Change(Timeout.Infinite, Timeout.Infinite);
        }
    }

    private void Look()
    {
        MemoryLimit[] all;
        lock (_gate)
            all = [.. _watched];

        // Looking up what processes there are takes most of the time: where many environments are at work, each is looked up less often.
        var treeAge = Math.Max(MemoryLimit.TreeAge, all.Length * MillisecondsForEach);
        foreach (var limit in all)
            limit.Look(treeAge);
    }
}
