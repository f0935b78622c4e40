using Pintle.Testing;

namespace Pintle.Cli.Benchmarking;

/// <summary>What is measured, and how.</summary>
/// <param name="Programs">The first is compared with the others.</param>
/// <param name="BareClr">The reference; null where there is none.</param>
/// <param name="Payload">The event.</param>
/// <param name="MemoriesMB">The amounts of memory.</param>
/// <param name="Runs">Starts of each program with each amount of memory.</param>
/// <param name="Invocations">Of each start.</param>
/// <param name="LimitsCpu">Whether to impose the share of the processor.</param>
/// <param name="DropsCache">Whether the disk is part of each start.</param>
internal sealed record BenchPlan(
    IReadOnlyList<MeasuredProgram> Programs, MeasuredProgram? BareClr, ReadOnlyMemory<byte> Payload, IReadOnlyList<int> MemoriesMB, int Runs, int Invocations, bool LimitsCpu, bool DropsCache)
{
    /// <summary>Runs everything in turns: each round starts every program once, and begins with a different one than the round before.</summary>
    public async Task<BenchResult> RunAsync(IProgress<string> progress, CancellationToken cancellationToken)
    {
        var load = Noise.LoadAverage();
        var bare = new List<double>();
        var subjects = MemoriesMB.SelectMany(memory => Programs.Select(program => (Program: program, MemoryMB: memory))).ToArray();
        var runs = subjects.ToDictionary(each => each, _ => new List<StartFigures>());

        // The first round fills the page cache, or finds it dropped, and does not count.
        for (var round = 0; round <= Runs; round++)
        {
            progress.Report(round == 0 ? "trying each start once" : $"round {round} of {Runs}");
            foreach (var subject in Rotated(subjects, round))
            {
                cancellationToken.ThrowIfCancellationRequested();
                var figures = await ColdStart.MeasureAsync(subject.Program, Settings(subject.MemoryMB)).ConfigureAwait(false);
                if (round > 0)
                    runs[subject].Add(figures);
            }

            if (BareClr is not null && await StartBareAsync(BareClr).ConfigureAwait(false) is var time && round > 0)
                bare.Add(time);
        }

        progress.Report("listing what the JIT compiles");
        var series = new List<Series>();
        foreach (var (program, memory) in subjects)
        {
            var jitted = series.Find(each => each.Name == program.Name)?.Jitted ?? await ColdStart.ListJittedAsync(program, Settings(memory) with { LimitsCpu = false, DropsCache = false }).ConfigureAwait(false);
            series.Add(new Series(program.Name, memory, runs[(program, memory)], jitted, program.Folders[^1]));
        }

        return Result(load, bare, series);
    }

    private BenchResult Result(double load, List<double> bare, List<Series> series) => new()
    {
        Handler = Programs[0].Handler,
        ReadAheadKB = PageCache.ReadAheadOf(Programs[0].Folders[0]),
        Time = DateTimeOffset.UtcNow,
        Processors = Environment.ProcessorCount,
        RunCount = Runs,
        Invocations = Invocations,
        IsColdCache = DropsCache,
        IsCpuLimited = LimitsCpu,
        Sandbox = Programs[0].Report.Kind.ToString().ToLowerInvariant(),
        BareClr = bare,
        Series = series,
        Noise = Noise.Find(load, Environment.ProcessorCount, [.. series.SelectMany(each => each.Runs)], LimitsCpu, bare.Count > 0 ? bare : [.. series[0].Figures(Metric.FirstNext)]),
    };

    private StartSettings Settings(int memory) => new(Payload, Invocations, memory, LimitsCpu, DropsCache);

    private Task<double> StartBareAsync(MeasuredProgram program) => ColdStart.MeasureRunAsync(program, DropsCache, Path.Combine(program.Folders[^1], BareClrStart.Executable), program.Folders);

    private static IEnumerable<T> Rotated<T>(T[] all, int by) => all.Skip(by % all.Length).Concat(all.Take(by % all.Length));
}
