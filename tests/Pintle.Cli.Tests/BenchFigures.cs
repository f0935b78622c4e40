using Pintle.Cli.Benchmarking;
using Pintle.Testing;

namespace Pintle.Cli.Tests;

/// <summary>Results as a bench would find them, for what is made of them.</summary>
internal static class BenchFigures
{
    public const string Function = "/var/lib/function";

    public static StartFigures Run(double next = 40, double response = 50, double waited = 0, params (string Path, double At)[] opens) => new()
    {
        FirstNext = next,
        FirstResponse = response,
        FirstInvocation = response - next,
        Warm = 0.05,
        InitProcessor = 30,
        StartProcessor = 35,
        WarmUpProcessor = 12,
        WarmProcessor = 0.1,
        Waited = waited,
        Resident = 30 * 1024 * 1024,
        BytesRead = 12_000_000,
        MinorFaults = 2000,
        MajorFaults = 3,
        Opens = [.. opens.Select(open => new FileOpen(open.Path, open.At))],
        Residents = [new FileResidence("/layer/libcoreclr.so", 7_000_000)],
    };

    public static BenchResult Result(params Series[] series) => new()
    {
        Handler = "Orders::Orders.Function::Place",
        Time = DateTimeOffset.UnixEpoch,
        Processors = 2,
        RunCount = series[0].Runs.Count,
        Invocations = 10,
        IsColdCache = true,
        IsCpuLimited = series.Select(each => each.MemoryMB).Distinct().Count() > 1,
        Sandbox = "bubblewrap",
        BareClr = [.. series[0].Runs.Select(_ => 20.0)],
        Series = series,
        Noise = [],
    };
}
