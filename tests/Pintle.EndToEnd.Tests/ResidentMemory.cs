using System.Globalization;
using Pintle.Testing;

namespace Pintle.EndToEnd.Tests;

/// <summary>The process does not grow with its invocations. The run of a million is a command: see docs/performance.md.</summary>
public sealed class ResidentMemory
{
    private const int Settled = 10_000;
    private const int Invocations = 20_000;
    private const long MostGrowth = 10 * 1024;

    [Theory]
    [InlineData("Streams::Echo", "{\"id\":\"a1\"}")]
    [InlineData("Values::GreetWithContext", "{\"Name\":\"Ada\"}")]
    public async Task After_20_000_invocations_is_within_10_MB_of_that_after_10_000(string method, string payload)
    {
        var options = await Functions.OptionsAsync($"Handlers::Handlers.{method}");

        // 4 MiB for the youngest generation: by default it is as large as this machine's cache, and its first filling would look like growth.
        await using var function = await LambdaFunction.StartAsync(options with { Environment = new Dictionary<string, string> { ["DOTNET_GCgen0size"] = "0x400000" } }, TestContext.Current.CancellationToken);
        ReadOnlyMemory<byte> utf8 = System.Text.Encoding.UTF8.GetBytes(payload);
        long settled = 0;

        for (var i = 0; i < Invocations; i++)
        {
            if (i == Settled)
                settled = ResidentKilobytes(function);
            var result = await function.InvokeAsync(utf8, cancellationToken: TestContext.Current.CancellationToken);
            Assert.False(result.IsError, result.ToString());
        }

        var atTheEnd = ResidentKilobytes(function);
        Assert.True(atTheEnd - settled <= MostGrowth, $"RSS was {settled} kB after {Settled} invocations and {atTheEnd} kB after {Invocations}.");
    }

    private static long ResidentKilobytes(LambdaFunction function)
    {
        var line = File.ReadLines($"/proc/{function.ProcessId}/status").Single(each => each.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line["VmRSS:".Length..^"kB".Length], NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture);
    }
}
