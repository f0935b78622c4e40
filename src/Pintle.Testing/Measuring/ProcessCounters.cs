using System.Globalization;

namespace Pintle.Testing;

/// <summary>What the kernel has counted for one process so far.</summary>
/// <param name="Processor">Time on a processor, of all its threads, ended ones included, in ms.</param>
/// <param name="Waited">Time in which its threads could run and had no processor, in ms: because of other programs or its own quota.</param>
/// <param name="BytesRead">What was fetched from the disk for it, read ahead included; null where the kernel doesn't say.</param>
/// <param name="MinorFaults">Pages that were mapped without the disk.</param>
/// <param name="MajorFaults">Pages that had to wait for the disk.</param>
/// <param name="Resident">Bytes.</param>
internal readonly record struct ProcessCounters(double Processor, double Waited, long? BytesRead, long MinorFaults, long MajorFaults, long Resident)
{
    // In /proc/<pid>/stat after the name, which may hold anything: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
    private const int MinorFaultsField = 7;
    private const int MajorFaultsField = 9;

    // https://docs.kernel.org/scheduler/sched-stats.html: time on a processor, time waiting for one, in ns.
    private const int WaitField = 1;

    public static ProcessCounters Read(int processId)
    {
        var stat = File.ReadAllText($"/proc/{processId}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return new ProcessCounters(
            ProcessorTime(processId),
            Directory.EnumerateDirectories($"/proc/{processId}/task").Sum(WaitedBy) / 1e6,
            ReadFromDisk(processId),
            Number(fields[MinorFaultsField]),
            Number(fields[MajorFaultsField]),
            ResidentMemory(processId));
    }

    /// <summary>In ns; 0 for a thread that has ended since it was listed, as a replay's does.</summary>
    private static long WaitedBy(string thread)
    {
        try
        {
            return Number(File.ReadAllText($"{thread}/schedstat").Split(' ')[WaitField]);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    /// <summary>The clock of another process: <c>clock_getcpuclockid</c> makes its number in this way.</summary>
    public static double ProcessorTime(int processId)
    {
        const int ScheduledTime = 2;
        return MeasuringCalls.GetTime((~processId << 3) | ScheduledTime, out var time) == 0 ? (time.Seconds * 1e3) + (time.Nanoseconds / 1e6) : double.NaN;
    }

    /// <summary>Resident now, in bytes.</summary>
    public static long ResidentMemory(int processId) => Number(File.ReadAllText($"/proc/{processId}/statm").Split(' ')[1]) * Environment.SystemPageSize;

    private static long? ReadFromDisk(int processId)
    {
        const string Field = "read_bytes: ";
        try
        {
            return File.ReadLines($"/proc/{processId}/io").Where(line => line.StartsWith(Field, StringComparison.Ordinal)).Select(line => (long?)Number(line[Field.Length..])).FirstOrDefault();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Another user's process, or a kernel without the accounting.
            return null;
        }
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
