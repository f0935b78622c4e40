using System.Globalization;
using System.Text;
using Pintle.Cli.Benchmarking;
using Pintle.Testing;

namespace Pintle.Cli.Tests;

/// <summary>What a start costs over a bare CLR start of the same minute: the ratio, so that a slow machine passes and a slower start does not.</summary>
public sealed class StartRatios(UnsharedFiles files) : IClassFixture<UnsharedFiles>
{
    private const int Pairs = 7;

    /// <summary>A machine with other work may disturb one side of most pairs; five times in a row it will not.</summary>
    private const int Attempts = 5;

    /// <param name="method">The handler's.</param>
    /// <param name="payload">Its event.</param>
    /// <param name="ofResponse">Whether to the first response; otherwise to the first /next.</param>
    /// <param name="most">On a quiet machine it is 1.3 and 2.8 (docs/performance.md); with other work on both processors, as beside other tests, about 1.5 and 3.6.</param>
    [Theory]
    [InlineData("Echo", "{}", false, 2.2)]
    [InlineData("Place", """{"id":"a1","quantity":3,"price":9.5}""", true, 4.5)]
    public async Task Stay_well_within_their_bounds(string method, string payload, bool ofResponse, double most)
    {
        Assert.SkipWhen(System.Runtime.InteropServices.RuntimeInformation.OSArchitecture != System.Runtime.InteropServices.Architecture.X64, "Needs an x64 machine, which the bare CLR start is compiled for.");
        var options = new LambdaFunctionOptions
        {
            Layer = files.Layer,
            Function = files.Function,
            Handler = $"Orders::Orders.Function::{method}",
            MemoryMB = 512,
        };
        using var messages = new StringWriter();
        using var program = await MeasuredProgram.OpenAsync(method, options);
        using var bare = await BareClrStart.OpenAsync(options, new Terminal(Terminal.Console(messages, isPlain: true), Terminal.Console(messages, isPlain: true)), TestContext.Current.CancellationToken);
        var plan = new BenchPlan([program], bare, Encoding.UTF8.GetBytes(payload), [512], Pairs, Invocations: 1, LimitsCpu: false, DropsCache: false);

        var seen = new List<string>();
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var result = await plan.RunAsync(new Progress<string>(), TestContext.Current.CancellationToken);
            var ratio = Spread.OfRatios(result.Series[0].Figures(ofResponse ? Metric.FirstResponse : Metric.FirstNext), result.BareClr)!.Value;
            seen.Add(string.Create(CultureInfo.InvariantCulture, $"{ratio.Median:F2} ({ratio.Low:F2}–{ratio.High:F2}); {string.Join("; ", result.Noise)}"));
            if (ratio.Median <= most)
                return;
        }

        Assert.Fail($"Expected start → first {(ofResponse ? "response" : "/next")} of {method} to take at most {most} bare CLR starts, found medians of {Pairs} pairs (quartiles):\n{string.Join('\n', seen)}");
    }
}
