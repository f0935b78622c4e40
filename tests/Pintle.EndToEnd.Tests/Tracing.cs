using Pintle.Testing;

namespace Pintle.EndToEnd.Tests;

/// <summary>The X-Ray trace id of each invocation, wherever a function or a library of its may look for it.</summary>
public sealed class Tracing
{
    private const string First = "Root=1-5bef4de7-000000000000000000000001;Parent=9a9197af755a6419;Sampled=1";
    private const string Second = "Root=1-5bef4de7-000000000000000000000002;Parent=9a9197af755a6419;Sampled=0";

    [Fact]
    public async Task Sets_context_provider_and_variable_for_each_invocation()
    {
        await using var function = await Functions.StartAsync("Traced::Traced.Function::Show");

        foreach (var trace in (string[])[First, First, Second, First])
        {
            var result = await InvokeAsync(function, trace);
            // The SDK reads the variable.
            Assert.True(result.Text == $"context {trace}\nprovider {trace}\nvariable {trace}\nsdk ", result.ToString());
        }
    }

    [Fact]
    public async Task Sets_context_provider_and_the_SDKs_task_context_but_no_variable_where_several_invocations_run()
    {
        var options = await Functions.OptionsAsync("Traced::Traced.Function::Show");
        await using var function = await LambdaFunction.StartAsync(options with { Concurrency = 4 }, TestContext.Current.CancellationToken);

        var traces = Enumerable.Range(0, 40).Select(number => $"Root=1-5bef4de7-{number:x24};Sampled=1").ToArray();
        var results = await Task.WhenAll(traces.Select(trace => InvokeAsync(function, trace)));

        Assert.All(traces.Zip(results), each =>
            Assert.True(each.Second.Text == $"context {each.First}\nprovider {each.First}\nvariable \nsdk {each.First}", each.Second.ToString()));
    }

    [Fact]
    public async Task Leaves_the_frameworks_activities_alone()
    {
        await using var function = await Functions.StartAsync("Traced::Traced.Function::ShowActivity");

        foreach (var trace in (string[])[First, Second])
        {
            var result = await InvokeAsync(function, trace);
            // .NET's own defaults.
            Assert.True(result.Text == "current none\nformat W3C False\nlisteners False\npropagator W3CPropagator", result.ToString());
        }
    }

    [Fact]
    public async Task Is_told_to_the_provider_also_where_the_function_changes_the_variable()
    {
        await using var function = await Functions.StartAsync("Handlers::Handlers.Concurrency::TraceId");

        // The first invocation is told through the variable alone, which saves its start three jitted methods.
        _ = await InvokeAsync(function, First);
        var result = await InvokeAsync(function, Second);

        Assert.True(result.Text == $"\"{Second}\"", result.ToString());
    }

    private static Task<InvocationResult> InvokeAsync(LambdaFunction function, string trace) =>
        function.InvokeAsync("{}", new InvocationOptions { TraceId = trace }, TestContext.Current.CancellationToken);
}
