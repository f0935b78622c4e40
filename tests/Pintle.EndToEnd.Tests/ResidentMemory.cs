using System.Globalization;
using Pintle.Testing;

namespace Pintle.EndToEnd.Tests;

/// <summary>The process does not grow with its invocations. The run of a million is a command: see docs/performance.md.</summary>
public sealed class ResidentMemory
{
    private const int Settled = 10_000;
    private const int Invocations = 20_000;
    private const int BeforeCollection = 16_384;
    private const long MostGrowth = 10 * 1024;

    // A new trace id for each would be most of what is allocated.
    private static readonly InvocationOptions SameTrace = new() { TraceId = "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=1" };

    [Theory]
    [InlineData("Streams::Echo", "{\"id\":\"a1\"}")]
    [InlineData("Values::GreetWithContext", "{\"Name\":\"Ada\"}")]
    public async Task After_20_000_invocations_is_within_10_MB_of_that_after_10_000(string method, string payload)
    {
        await using var function = await Functions.StartAsync($"Handlers::Handlers.{method}");
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

    [Fact]
    public async Task The_youngest_generation_is_collected_after_16_384_invocations_that_have_not_filled_it()
    {
        await using var function = await Functions.StartAsync("Handlers::Handlers.Budget::Collections");

        var counts = new List<string>();
        for (var i = 0; i <= BeforeCollection; i++)
            counts.Add((await function.InvokeAsync("{}", SameTrace, TestContext.Current.CancellationToken)).Text);

        Assert.Equal((BeforeCollection, "1"), (counts.Count(each => each == "0"), counts[^1]));
    }

    private static long ResidentKilobytes(LambdaFunction function)
    {
        var line = File.ReadLines($"/proc/{function.ProcessId}/status").Single(each => each.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line["VmRSS:".Length..^"kB".Length], NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture);
    }
}
