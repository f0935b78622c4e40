using System.Diagnostics;
using Pintle.Testing;
using Pintle.TestSupport;

namespace Pintle.EndToEnd.Tests;

/// <summary>A real profiler in the layer's CLR, set as monitoring layers set theirs: by variables, or by an exec wrapper that sets them.</summary>
public sealed class Profilers
{
    private const string Handler = "Profiles::Profiles.Function::Handle";
    private const string ClassId = "{0000000d-0000-0000-0000-000000000000}";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Is_loaded_and_told_of_modules_when_variables_name_it()
    {
        using var package = await PackageAsync();

        var options = await Functions.PackageOptionsAsync(Handler, package.Path,
            ("CORECLR_ENABLE_PROFILING", "1"), ("CORECLR_PROFILER", ClassId), ("CORECLR_PROFILER_PATH", "/var/task/libprofiler.so"));

        await AssertProfiledAsync(options);
    }

    [Fact]
    public async Task Is_loaded_when_an_exec_wrapper_names_it()
    {
        using var package = await PackageAsync();
        var wrapper = package.Script("wrapper",
            $"#!/bin/sh\nexport CORECLR_ENABLE_PROFILING=1 CORECLR_PROFILER='{ClassId}' CORECLR_PROFILER_PATH=\"$LAMBDA_TASK_ROOT/libprofiler.so\"\nexec \"$@\"\n");

        // The stricter sandboxes have no shell.
        await AssertProfiledAsync(await Functions.PackageOptionsAsync(Handler, package.Path, ("AWS_LAMBDA_EXEC_WRAPPER", wrapper)) with { Sandbox = SandboxKind.Folders });
    }

    [Fact]
    public async Task Is_loaded_by_the_arm64_layer()
    {
        using var package = await PackageAsync("aarch64-linux-gnu-gcc");

        var options = await Functions.PackageOptionsAsync(Handler, package.Path,
            ("CORECLR_ENABLE_PROFILING", "1"), ("CORECLR_PROFILER", ClassId), ("CORECLR_PROFILER_PATH", Path.Combine(package.Path, "libprofiler.so")));

        await AssertProfiledAsync(options with { Layer = (await BuiltLayer.GetArm64Async()).Directory, Sandbox = SandboxKind.Folders, InitTimeout = TimeSpan.FromMinutes(2) });
    }

    private static async Task AssertProfiledAsync(LambdaFunctionOptions options)
    {
        await using var function = await LambdaFunction.StartAsync(options, TestContext.Current.CancellationToken);
        var result = await function.InvokeAsync("\"version\"", cancellationToken: TestContext.Current.CancellationToken);

        Assert.True(!result.IsError, $"{function.Init}\n{result}");
        Assert.Single(function.Init.Logs, line => line.Text == "profiler: started, status 0");
        Assert.Single(function.Init.Logs, line => line.Text == "profiler: sees modules, status 0, with an id");
    }

    private static async Task<ScratchFolder> PackageAsync(params string[] compilers)
    {
        var package = new ScratchFolder().CopyFrom(await PublishedFunctions.TestFunctionAsync("Profiles"));
        compilers = compilers.Length > 0 ? compilers : ["gcc", "clang"];
        var compiler = compilers.FirstOrDefault(IsInstalled);
        Assert.SkipWhen(compiler is null, $"Needs a C compiler: install {string.Join(" or ", compilers)}.");
        var source = Path.Combine(Repository.Root, "tests", "Pintle.EndToEnd.Tests", "Profiler.c");
        using var process = Process.Start(new ProcessStartInfo(compiler!, ["-shared", "-fPIC", "-O1", "-o", Path.Combine(package.Path, "libprofiler.so"), source]) { RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        await process.WaitForExitAsync(limit.Token);
        Assert.True(process.ExitCode == 0, await errors);
        return package;
    }

    private static bool IsInstalled(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));
}
