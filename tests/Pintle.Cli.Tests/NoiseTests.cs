using Pintle.Cli.Benchmarking;

namespace Pintle.Cli.Tests;

public sealed class NoiseTests
{
    private static readonly double[] Steady = [20, 20.5, 21, 20.2];

    [Fact]
    public void Is_none_on_a_quiet_machine() => Assert.Empty(Noise.Find(0.5, 2, [BenchFigures.Run(waited: 1)], false, Steady));

    [Fact]
    public void Is_more_programs_than_processors() => Assert.Contains("load average of 3.0 on 2 processors", Assert.Single(Noise.Find(3, 2, [], false, Steady)), StringComparison.Ordinal);

    [Fact]
    public void Is_waiting_for_a_processor() => Assert.Contains("waited for a processor for 40 %", Assert.Single(Noise.Find(0, 2, [BenchFigures.Run(waited: 20)], false, Steady)), StringComparison.Ordinal);

    [Fact]
    public void Is_a_reference_that_varies() => Assert.Contains("reference", Assert.Single(Noise.Find(0, 2, [], false, [20, 40, 21, 39])), StringComparison.Ordinal);

    [Fact]
    public void Is_no_waiting_under_a_quota() => Assert.Empty(Noise.Find(0, 2, [BenchFigures.Run(waited: 20)], true, Steady));

    [Fact]
    public void Is_what_another_process_keeps_in_memory() =>
        Assert.Contains("7.0 MB of the layer", Assert.Single(Noise.Find(0, 2, [BenchFigures.Run() with { Undropped = 7_000_000 }], true, Steady)), StringComparison.Ordinal);
}
