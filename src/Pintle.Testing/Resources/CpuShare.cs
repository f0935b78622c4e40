using System.Globalization;

namespace Pintle.Testing;

/// <summary>The share of the processor that a function has after its init phase: its memory divided by 1,769 MB of one virtual processor, as a quota of a control group.</summary>
/// <remarks>https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html</remarks>
internal sealed class CpuShare : IDisposable
{
    private const int MegabytesOfOneProcessor = 1769;

    // In microseconds. Lambda's own period is not documented; with this one, published cold starts of functions with 128 to 1,769 MB come out within a few per cent. On record (docs/performance.md): 128 to 512 MB as 5.1, public figures 4.4.
    private const int Period = 20_000;

    // The kernel's least quota.
    private const int LeastQuota = 1000;

    private static readonly Lazy<ControlGroups> Groups = new(() => ControlGroups.Find("/proc"));
    private readonly string _group;

    private CpuShare(string group) => _group = group;

    /// <summary>Microseconds of processor time in each 20 ms.</summary>
    public static int QuotaOf(int memoryMB) => Math.Max(LeastQuota, (int)((long)Period * memoryMB / MegabytesOfOneProcessor));

    /// <summary>Why a share cannot be imposed on this machine; null when it can.</summary>
    public static string? WhyNot()
    {
        try
        {
            using var tried = Groups.Value.WhyNot is null ? Create(MegabytesOfOneProcessor) : null;
            return Groups.Value.WhyNot;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return $"{Groups.Value.Folder} cannot be written: {fault.Message}";
        }
    }

    public static CpuShare Create(int memoryMB)
    {
        var groups = Groups.Value;
        var share = new CpuShare(groups.Create());
        var quota = QuotaOf(memoryMB).ToString(CultureInfo.InvariantCulture);
        var period = Period.ToString(CultureInfo.InvariantCulture);
        if (groups.IsVersion2)
        {
            share.Write("cpu.max", $"{quota} {period}");
        }
        else
        {
            share.Write("cpu.cfs_period_us", period);
            share.Write("cpu.cfs_quota_us", quota);
        }

        return share;
    }

    /// <summary>Puts a process and all its descendants under the quota; what they start later is under it too.</summary>
    public void Impose(int pid)
    {
        var moved = new HashSet<int>();

        // Until no new one is found: a process may start another one while the list is read.
        while (ProcFiles.Tree(pid).Where(moved.Add).ToArray() is { Length: > 0 } found)
        {
            foreach (var each in found)
                TryMove(each);
        }
    }

    public void Dispose() => ControlGroups.Remove(_group);

    private void TryMove(int pid)
    {
        try
        {
            Write("cgroup.procs", pid.ToString(CultureInfo.InvariantCulture));
        }
        catch (IOException) when (!Directory.Exists($"/proc/{pid}"))
        {
            // It has ended meanwhile.
        }
    }

    private void Write(string file, string text) => File.WriteAllText(Path.Combine(_group, file), text);
}
