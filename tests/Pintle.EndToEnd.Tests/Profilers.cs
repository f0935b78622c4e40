using Pintle.Layer;
using Pintle.Testing;
using Pintle.TestSupport;

namespace Pintle.EndToEnd.Tests;

/// <summary>A real profiler in the layer's CLR, set as monitoring layers set theirs: by variables, or by an exec wrapper that sets them.</summary>
public sealed class Profilers
{
    private const string Handler = "Profiles::Profiles.Function::Handle";
    private const string ClassId = "{0000000d-0000-0000-0000-000000000000}";

    [Theory]
    [InlineData(LayerArchitecture.X64)]
    [InlineData(LayerArchitecture.Arm64)]
    public async Task Is_loaded_and_told_of_modules_when_variables_name_it(LayerArchitecture processor)
    {
        using var package = await PackageAsync(processor);

        var options = await Functions.PackageOptionsAsync(processor, Handler, package.Path);

        await AssertProfiledAsync(options with
        {
            Environment = new Dictionary<string, string>
            {
                ["CORECLR_ENABLE_PROFILING"] = "1",
                ["CORECLR_PROFILER"] = ClassId,
                ["CORECLR_PROFILER_PATH"] = $"{Functions.TaskRoot(options)}/libprofiler.so",
            },
        });
    }

    [Theory]
    [InlineData(LayerArchitecture.X64)]
    [InlineData(LayerArchitecture.Arm64)]
    public async Task Is_loaded_when_an_exec_wrapper_names_it(LayerArchitecture processor)
    {
        using var package = await PackageAsync(processor);
        var wrapper = package.Script("wrapper",
            $"#!/bin/sh\nexport CORECLR_ENABLE_PROFILING=1 CORECLR_PROFILER='{ClassId}' CORECLR_PROFILER_PATH=\"$LAMBDA_TASK_ROOT/libprofiler.so\"\nexec \"$@\"\n");

        // The stricter sandboxes have no shell.
        await AssertProfiledAsync(await Functions.PackageOptionsAsync(processor, Handler, package.Path, ("AWS_LAMBDA_EXEC_WRAPPER", wrapper)) with { Sandbox = SandboxKind.Folders });
    }

    private static async Task AssertProfiledAsync(LambdaFunctionOptions options)
    {
        await using var function = await LambdaFunction.StartAsync(options, TestContext.Current.CancellationToken);
        var result = await function.InvokeAsync("\"version\"", cancellationToken: TestContext.Current.CancellationToken);

        Assert.True(!result.IsError, $"{function.Sandbox.Notice}\n{function.Init}\n{result}");
        Assert.Single(function.Init.Logs, line => line.Text == "profiler: started, status 0");
        Assert.Single(function.Init.Logs, line => line.Text == "profiler: sees modules, status 0, with an id");
    }

    private static async Task<ScratchFolder> PackageAsync(LayerArchitecture processor)
    {
        var package = new ScratchFolder().CopyFrom(await PublishedFunctions.TestFunctionAsync("Profiles"));
        await CompiledCode.MakeAsync(processor, "Profiler.c", Path.Combine(package.Path, "libprofiler.so"), "-shared", "-fPIC");
        return package;
    }
}
