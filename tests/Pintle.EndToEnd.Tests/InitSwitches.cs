using System.Globalization;
using Pintle.Emulator;
using Pintle.Testing;
using Pintle.TestSupport;

namespace Pintle.EndToEnd.Tests;

/// <summary>AWS's switches of the init phase: compile ahead, wait for a debugger, run once, snapshot hooks.</summary>
public sealed class InitSwitches
{
    private const string JittedMethods = "Handlers::Handlers.ProcessView::JittedMethods";

    [Theory]
    [InlineData("Always", "on-demand", true)]
    [InlineData("always", "provisioned-concurrency", true)]
    [InlineData("ProvisionedConcurrency", "provisioned-concurrency", true)]
    [InlineData("", "provisioned-concurrency", true)]
    [InlineData("nonsense", "provisioned-concurrency", true)]
    [InlineData("", "on-demand", false)]
    [InlineData("ProvisionedConcurrency", "on-demand", false)]
    [InlineData("Never", "provisioned-concurrency", false)]
    public async Task PREJIT_compiles_the_functions_methods_in_init_when_it_is_asked_to(string mode, string initializationType, bool isCompiled)
    {
        var asIs = await JittedAsync("", "on-demand");

        var jitted = await JittedAsync(mode, initializationType);

        // The test function has some hundred methods; a start as it is compiles a few dozen of everything.
        Assert.True(isCompiled ? jitted > asIs + 100 : jitted < asIs + 20, $"{jitted} methods were compiled, and {asIs} without any setting.");
    }

    [Theory]
    [InlineData("", "PINTLE_PREWARM", true)]
    [InlineData("Always", "AWS_LAMBDA_DOTNET_PREJIT", true)]
    [InlineData("Never", "AWS_LAMBDA_DOTNET_PREJIT", false)]
    [InlineData("off", "PINTLE_PREWARM", false)]
    public async Task The_serializer_is_warmed_in_init_for_plain_types_unless_it_is_switched_off(string value, string variable, bool isWarm) =>
        Assert.Equal(isWarm ? """{"Text":"warm"}""" : """{"Text":"cold"}""", await AnswerAsync("IsSerializerWarm", "{}", (variable, value)));

    [Theory]
    [InlineData("When", "off", "invocation")]
    [InlineData("When", "OFF", "invocation")]
    [InlineData("When", "", "invocation")]
    [InlineData("When", "nonsense", "invocation")]
    [InlineData("When", "all", "init")]
    [InlineData("WhenForeign", "off", "invocation")]
    [InlineData("WhenForeign", "", "invocation")]
    [InlineData("WhenForeign", "All", "init")]
    public async Task PINTLE_PREWARM_says_whose_serializers_are_warmed_in_init(string handler, string mode, string when) =>
        Assert.Equal($"\"{when}\"", await AnswerAsync(handler, "{}", ("PINTLE_PREWARM", mode)));

    [Fact]
    public async Task An_async_handler_is_prepared_in_init_with_its_state_machine()
    {
        var prepared = Number(await AnswerAsync("JittedWithin", "\" methods\""));

        var asItComes = Number(await AnswerAsync("JittedWithin", "\" methods\"", ("PINTLE_PREWARM", "off")));

        // What is left takes the processor's full optimization, or is the count's own.
        Assert.True(prepared <= 4 && asItComes >= prepared + 6, $"{prepared} methods were compiled within the handler, and {asItComes} without preparation.");
    }

    [Fact]
    public async Task A_debugger_is_waited_for_and_the_log_says_for_which_process()
    {
        using var package = new ScratchFolder();
        var options = await WrappedAsync(package, "Handlers::Handlers.Streams::Echo", "_AWS_LAMBDA_DOTNET_DEBUGGING=1");
        await using var function = await LambdaFunction.StartAsync(options with { InitTimeout = TimeSpan.FromSeconds(3) }, TestContext.Current.CancellationToken);

        Assert.True(function.Init.End == InitEnd.TimedOut, function.Init.ToString());
        Assert.Matches("^pintle: process [0-9]+ waits for a debugger, at most 10 minutes, because _AWS_LAMBDA_DOTNET_DEBUGGING is set.$", Assert.Single(function.Init.Logs).Text);
    }

