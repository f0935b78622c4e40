using Pintle.Cli.MachineReadable;
using Pintle.Testing;

namespace Pintle.Cli.Benchmarking;

/// <summary>A result with every run's figures, for a history of one's own.</summary>
internal static class BenchDocument
{
    public static BenchJson Of(BenchResult result) => new(
        result.Handler, result.Time.ToString("O"), result.Processors, result.Sandbox, result.RunCount, result.Invocations, result.IsColdCache, result.ReadAheadKB, result.IsCpuLimited,
        result.Noise, result.BareClr, Programs(result));

    /// <summary>For a suite's document too.</summary>
    public static IReadOnlyList<BenchedJson> Programs(BenchResult result) => [.. result.Series.Select(series => Program(result, series))];

    private static BenchedJson Program(BenchResult result, Series series) => new(
        series.Name, series.MemoryMB, series.Jitted?.Count,
        [.. Timeline.Of(series.Runs, series.FunctionFolder).Select(phase => new PhaseJson(phase.Name, phase.From, phase.To))],
        Figures(metric => Describe(series.Of(metric))),
        series == result.First(series.MemoryMB) ? null : Figures(metric => Describe(result.Ratio(series, metric))),
        result.BareClr.Count == 0 ? null : Figures(metric => metric.Unit == "ms" ? Describe(Spread.OfRatios(series.Figures(metric), result.BareClr)) : null),
        [.. series.Runs.Select(Run)]);

    private static BenchRunJson Run(StartFigures run)
    {
        var figures = Metric.All.ToDictionary(metric => metric.Key, metric => metric.Of(run));
        return new BenchRunJson
        {
            StartToFirstNextMs = figures["startToFirstNextMs"],
            StartToFirstResponseMs = figures["startToFirstResponseMs"],
            FirstInvocationMs = figures["firstInvocationMs"],
            WarmMs = figures["warmMs"],
            InitProcessorMs = figures["initProcessorMs"],
            StartProcessorMs = figures["startProcessorMs"],
            WarmUpProcessorMs = figures["warmUpProcessorMs"],
            WarmProcessorMs = figures["warmProcessorMs"],
            ResidentMiB = figures["residentMiB"],
            BytesReadMB = figures["bytesReadMB"],
            MinorFaults = figures["minorFaults"],
            MajorFaults = figures["majorFaults"],
            Opens = [.. run.Opens.Select(open => new OpenedJson(Path.GetFileName(open.Path), open.At))],
            ReadFiles = [.. run.Residents.Select(file => new ReadFileJson(Path.GetFileName(file.Path), file.Bytes))],
        };
    }

    private static FiguresJson<SpreadJson?> Figures(Func<Metric, SpreadJson?> of)
    {
        var figures = Metric.All.ToDictionary(metric => metric.Key, of);
        return new FiguresJson<SpreadJson?>
        {
            StartToFirstNextMs = figures["startToFirstNextMs"],
            StartToFirstResponseMs = figures["startToFirstResponseMs"],
            FirstInvocationMs = figures["firstInvocationMs"],
            WarmMs = figures["warmMs"],
            InitProcessorMs = figures["initProcessorMs"],
            StartProcessorMs = figures["startProcessorMs"],
            WarmUpProcessorMs = figures["warmUpProcessorMs"],
            WarmProcessorMs = figures["warmProcessorMs"],
            ResidentMiB = figures["residentMiB"],
            BytesReadMB = figures["bytesReadMB"],
            MinorFaults = figures["minorFaults"],
            MajorFaults = figures["majorFaults"],
        };
    }

    /// <summary>For other documents too.</summary>
    public static SpreadJson? Describe(Spread? spread) => spread is { } known ? new SpreadJson(known.Median, known.Low, known.High) : null;
}
