using Pintle.Emulator;
using Pintle.Shared;
using Pintle.Testing;
using Pintle.TestSupport;

namespace Pintle.EndToEnd.Tests;

/// <summary>How monitoring tools get into a function: an exec wrapper that sets variables, startup hooks; and what the runtime says of itself.</summary>
public sealed class StartupExtensions
{
    private const string Handler = "Profiles::Profiles.Function::Handle";

    [Fact]
    public async Task A_wrapper_runs_once_and_brings_in_a_startup_hook()
    {
        using var package = await PackageAsync();
        var wrapper = package.Script("wrapper", "#!/bin/sh\necho \"wrapper: $AWS_EXECUTION_ENV $*\"\nexport DOTNET_STARTUP_HOOKS=$LAMBDA_TASK_ROOT/Hook.dll HOOKED=wrapped\nexec \"$@\"\n");

        // The stricter sandboxes have no shell.
        var options = await Functions.PackageOptionsAsync(Handler, package.Path, ("AWS_LAMBDA_EXEC_WRAPPER", wrapper)) with { Sandbox = SandboxKind.Folders };
        await using var function = await LambdaFunction.StartAsync(options, TestContext.Current.CancellationToken);
        var hooked = await function.InvokeAsync("\"HOOKED\"", cancellationToken: TestContext.Current.CancellationToken);
        var marker = await function.InvokeAsync("\"PINTLE_EXEC_WRAPPED\"", cancellationToken: TestContext.Current.CancellationToken);

        Assert.True(hooked.Text == "wrapped+hooked", $"{function.Init}\n{hooked}");
        Assert.True(marker.Text == "(not set)", marker.ToString());
        Assert.Single(function.Init.Logs, line => line.Text == $"wrapper: AWS_Lambda_dotnet_custom {options.Layer}/bootstrap");
        Assert.Single(function.Init.Logs, line => line.Text.Contains("the hook has run", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false, 127)]
    [InlineData(true, 126)]
    public async Task A_wrapper_that_cannot_run_ends_the_start_with_AWSs_code(bool exists, int code)
    {
        using var package = await PackageAsync();
        if (exists)
            _ = package.Write("wrapper", "#!/bin/sh\n");

        await using var function = await StartAsync(package, ("AWS_LAMBDA_EXEC_WRAPPER", "/var/task/wrapper"));

        Assert.True(function.Init.Exit == ProcessExit.WithCode(code), function.Init.ToString());
    }

    [Fact]
    public async Task Several_hooks_run_in_their_order_by_path_and_by_name()
    {
        using var package = await PackageAsync();

        await using var function = await StartAsync(package, ("DOTNET_STARTUP_HOOKS", "/var/task/Hook.dll:Hook"));
        var hooked = await function.InvokeAsync("\"HOOKED\"", cancellationToken: TestContext.Current.CancellationToken);

        Assert.True(hooked.Text == "+hooked+hooked", $"{function.Init}\n{hooked}");
    }

    [Theory]
    [InlineData("/var/task/Missing.dll", "it cannot be loaded")]
    [InlineData("/var/task/Profiles.dll", "it has no type StartupHook")]
    public async Task A_hook_that_is_none_ends_the_start_and_is_named(string hook, string reason)
    {
        using var package = await PackageAsync();

        await using var function = await StartAsync(package, ("DOTNET_STARTUP_HOOKS", hook));

        Assert.True(function.Init.Exit == ProcessExit.WithCode((int)FaultCode.HandlerInitFailed), function.Init.ToString());
        Assert.Contains(function.Init.Logs, line => line.Text.Contains($"Expected {hook} of DOTNET_STARTUP_HOOKS", StringComparison.Ordinal) && line.Text.Contains(reason, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_a_hook_throws_ends_the_start_as_an_error_of_the_functions()
    {
        using var package = await PackageAsync();

        await using var function = await StartAsync(package, ("DOTNET_STARTUP_HOOKS", "/var/task/Hook.dll"), ("HOOK", "throw"));

        Assert.True(function.Init is { ErrorType: "Function.InitError", Exit.Code: (int)FaultCode.HandlerInitFailed }, function.Init.ToString());
        Assert.Contains(function.Init.Logs, line => line.Text.Contains("thrown by the hook", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("AWS_EXECUTION_ENV", "AWS_Lambda_dotnet_custom")]
    [InlineData("DOTNET_RUNNING_IN_CONTAINER", "true")]
    [InlineData("DOTNET_ROOT", "/opt/pintle/dotnet")]
    public async Task The_function_sees_what_runs_it(string name, string value)
    {
        using var package = await PackageAsync();

        await using var function = await StartAsync(package);
        var result = await function.InvokeAsync($"\"{name}\"", cancellationToken: TestContext.Current.CancellationToken);

        Assert.True(result.Text == value, result.ToString());
    }

    [Fact]
    public async Task The_version_is_told_to_the_function_to_the_service_and_on_a_switch_to_the_log()
    {
        using var package = await PackageAsync();
        var dotnet = (await BuiltLayer.GetAsync()).Manifest.Dotnet;

        await using var function = await StartAsync(package, ("PINTLE_LOG", "info"));
        var variable = await function.InvokeAsync("\"DOTNET_VERSION\"", cancellationToken: TestContext.Current.CancellationToken);
        var version = await function.InvokeAsync("\"version\"", cancellationToken: TestContext.Current.CancellationToken);

        Assert.True((variable.Text, version.Text) == (dotnet, dotnet), $"{variable}\n{version}");
        var agent = function.RuntimeApiExchanges.First().Header("User-Agent")!;
        Assert.Matches($@"^pintle/[0-9]+\.[0-9]+\.[0-9]+\S* \(dotnet/{dotnet.Replace(".", "\\.", StringComparison.Ordinal)}\)$", agent);
        Assert.Single(function.Init.Logs, line => line.Text.Contains($"runs Profiles on .NET {dotnet}, linux-x64, with Microsoft.NETCore.App {dotnet}", StringComparison.Ordinal));
    }

    private static async Task<ScratchFolder> PackageAsync()
    {
        var package = new ScratchFolder().CopyFrom(await PublishedFunctions.TestFunctionAsync("Profiles")).CopyFrom(await PublishedFunctions.TestFunctionAsync("Hook"));
        // One package has one list of files; the hook's name is found through the function's own.
        File.Delete(Path.Combine(package.Path, "Hook.deps.json"));
        Functions.List(Path.Combine(package.Path, "Profiles.deps.json"), "Hook/1.0.0", """{ "runtime": { "Hook.dll": {} } }""");
        return package;
    }

    private static async Task<LambdaFunction> StartAsync(ScratchFolder package, params (string Name, string Value)[] environment) =>
        await LambdaFunction.StartAsync(await Functions.PackageOptionsAsync(Handler, package.Path, environment), TestContext.Current.CancellationToken);
}
