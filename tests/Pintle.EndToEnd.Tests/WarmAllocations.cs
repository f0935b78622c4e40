using System.Globalization;
using Pintle.Testing;

namespace Pintle.EndToEnd.Tests;

/// <summary>
/// The managed bytes that the runtime allocates from the end of one invocation's handler to the start of the next one's, for handlers and serializers that allocate nothing: exact. A figure
/// that changes is a decision: change it here and in docs/performance.md, with its reason.
/// </summary>
public sealed class WarmAllocations
{
    private const int Invocations = 200;

    /// <summary>A request id and a trace id have a fixed length: 22 bytes of a string and two for each character, rounded up to eight.</summary>
    private const long RequestId = 96;
    private const long TraceId = 176;
    private const long EventStream = 88;
    private const long Context = 88;

    /// <summary>Only where several run at once: what tells one invocation from the next, with its lock, and the entries of its asynchronous flow (its scope's and LambdaTraceProvider's).</summary>
    private const long OwnSlot = 112 + 24;
    private const long Flow = 256;

    public static TheoryData<string, long, long> Budgets => new()
    {
        { "OfStream", EventStream, TraceId },
        { "OfStreamWithContext", EventStream + Context + RequestId + TraceId, TraceId },
        { "OfValue", EventStream, TraceId },
        { "OfValueWithContext", EventStream + Context + RequestId + TraceId, TraceId },
        { "OfTask", EventStream, TraceId },
    };

    [Theory]
    [MemberData(nameof(Budgets))]
    public async Task Are_the_budget_to_the_byte(string method, long bytes, long forNewTrace)
    {
        await using var function = await Functions.StartAsync($"Handlers::Handlers.Budget::{method}");

        var sameTrace = await MeasureAsync(function, new InvocationOptions { TraceId = "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=1" });
        var newTrace = await MeasureAsync(function, new InvocationOptions());

        Assert.Equal((bytes, bytes + forNewTrace), (sameTrace, newTrace));
    }

    /// <summary>The same for a trace id like the last one's and for a new one: where several run at once each invocation keeps its own.</summary>
    [Theory]
    [InlineData("OfStream", 0)]
    [InlineData("OfStreamWithContext", Context)]
    [InlineData("OfValue", 0)]
    [InlineData("OfValueWithContext", Context)]
    [InlineData("OfTask", 0)]
    public async Task Are_the_budget_to_the_byte_where_several_run_at_once(string method, long more)
    {
        var options = await Functions.OptionsAsync($"Handlers::Handlers.Budget::{method}");
        await using var function = await LambdaFunction.StartAsync(options with { Concurrency = 2 }, TestContext.Current.CancellationToken);

        var sameTrace = await MeasureAsync(function, new InvocationOptions { TraceId = "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=1" });
        var newTrace = await MeasureAsync(function, new InvocationOptions());

        const long Bytes = EventStream + RequestId + TraceId + OwnSlot + Flow;
        Assert.Equal((Bytes + more, Bytes + more), (sameTrace, newTrace));
    }

    /// <summary>The figure of most invocations: the runtime itself may allocate once on a thread, when it swaps a method's code.</summary>
    private static async Task<long> MeasureAsync(LambdaFunction function, InvocationOptions options)
    {
        var figures = new List<long>();
        for (var i = 0; i < Invocations; i++)
        {
            var result = await function.InvokeAsync("{}", options, TestContext.Current.CancellationToken);
            Assert.False(result.IsError, result.ToString());
            if (i >= Invocations / 2)
                figures.Add(long.Parse(result.Text, CultureInfo.InvariantCulture));
        }
        var most = figures.GroupBy(figure => figure).MaxBy(group => group.Count())!;
        Assert.True(most.Count() > figures.Count * 9 / 10, $"Expected one figure for nearly all invocations, found: {string.Join(", ", figures)}");
        return most.Key;
    }
}
