using Pintle.TestSupport;

namespace Pintle.Cli.Tests;

/// <summary>The README's first command on a machine with the SDK and a C compiler alone.</summary>
public sealed class BareMachineTests
{
    // What other tests and .ci/run know; 98 says that the root is none without it.
    private const string Lacking = "for tool in bwrap aws node npm chromium curl git unzip python3 uconv qemu-aarch64-static aarch64-linux-gnu-gcc; do ! command -v $tool || exit 98; done";

    // The part that takes the compiler, from nothing. The layer's other parts take the SDK and minutes, and are the ones that are there.
    private const string Bootstrap = "dotnet publish src/Pintle.Bootstrap -r linux-x64 -c Release -p:CppCompilerAndLinker=$(command -v clang > /tmp/compiler && echo clang || echo gcc) -p:ArtifactsPath=/tmp/built -p:RunAnalyzers=false -nodeReuse:false -p:UseSharedCompilation=false -tl:off -v quiet";

    private const string Demo = "dotnet run --no-build --project src/Pintle.Cli -- demo";

    [Fact(Timeout = 1_200_000)]
    public async Task The_demo_succeeds_and_the_bootstrap_is_built()
    {
        _ = BareMachine.Require();
        _ = await BuiltLayer.GetAsync();

        var (exitCode, printed) = await BareMachine.RunAsync($"{Lacking}; {Bootstrap} && test -x /tmp/built/publish/Pintle.Bootstrap/release_linux-x64/bootstrap && {Demo}", TestContext.Current.CancellationToken);

        Assert.True(exitCode == 0, $"{exitCode}\n{printed}");
        foreach (var shown in (string[])["{\"id\":\"a1\",\"total\":28.5}", "Orders.Function::Echo", "InvalidOperationException", "Whose patch is whose"])
            Assert.Contains(shown, printed, StringComparison.Ordinal);
    }

    /// <summary>What <c>dotnet pack</c> asks of the tool: the bootstraps of the processors that it is packed for, and a compiler for no other.</summary>
    [Fact(Timeout = 1_200_000)]
    public async Task A_tool_for_x64_is_packed_and_one_for_both_processors_names_the_compiler_that_it_takes_or_how_to_do_without()
    {
        _ = BareMachine.Require();
        _ = await BuiltLayer.GetAsync();
        const string Payload = "dotnet run --no-build --project src/Pintle.Cli -- payload --output /tmp/payload --arch";

        var (exitCode, printed) = await BareMachine.RunAsync($"{Lacking}; {Payload} x64 && find /tmp/payload -name bootstrap && ! {Payload} all", TestContext.Current.CancellationToken);

        Assert.True(exitCode == 0 && printed.Contains("/linux-x64/bootstrap\n", StringComparison.Ordinal) && !printed.Contains("/linux-arm64/", StringComparison.Ordinal), $"{exitCode}\n{printed}");
        Assert.Contains("needs aarch64-linux-gnu-gcc and aarch64-linux-gnu-objcopy", printed, StringComparison.Ordinal);
        Assert.Contains("dotnet pack -p:PayloadArchitecture=x64", printed, StringComparison.Ordinal);
    }
}
