using Pintle.Emulator;
using Pintle.Layer;
using Pintle.Shared;
using Pintle.Testing;
using Pintle.TestSupport;

namespace Pintle.EndToEnd.Tests;

/// <summary>A handler without ':' is a program that polls by itself. Its Main runs on the layer's CLR, in the bootstrap's process.</summary>
public sealed class ExecutableAssemblies
{
    [Theory]
    [InlineData("SelfPolling")]
    [InlineData("SelfPolling.dll")]
    public async Task Poll_by_themselves_as_the_entry_assembly_without_arguments(string handler)
    {
        await using var function = await StartAsync(handler);

        var who = await function.InvokeAsync("\"who\"", cancellationToken: TestContext.Current.CancellationToken);
        var echo = await function.InvokeAsync("{\"a\":1}", cancellationToken: TestContext.Current.CancellationToken);
        var failed = await function.InvokeAsync("\"fail\"", cancellationToken: TestContext.Current.CancellationToken);

        Assert.True(who.Text.Trim() == """{"entry":"SelfPolling","isThis":true,"arguments":0,"commandLine":1,"base":"/var/task/","file":"SelfPolling.dll"}""", who.ToString());
        Assert.True(echo.Text == "{\"a\":1}", echo.ToString());
        Functions.AssertError(failed, "InvalidOperationException", "asked to");
    }

    [Theory]
    [InlineData(LayerArchitecture.X64, "return", 42)]
    [InlineData(LayerArchitecture.X64, "exit", 43)]
    [InlineData(LayerArchitecture.Arm64, "return", 42)]
    [InlineData(LayerArchitecture.Arm64, "exit", 43)]
    public async Task End_with_the_exit_code_of_Main_or_of_Environment_Exit(LayerArchitecture processor, string how, int code)
    {
        await using var function = await StartAsync(processor, ("SELF_POLLING", how));

        Assert.True(function.Init.End != InitEnd.Ready && function.Init.Exit == ProcessExit.WithCode(code), function.Init.ToString());
    }

    [Theory]
    [InlineData(LayerArchitecture.X64, "throw", "thrown by Main")]
    [InlineData(LayerArchitecture.X64, "throw-async", "thrown by an asynchronous Main")]
    [InlineData(LayerArchitecture.Arm64, "throw", "thrown by Main")]
    public async Task Abort_as_any_program_does_when_Main_throws(LayerArchitecture processor, string how, string message)
    {
        await using var function = await StartAsync(processor, ("SELF_POLLING", how));

        // A sandbox's own init reports the abort as an exit code.
        Assert.True(function.Init.Exit == ProcessExit.BySignal(6) || function.Init.Exit == ProcessExit.WithCode(134), function.Init.ToString());
        Assert.Contains(function.Init.Logs, line => line.Text.Contains(message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_the_startup_hooks_once_before_Main()
    {
        using var package = new ScratchFolder().CopyFrom(await PublishedFunctions.TestFunctionAsync("SelfPolling")).CopyFrom(await PublishedFunctions.TestFunctionAsync("Hook"));
        File.Delete(Path.Combine(package.Path, "Hook.deps.json"));

        await using var function = await StartAsync("SelfPolling", package.Path, ("DOTNET_STARTUP_HOOKS", "/var/task/Hook.dll"));

        Assert.True(function.Init.Succeeded, function.Init.ToString());
        Assert.Single(function.Init.Logs, line => line.Text.Contains("the hook has run", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Are_named_when_the_package_has_none_of_that_name()
    {
        await using var function = await StartAsync("Selfpolling");

        Assert.True(function.Init.Exit == ProcessExit.WithCode((int)FaultCode.ExecutableNotFound) && function.Init.ErrorType == "Runtime.InvalidEntrypoint", function.Init.ToString());
    }

    private static async Task<LambdaFunction> StartAsync(string handler) => await StartAsync(handler, await PublishedFunctions.TestFunctionAsync("SelfPolling"));

    private static async Task<LambdaFunction> StartAsync(LayerArchitecture processor, params (string Name, string Value)[] environment) => await LambdaFunction.StartAsync(
        await Functions.PackageOptionsAsync(processor, "SelfPolling", await PublishedFunctions.TestFunctionAsync("SelfPolling"), environment), TestContext.Current.CancellationToken);

    private static async Task<LambdaFunction> StartAsync(string handler, string package, params (string Name, string Value)[] environment) =>
        await LambdaFunction.StartAsync(await Functions.PackageOptionsAsync(handler, package, environment), TestContext.Current.CancellationToken);
}
