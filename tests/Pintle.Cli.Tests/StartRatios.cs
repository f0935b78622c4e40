using System.Globalization;
using Pintle.Cli.Benchmarking;
using Pintle.Testing;

namespace Pintle.Cli.Tests;

/// <summary>What a start costs over a bare CLR start of the same minute: the ratio, so that a slow machine passes and a slower start does not.</summary>
public sealed class StartRatios(UnsharedFiles files) : IClassFixture<UnsharedFiles>
{
    /// <summary>On a quiet machine it is 1.5; docs/performance.md has the figure.</summary>
    private const double Most = 2.5;

    private const int Pairs = 7;

    /// <summary>A machine with other work may disturb one side of most pairs; five times in a row it will not.</summary>
    private const int Attempts = 5;

    [Fact]
    public async Task A_Stream_handlers_first_next_comes_well_within_its_bound()
    {
        Assert.SkipWhen(System.Runtime.InteropServices.RuntimeInformation.OSArchitecture != System.Runtime.InteropServices.Architecture.X64, "Needs an x64 machine, which the bare CLR start is compiled for.");
        var options = new LambdaFunctionOptions
        {
            Layer = files.Layer,
            Function = files.Function,
            Handler = "Orders::Orders.Function::Echo",
            MemoryMB = 512,
        };
        using var messages = new StringWriter();
        using var program = await MeasuredProgram.OpenAsync("Echo", options);
        using var bare = await BareClrStart.OpenAsync(options, new Terminal(Terminal.Console(messages, isPlain: true), Terminal.Console(messages, isPlain: true)), TestContext.Current.CancellationToken);
        var plan = new BenchPlan([program], bare, "{}"u8.ToArray(), [512], Pairs, Invocations: 1, LimitsCpu: false, DropsCache: false);

        var seen = new List<string>();
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var result = await plan.RunAsync(new Progress<string>(), TestContext.Current.CancellationToken);
            var ratio = Spread.OfRatios(result.Series[0].Figures(Metric.FirstNext), result.BareClr)!.Value;
            seen.Add(string.Create(CultureInfo.InvariantCulture, $"{ratio.Median:F2} ({ratio.Low:F2}–{ratio.High:F2}); {string.Join("; ", result.Noise)}"));
            if (ratio.Median <= Most)
                return;
        }

        Assert.Fail($"Expected start → first /next of a Stream handler to take at most {Most} bare CLR starts, found medians of {Pairs} pairs (quartiles):\n{string.Join('\n', seen)}");
    }
}
