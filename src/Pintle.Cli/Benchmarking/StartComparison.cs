using Pintle.Testing;

namespace Pintle.Cli.Benchmarking;

/// <summary>From the start of the process to the first answer: medians in milliseconds, and the ratio of after over before pair by pair.</summary>
internal sealed record StartComparison(double Before, double After, Spread Ratio, int Runs)
{
    /// <summary>In turns, and each is first every other time, so that other work of the machine falls on both; the first round does not count.</summary>
    /// <param name="before">A function that has started once.</param>
    /// <param name="after">The same, changed in what is to be measured.</param>
    /// <param name="payload">The event of each first invocation.</param>
    /// <param name="runs">How many pairs count, at least one.</param>
    /// <param name="cancellationToken">Ends the function's processes too.</param>
    public static async Task<StartComparison> MeasureAsync(LambdaFunction before, LambdaFunction after, ReadOnlyMemory<byte> payload, int runs, CancellationToken cancellationToken)
    {
        List<double> old = [], now = [];
        for (var round = 0; round <= runs; round++)
        {
            var isOldFirst = round % 2 == 0;
            var first = await StartAsync(isOldFirst ? before : after).ConfigureAwait(false);
            var second = await StartAsync(isOldFirst ? after : before).ConfigureAwait(false);
            if (round == 0)
                continue;
            old.Add(isOldFirst ? first : second);
            now.Add(isOldFirst ? second : first);
        }
        return new StartComparison(Spread.Of(old)!.Value.Median, Spread.Of(now)!.Value.Median, Spread.OfRatios(now, old)!.Value, runs);

        async Task<double> StartAsync(LambdaFunction function)
        {
            var init = await function.RestartAsync(cancellationToken).ConfigureAwait(false);
            var result = await function.InvokeAsync(payload, cancellationToken: cancellationToken).ConfigureAwait(false);
            return (init.Duration + result.Duration).TotalMilliseconds;
        }
    }
}
