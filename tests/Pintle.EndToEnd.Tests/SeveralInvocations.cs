using System.Globalization;
using System.Text.Json;
using Pintle.Emulator;
using Pintle.Testing;

namespace Pintle.EndToEnd.Tests;

/// <summary>AWS_LAMBDA_MAX_CONCURRENCY: several invocations in one environment, each with its own event, answer, context and log scope.</summary>
public sealed class SeveralInvocations
{
    private const int Pollers = 8;

    [Fact]
    public async Task Interleave_by_the_hundred_without_ever_meeting_each_others_event_context_trace_or_log_scope()
    {
        const int Invocations = 500;
        await using var function = await StartAsync("Interleave");

        var results = await Task.WhenAll(Enumerable.Range(0, Invocations).Select(async number =>
        {
            var trace = $"Root=1-5bef4de7-{number:x24};Parent=9a9197af755a6419;Sampled=1";
            return (number, trace, result: await function.InvokeAsync($$"""{"Number":{{number}}}""", new InvocationOptions { TraceId = trace }, TestContext.Current.CancellationToken));
        }));

        var lines = function.Logs.Select(line => line.Text).ToLookup(line => line.Split('\t').ElementAtOrDefault(1) ?? "");
        Assert.All(results, each => AssertOwn(each.number, each.trace, each.result, lines[each.result.RequestId]));
        Assert.Equal(Invocations, results.Select(each => each.result.RequestId).Distinct().Count());
        Assert.DoesNotContain(function.Logs, line => line.Text.StartsWith("pintle: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_at_the_same_time_as_many_as_Lambda_says()
    {
        await using var function = await StartAsync("Meet");

        // None of them ends before all are there.
        var results = await Task.WhenAll(Enumerable.Range(0, Pollers).Select(_ => InvokeAsync(function, Pollers)));

        Assert.True(results.All(result => result.Text == $"{Pollers}"), string.Join('\n', results.Select(result => result.ToString())));
    }

    [Fact]
    public async Task Leave_the_others_alone_when_one_does_not_end()
    {
        var options = await OptionsAsync("Block");
        await using var function = await LambdaFunction.StartAsync(options with { Timeout = TimeSpan.FromSeconds(20) }, TestContext.Current.CancellationToken);

        var blocked = InvokeAsync(function, -1);
        var others = new List<InvocationResult>();
        for (var number = 1; number <= 3 * Pollers; number++)
            others.Add(await InvokeAsync(function, number));
        var process = function.ProcessId;
        var timedOut = await blocked;
        var next = await InvokeAsync(function, 100);

        Assert.Equal(Enumerable.Range(1, 3 * Pollers).Select(number => $"{number}"), others.Select(result => result.Text));
        Assert.True(timedOut.Kind == AnswerKind.TimedOut, timedOut.ToString());
        Assert.True(next is { IsError: false, Text: "100" }, next.ToString());
        Assert.Equal(process, function.ProcessId);
    }

    [Fact]
    public async Task Keep_the_asynchronous_flow_of_one_from_the_next()
    {
        await using var several = await StartAsync("Leave");
        await using var single = await Functions.StartAsync("Handlers::Handlers.Concurrency::Leave");

        foreach (var function in (LambdaFunction[])[several, single])
        {
            for (var i = 0; i < 2 * Pollers; i++)
            {
                var result = await function.InvokeAsync($"\"{i}\"", cancellationToken: TestContext.Current.CancellationToken);
                Assert.True(result.Text == "\"nothing, no activity\"", result.ToString());
            }
        }
    }

    [Fact]
    public async Task Log_under_their_own_request_id_also_when_they_have_ended()
    {
        await using var function = await StartAsync("LeaveBehind");

        var first = await InvokeAsync(function, 0);
        var second = await InvokeAsync(function, 1);

        Assert.False(first.IsError || second.IsError, $"{first}\n{second}");
        Assert.Contains(function.Logs, line => line.Text.EndsWith($"\t{first.RequestId}\tinfo\tleft behind", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Raise_the_thread_pools_minimum_to_two_for_each_processor_or_to_what_the_function_asks_for()
    {
        var options = await OptionsAsync("Threads");
        await using var byProcessors = await LambdaFunction.StartAsync(options, TestContext.Current.CancellationToken);
        await using var asked = await LambdaFunction.StartAsync(
            options with { Environment = new Dictionary<string, string> { ["AWS_LAMBDA_DOTNET_MIN_THREADS"] = "37" } }, TestContext.Current.CancellationToken);

        Assert.Equal(2 * Environment.ProcessorCount, Number(await InvokeAsync(byProcessors, 0)));
        Assert.Equal(37, Number(await InvokeAsync(asked, 0)));
    }

    [Fact]
    public async Task Need_no_package_of_Amazons()
    {
        var options = await Functions.OptionsAsync("NoCore::NoCore.Function::Echo");
        await using var function = await LambdaFunction.StartAsync(options with { Concurrency = Pollers }, TestContext.Current.CancellationToken);

        var result = await function.InvokeAsync("bytes", cancellationToken: TestContext.Current.CancellationToken);

        Assert.False(result.IsError, result.ToString());
    }

    private static void AssertOwn(int number, string trace, InvocationResult result, IEnumerable<string> lines)
    {
        var own = string.Join('\n', lines);
        Assert.True(own.Contains($"\tinfo\tbefore {number} {result.RequestId}", StringComparison.Ordinal), $"{number}: {result}\n{own}");
        if (number % 7 == 0)
        {
            Functions.AssertError(result, "InvalidOperationException", $"number {number}");
            Assert.True(own.Contains($"\tfail\tSystem.InvalidOperationException: number {number}", StringComparison.Ordinal), own);
            return;
        }

        Assert.False(result.IsError, result.ToString());
        Assert.True(own.Contains($"\tinfo\tafter {number} {result.RequestId}", StringComparison.Ordinal), own);
        using var json = JsonDocument.Parse(result.Payload);
        var seen = json.RootElement;
        Assert.Equal(
            (number, result.RequestId, trace, trace, null),
            (seen.GetProperty("Number").GetInt32(), Text("RequestId"), Text("TraceId"), Text("CurrentTraceId"), Text("TraceIdVariable")));

        string? Text(string name) => seen.TryGetProperty(name, out var value) ? value.GetString() : null;
    }

    private static int Number(InvocationResult result)
    {
        Assert.False(result.IsError, result.ToString());
        using var json = JsonDocument.Parse(result.Payload);
        return json.RootElement.GetProperty("Number").GetInt32();
    }

    private static Task<InvocationResult> InvokeAsync(LambdaFunction function, int number) =>
        function.InvokeAsync(string.Create(CultureInfo.InvariantCulture, $$"""{"Number":{{number}}}"""), cancellationToken: TestContext.Current.CancellationToken);

    private static async Task<LambdaFunctionOptions> OptionsAsync(string method) => (await Functions.OptionsAsync($"Handlers::Handlers.Concurrency::{method}")) with { Concurrency = Pollers };

    private static async Task<LambdaFunction> StartAsync(string method) => await LambdaFunction.StartAsync(await OptionsAsync(method), TestContext.Current.CancellationToken);
}
