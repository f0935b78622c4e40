using Pintle.Emulator;
using Pintle.Layer;
using Pintle.Testing;
using Pintle.TestSupport;

namespace Pintle.EndToEnd.Tests;

/// <summary>A handler without ':' that names a native executable, here one of C that polls by itself: it takes the bootstrap's place in the process.</summary>
public sealed class NativeExecutables
{
    [Theory]
    [InlineData(LayerArchitecture.X64)]
    [InlineData(LayerArchitecture.Arm64)]
    public async Task Answer_in_the_bootstraps_place_and_see_the_startup_information(LayerArchitecture processor)
    {
        using var package = new ScratchFolder();
        await CompiledCode.MakeAsync(processor, "NativeHandler.c", Path.Combine(package.Path, "program"));
        var options = await Functions.PackageOptionsAsync(processor, "program", package.Path);

        await using var function = await LambdaFunction.StartAsync(options, TestContext.Current.CancellationToken);
        var first = await function.InvokeAsync("{}", cancellationToken: TestContext.Current.CancellationToken);
        var second = await function.InvokeAsync("{}", cancellationToken: TestContext.Current.CancellationToken);
        var ended = await function.InvokeAsync("\"end\"", cancellationToken: TestContext.Current.CancellationToken);

        var expected = $"{processor.Name()} {Functions.TaskRoot(options)}/program 0 AWS_Lambda_dotnet_custom true {Functions.LayerRoot(options)}/pintle/dotnet (not set)";
        Assert.True(first.Text == expected && second.Text == expected, $"{function.Sandbox.Notice}\n{function.Init}\n{first}\n{second}");
        Assert.True(ended.WireErrorType == "Runtime.ExitError" && ended.Exit == ProcessExit.WithCode(7), ended.ToString());
    }
}