    [Fact]
    public async Task Run_once_ends_the_process_in_order_after_the_first_invocation()
    {
        var options = await Functions.OptionsAsync("Handlers::Handlers.Streams::Echo");
        await using var function = await LambdaFunction.StartAsync(
            options with { Environment = new Dictionary<string, string> { ["AWS_LAMBDA_DOTNET_DEBUG_RUN_ONCE"] = "true" } }, TestContext.Current.CancellationToken);

        var first = await function.InvokeAsync("one", cancellationToken: TestContext.Current.CancellationToken);
        var second = await function.InvokeAsync("two", cancellationToken: TestContext.Current.CancellationToken);

        Assert.True(first is { Kind: AnswerKind.Response, Text: "one" }, first.ToString());
        Assert.True(second.Kind == AnswerKind.Exited || second is { Kind: AnswerKind.Response, Text: "two", InitDuration: not null }, second.ToString());
        Assert.Equal(1, function.RuntimeApiExchanges.Count(each => each.Path.EndsWith($"/{first.RequestId}/response", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Snapshot_hooks_are_accepted_and_never_called_which_the_log_says_once()
    {
        await using var function = await Functions.StartAsync("Hooks::Hooks.Function::Count");

        for (var i = 0; i < 2; i++)
            Assert.Equal("0", (await function.InvokeAsync("{}", cancellationToken: TestContext.Current.CancellationToken)).Text);

        Assert.Equal(
            "pintle: 2 snapshot hook(s) were registered, and none of them will run: SnapStart is not available to functions on provided.al2023. The function works without them.",
            Assert.Single(function.Logs).Text);
    }

    [Fact]
    public async Task Without_hooks_nothing_is_said_of_them()
    {
        await using var function = await Functions.StartAsync("Hooks::Hooks.WithoutHooks::Echo");

        Assert.Equal("x", (await function.InvokeAsync("x", cancellationToken: TestContext.Current.CancellationToken)).Text);

        Assert.Empty(function.Logs);
    }

    private static async Task<string> AnswerAsync(string method, string payload, params (string Name, string Value)[] environment)
    {
        var options = await Functions.OptionsAsync($"Handlers::Handlers.Prewarmed::{method}");
        await using var function = await LambdaFunction.StartAsync(
            options with { Environment = environment.ToDictionary(each => each.Name, each => each.Value) }, TestContext.Current.CancellationToken);
        var result = await function.InvokeAsync(payload, cancellationToken: TestContext.Current.CancellationToken);
        Assert.False(result.IsError, result.ToString());
        return result.Text;
    }

    private static int Number(string answer) => int.Parse(answer.Trim('"').Split(' ')[0], CultureInfo.InvariantCulture);

    private static async Task<long> JittedAsync(string mode, string initializationType)
    {
        using var package = new ScratchFolder();
        var options = await WrappedAsync(package, JittedMethods, $"AWS_LAMBDA_DOTNET_PREJIT={mode} AWS_LAMBDA_INITIALIZATION_TYPE={initializationType}");
        await using var function = await LambdaFunction.StartAsync(options, TestContext.Current.CancellationToken);
        var result = await function.InvokeAsync("{}", cancellationToken: TestContext.Current.CancellationToken);
        Assert.False(result.IsError, result.ToString());
        return long.Parse(result.Text, CultureInfo.InvariantCulture);
    }

    /// <summary>Lambda lets nobody set these variables in a function's configuration: a wrapper does. It needs a shell, which only a process on this machine's own files has.</summary>
    private static async Task<LambdaFunctionOptions> WrappedAsync(ScratchFolder package, string handler, string variables)
    {
        var options = await Functions.OptionsAsync(handler);
        var wrapper = package.CopyFrom(options.Function).Write("wrapper", $"#!/bin/sh\nexport {variables}\nexec \"$@\"\n");
        if (OperatingSystem.IsLinux())
            File.SetUnixFileMode(wrapper, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return options with { Function = package.Path, Sandbox = SandboxKind.Folders, Environment = new Dictionary<string, string> { ["AWS_LAMBDA_EXEC_WRAPPER"] = wrapper } };
    }
}
