namespace Pintle.Testing;

/// <summary>The memory of one execution environment: what its processes have resident, the most of it so far, and what happens beyond the limit.</summary>
/// <param name="processes">The processes that run in it now.</param>
/// <param name="limit">Bytes; null: nothing is killed.</param>
internal sealed class MemoryLimit(Func<IReadOnlyList<RuntimeProcess>> processes, long? limit)
{
    /// <summary>In ms. Chosen, not measured: a younger tree takes more looks into /proc, an older one sees a new process later.</summary>
    public const int TreeAge = 200;

    private readonly Lock _gate = new();
    private int _atWork;
    private long _peak;

    /// <summary>The most that was seen, in bytes; null when nothing was seen yet.</summary>
    public long? Peak => Interlocked.Read(ref _peak) is > 0 and var peak ? peak : null;

    public bool IsOver => limit is { } most && Interlocked.Read(ref _peak) > most;

    /// <summary>An init phase or an invocation begins.</summary>
    public void Begin()
    {
        lock (_gate)
        {
            if (++_atWork == 1 && limit is not null)
                MemoryWatchdog.Shared.Add(this);
        }
    }

    public void End()
    {
        lock (_gate)
        {
            if (_atWork > 0 && --_atWork == 0)
                MemoryWatchdog.Shared.Remove(this);
        }
    }

    /// <summary>Adds the kernel's own record of each process's peak, which no look can miss.</summary>
    public long? Sample()
    {
        var all = processes();
        if (all.Count == 1)
            Note(all[0].SampleMemory() ?? 0);
        else
            Note(all.Sum(process => process.ResidentMemory(TreeAge)));
        return Peak;
    }

    /// <param name="treeAge">How old the list of processes may be, in ms.</param>
    public void Look(int treeAge)
    {
        var all = processes();
        Note(all.Sum(process => process.ResidentMemory(treeAge)));
        if (!IsOver)
            return;

        foreach (var process in all)
            process.Kill();
    }

    private void Note(long bytes)
    {
        lock (_gate)
            _peak = Math.Max(_peak, bytes);
    }
}
