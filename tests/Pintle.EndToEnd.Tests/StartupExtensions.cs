using Pintle.Emulator;
using Pintle.Layer;
using Pintle.Shared;
using Pintle.Testing;
using Pintle.TestSupport;

namespace Pintle.EndToEnd.Tests;

/// <summary>How monitoring tools get into a function: an exec wrapper that sets variables, startup hooks; and what the runtime says of itself.</summary>
public sealed class StartupExtensions
{
    private const string Handler = "Profiles::Profiles.Function::Handle";

    [Theory]
    [InlineData(LayerArchitecture.X64)]
    [InlineData(LayerArchitecture.Arm64)]
    public async Task A_wrapper_of_another_layer_runs_once_and_brings_in_a_startup_hook(LayerArchitecture processor)
    {
        using var package = new ScratchFolder().CopyFrom(await PublishedFunctions.TestFunctionAsync("Profiles"));
        using var layers = await BuiltLayer.CopyAsync(processor);
        File.Copy(Path.Combine(await PublishedFunctions.TestFunctionAsync("Hook"), "Hook.dll"), Path.Combine(layers.Path, "Hook.dll"));
        var wrapper = layers.Script("wrapper", "#!/bin/sh\necho \"wrapper: $AWS_EXECUTION_ENV $*\"\nexport DOTNET_STARTUP_HOOKS=${0%/*}/Hook.dll HOOKED=wrapped\nexec \"$@\"\n");

        // As the emulated one is, so that both see the same paths.
        var options = await Functions.PackageOptionsAsync(processor, Handler, package.Path, ("AWS_LAMBDA_EXEC_WRAPPER", wrapper)) with { Layer = layers.Path, Sandbox = SandboxKind.Folders };
        await using var function = await LambdaFunction.StartAsync(options, TestContext.Current.CancellationToken);
        var hooked = await function.InvokeAsync("\"HOOKED\"", cancellationToken: TestContext.Current.CancellationToken);
        var marker = await function.InvokeAsync("\"PINTLE_EXEC_WRAPPED\"", cancellationToken: TestContext.Current.CancellationToken);

        Assert.True(hooked.Text == "wrapped+hooked", $"{function.Sandbox.Notice}\n{function.Init}\n{hooked}");
        Assert.True(marker.Text == "(not set)", marker.ToString());
        Assert.Single(function.Init.Logs, line => line.Text == $"wrapper: AWS_Lambda_dotnet_custom {options.Layer}/bootstrap");
        Assert.Single(function.Init.Logs, line => line.Text.Contains("the hook has run", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(SandboxKind.Bubblewrap)]
    [InlineData(SandboxKind.Namespaces)]
    [InlineData(SandboxKind.Folders)]
    public async Task A_wrapper_in_shell_that_runs_another_in_bash_works_in_every_sandbox(SandboxKind kind)
    {
        if (await SandboxSelection.WhyNotAsync(kind) is { } whyNot)
            Assert.Skip($"Needs the sandbox {kind}: {whyNot}.");
        using var package = new ScratchFolder().CopyFrom(await PublishedFunctions.TestFunctionAsync("Profiles"));
        var options = await Functions.PackageOptionsAsync(Handler, package.Path) with { Sandbox = kind };
        var root = Functions.TaskRoot(options);
        _ = package.Script("wrapper", "#!/bin/sh\nset -eu\nexport HOOKED=\"$(printf '%s' from-sh | tr a-z A-Z)\"\nexec \"${0%/*}/second\" \"$@\"\n");
        _ = package.Script("second", "#!/usr/bin/env bash\nset -euo pipefail\nnames=(\"${@##*/}\")\n[[ ${names[0]} == bootstrap ]] && export HOOKED=\"$HOOKED+${#names[@]}\"\nexec \"$@\"\n");
        UnixModes.Set(package.Path, UnixModes.Executable);

        await using var function = await LambdaFunction.StartAsync(options with { Environment = new Dictionary<string, string> { ["AWS_LAMBDA_EXEC_WRAPPER"] = $"{root}/wrapper" } }, TestContext.Current.CancellationToken);
        var hooked = await function.InvokeAsync("\"HOOKED\"", cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(kind, function.Sandbox.Kind);
        Assert.True(hooked.Text.StartsWith("FROM-SH+1", StringComparison.Ordinal), $"{function.Init}\n{hooked}");
    }

    [Theory]
    [InlineData(LayerArchitecture.X64)]
    [InlineData(LayerArchitecture.Arm64)]
    public async Task A_hook_may_be_named_in_runtimeconfig(LayerArchitecture processor)
    {
        using var package = await PackageAsync();
        var config = Path.Combine(package.Path, "Profiles.runtimeconfig.json");
        var text = await File.ReadAllTextAsync(config, TestContext.Current.CancellationToken);
        File.WriteAllText(config, text.Replace("\"configProperties\": {", "\"configProperties\": { \"STARTUP_HOOKS\": \"Hook\",", StringComparison.Ordinal));

        await using var function = await LambdaFunction.StartAsync(await Functions.PackageOptionsAsync(processor, Handler, package.Path), TestContext.Current.CancellationToken);
        var hooked = await function.InvokeAsync("\"HOOKED\"", cancellationToken: TestContext.Current.CancellationToken);

        Assert.True(hooked.Text == "+hooked", $"{function.Init}\n{hooked}");
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

    [Fact]
    public async Task What_a_hook_writes_to_the_console_is_raw_and_what_the_function_writes_is_a_record()
    {
        using var package = new ScratchFolder().CopyFrom(await PublishedFunctions.TestFunctionAsync("Handlers"));
        File.Copy(Path.Combine(await PublishedFunctions.TestFunctionAsync("Hook"), "Hook.dll"), Path.Combine(package.Path, "Hook.dll"));
        var options = await Functions.PackageOptionsAsync("Handlers::Handlers.Logs::ToConsole", package.Path);

        await using var function = await LambdaFunction.StartAsync(
            options with { Environment = new Dictionary<string, string> { ["DOTNET_STARTUP_HOOKS"] = $"{Functions.TaskRoot(options)}/Hook.dll" } }, TestContext.Current.CancellationToken);
        var result = await function.InvokeAsync("\"hi\"", cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(["the hook has run"], LoggingLines.Of(function.Init.Logs, LogChannel.Output, ""));
        Assert.Equal(["out, without a line end: <time>\t<id>\tinfo\thi"], LoggingLines.Of(result.Logs, LogChannel.Output, result.RequestId));
    }

    [Theory]
    [InlineData(LayerArchitecture.X64)]
    [InlineData(LayerArchitecture.Arm64)]
    public async Task What_runs_is_told_to_the_function_to_the_service_and_on_a_switch_to_the_log(LayerArchitecture processor)
    {
        using var package = await PackageAsync();
        var dotnet = (await BuiltLayer.GetAsync(processor)).Manifest.Dotnet;

        var options = await Functions.PackageOptionsAsync(processor, Handler, package.Path, ("PINTLE_LOG", "info"));
        await using var function = await LambdaFunction.StartAsync(options, TestContext.Current.CancellationToken);

        Assert.Equal(
            ("AWS_Lambda_dotnet_custom", "true", $"{Functions.LayerRoot(options)}/pintle/dotnet", dotnet, dotnet),
            (await AskAsync("AWS_EXECUTION_ENV"), await AskAsync("DOTNET_RUNNING_IN_CONTAINER"), await AskAsync("DOTNET_ROOT"), await AskAsync("DOTNET_VERSION"), await AskAsync("version")));
        var agent = function.RuntimeApiExchanges.First().Header("User-Agent")!;
        Assert.Matches($@"^pintle/[0-9]+\.[0-9]+\.[0-9]+\S* \(dotnet/{dotnet.Replace(".", "\\.", StringComparison.Ordinal)}\)$", agent);
        var line = $"runs Profiles on .NET {dotnet}, linux-{processor.Name()}, with Microsoft.NETCore.App {dotnet}";
        Assert.Single(function.Init.Logs, each => each.Text.Contains(line, StringComparison.Ordinal));

        async Task<string> AskAsync(string word) => (await function.InvokeAsync($"\"{word}\"", cancellationToken: TestContext.Current.CancellationToken)).Text;
    }

    [Fact]
    public async Task What_runs_is_not_told_to_the_log_unless_it_is_asked_for()
    {
        using var package = await PackageAsync();

        await using var function = await StartAsync(package);

        Assert.True(function.Init.Succeeded && function.Init.Logs.Count == 0, function.Init.ToString());
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
