using Pintle.Testing;
using Pintle.TestSupport;

namespace Pintle.EndToEnd.Tests;

/// <summary>
/// What reaches an invocation of what initializers and other invocations put into AsyncLocals, Activity.Current, principal, cultures, SynchronizationContext and suppressed flow: nothing, but what startup hooks left.
/// </summary>
public sealed class FlowOfInvocations
{
    private const string Nothing = "-, -, -, ., ., -, flows, Normal, -";

    /// <summary>The hook's AsyncLocal is another than the function's.</summary>
    private const string OfHook = "-, hook, hook, hook, hook, -, flows, Normal, -";

    [Theory]
    [InlineData("Initializers::Initializers.Instance::Sync", 0)]
    [InlineData("Initializers::Initializers.Instance::Sync", 2)]
    [InlineData("Initializers::Initializers.Instance::Later", 0)]
    [InlineData("Initializers::Initializers.Instance::Later", 2)]
    [InlineData("Initializers::Initializers.Static::Sync", 0)]
    [InlineData("Initializers::Initializers.Structure::Sync", 0)]
    [InlineData("Handlers::Handlers.Flows::Sync", 0)]
    [InlineData("Handlers::Handlers.Flows::Sync", 2)]
    [InlineData("Handlers::Handlers.Flows::SyncWithoutContext", 0)]
    [InlineData("Handlers::Handlers.Flows::Later", 0)]
    [InlineData("Handlers::Handlers.Flows::Later", 2)]
    [InlineData("Handlers::Handlers.Flows::InSerializer", 0)]
    public async Task Begins_with_nothing_of_the_initializers_or_of_another_invocation(string handler, int concurrency)
    {
        var options = await Functions.OptionsAsync(handler);
        await using var function = await LambdaFunction.StartAsync(concurrency == 0 ? options : options with { Concurrency = concurrency }, TestContext.Current.CancellationToken);

        for (var i = 0; i < 6; i++)
        {
            var result = await function.InvokeAsync("\"invocation\"", cancellationToken: TestContext.Current.CancellationToken);
            Assert.True(!result.IsError && result.Text.Trim('"') == Nothing, $"{result}\n{function.Init}");
        }
    }

    [Fact]
    public async Task Begins_with_nothing_of_one_that_failed()
    {
        await using var function = await Functions.StartAsync("Initializers::Initializers.Instance::Fail");

        for (var i = 0; i < 3; i++)
            Functions.AssertError(await function.InvokeAsync("{}", cancellationToken: TestContext.Current.CancellationToken), "InvalidOperationException", Nothing);
    }

    /// <summary>On AWS they run before the loop's first await, which takes along what they left.</summary>
    [Theory]
    [InlineData("Instance::Sync", 0)]
    [InlineData("Instance::Sync", 2)]
    [InlineData("Instance::Later", 0)]
    [InlineData("Static::Sync", 0)]
    public async Task Begins_with_what_startup_hooks_left(string handler, int concurrency)
    {
        using var package = new ScratchFolder().CopyFrom(await PublishedFunctions.TestFunctionAsync("Initializers"));
        File.Copy(Path.Combine(await PublishedFunctions.TestFunctionAsync("Hook"), "Hook.dll"), Path.Combine(package.Path, "Hook.dll"));
        var options = await Functions.PackageOptionsAsync($"Initializers::Initializers.{handler}", package.Path);
        options = options with { Environment = new Dictionary<string, string> { ["DOTNET_STARTUP_HOOKS"] = $"{Functions.TaskRoot(options)}/Hook.dll", ["HOOK"] = "leave" } };

        await using var function = await LambdaFunction.StartAsync(concurrency == 0 ? options : options with { Concurrency = concurrency }, TestContext.Current.CancellationToken);

        for (var i = 0; i < 6; i++)
        {
            var result = await function.InvokeAsync("{}", cancellationToken: TestContext.Current.CancellationToken);
            Assert.True(result.Text == OfHook, $"{result}\n{function.Init}");
        }
    }

    [Fact]
    public async Task Tells_handlers_of_AsyncLocal_that_the_value_ends_with_the_invocation()
    {
        await using var function = await Functions.StartAsync("Handlers::Handlers.Flows::Notified");

        foreach (var told in (string[])["", "x-", "x-x-"])
            Assert.Equal($"\"{told}\"", (await function.InvokeAsync("{}", cancellationToken: TestContext.Current.CancellationToken)).Text);
    }

    [Fact]
    public async Task Keeps_the_values_of_the_thread()
    {
        await using var function = await Functions.StartAsync("Handlers::Handlers.Flows::OfTheThread");

        for (var i = 1; i <= 3; i++)
            Assert.Equal($"{i}", (await function.InvokeAsync("{}", cancellationToken: TestContext.Current.CancellationToken)).Text);
    }
}
