using Pintle.Cli.MachineReadable;

namespace Pintle.Cli.Benchmarking;

/// <summary>A suite with every run's figures.</summary>
internal static class SuiteDocument
{
    public static SuiteJson Of(IReadOnlyList<SuiteEntry> suite)
    {
        var last = suite[^1].Result;
        return new SuiteJson(
            last.Time.ToString("O"), last.Processors, last.Sandbox, last.RunCount, last.Invocations, last.IsColdCache, last.IsCpuLimited,
            [.. suite.Select(entry => new SuiteFunctionJson(entry.Name, entry.Result.Handler, entry.Result.Noise, BenchDocument.Programs(entry.Result), entry.Missing))]);
    }
}
