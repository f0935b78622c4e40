using Pintle.Testing;

namespace Pintle.Cli.Benchmarking;

/// <summary>A figure of a start: its name in JSON, what people read, its unit, and how many decimals are worth reading.</summary>
internal sealed record Metric(string Key, string Title, string Unit, int Decimals, Func<StartFigures, double?> Of)
{
    private const double Mebibyte = 1024 * 1024;

    public static Metric FirstNext { get; } = new("startToFirstNextMs", "start → first /next", "ms", 1, run => run.FirstNext);

    public static Metric FirstResponse { get; } = new("startToFirstResponseMs", "start → first response", "ms", 1, run => run.FirstResponse);

    public static IReadOnlyList<Metric> All { get; } =
    [
        FirstNext,
        FirstResponse,
        new("firstInvocationMs", "first invocation", "ms", 2, run => run.FirstInvocation),
        new("warmMs", "warm round trip", "ms", 3, run => run.Warm),
        new("initProcessorMs", "processor time until the first /next", "ms", 1, run => run.InitProcessor),
        new("startProcessorMs", "processor time until the first response", "ms", 1, run => run.StartProcessor),
        new("warmUpProcessorMs", "processor time of the invocations after it", "ms", 1, run => run.WarmUpProcessor),
        new("warmProcessorMs", "processor time of a warm invocation", "ms", 3, run => run.WarmProcessor),
        new("residentMiB", "resident in the end", "MiB", 1, run => run.Resident / Mebibyte),
        new("bytesReadMB", "read from disk until the first response", "MB", 2, run => run.BytesRead / 1e6),
        new("minorFaults", "page faults", "", 0, run => run.MinorFaults),
        new("majorFaults", "page faults that waited for the disk", "", 0, run => run.MajorFaults),
    ];
}
