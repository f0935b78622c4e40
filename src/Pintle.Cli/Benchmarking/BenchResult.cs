using Pintle.Testing;

namespace Pintle.Cli.Benchmarking;

/// <summary>All starts of one program with one amount of memory.</summary>
/// <param name="Name">What it is shown under.</param>
/// <param name="MemoryMB">The function's memory.</param>
/// <param name="Runs">In the order in which they were made, so that runs of the same number are pairs.</param>
/// <param name="Jitted">The JIT's lines until the first response; null where it can't be made to list them.</param>
/// <param name="FunctionFolder">The function's real folder.</param>
internal sealed record Series(string Name, int MemoryMB, IReadOnlyList<StartFigures> Runs, IReadOnlyList<string>? Jitted, string FunctionFolder)
{
    public Spread? Of(Metric metric) => Spread.Of(Figures(metric));

    public IEnumerable<double> Figures(Metric metric) => Runs.Select(metric.Of).OfType<double>();
}

/// <summary>What <c>pintle bench</c> was asked for and found.</summary>
internal sealed record BenchResult
{
    public required DateTimeOffset Time { get; init; }
    public required string Handler { get; init; }
    public required int Processors { get; init; }
    public required int RunCount { get; init; }
    public required int Invocations { get; init; }
    public required bool IsColdCache { get; init; }

    /// <summary>How many kB the kernel reads ahead on the layer's device, which decides how many bytes a start reads; null where it doesn't say.</summary>
    public int? ReadAheadKB { get; init; }

    /// <summary>Whether the function had the share of the processor that belongs to its memory.</summary>
    public required bool IsCpuLimited { get; init; }

    public required string Sandbox { get; init; }

    /// <summary>From start to end of a bare CLR start, in ms, in each run; empty where none can be measured.</summary>
    public required IReadOnlyList<double> BareClr { get; init; }

    /// <summary>What is measured first, then what it is compared with, for each amount of memory.</summary>
    public required IReadOnlyList<Series> Series { get; init; }

    public required IReadOnlyList<string> Noise { get; init; }

    /// <summary>The program that the others are compared with, for an amount of memory.</summary>
    public Series First(int memoryMB) => Series.First(each => each.MemoryMB == memoryMB);

    /// <summary>The first program's figure over the other's, run by run.</summary>
    public Spread? Ratio(Series other, Metric metric) => Spread.OfRatios(First(other.MemoryMB).Figures(metric), other.Figures(metric));
}
