using Pintle.TestSupport;

namespace Pintle.EndToEnd.Tests;

/// <summary>The README's second command on a machine with the SDK and a C compiler alone: what arm64 takes is missing, and its tests say so before they build anything.</summary>
public sealed class BareMachineTests
{
    [Fact(Timeout = 1_200_000)]
    public async Task What_takes_arm64_is_skipped_with_the_tool_and_the_command()
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Pintle.EndToEnd.Tests");

        var (exitCode, printed) = await BareMachine.RunAsync($"'{program}' -noColor -class '*.{nameof(Arm64Layers)}' -class '*.{nameof(Arm64Packages)}'", TestContext.Current.CancellationToken);

        var tests = printed.Split(" [SKIP]").Length - 1;
        Assert.True(exitCode == 0 && tests > 10 && printed.Contains($"Total: {tests}, Errors: 0, Failed: 0, Skipped: {tests},", StringComparison.Ordinal), $"{exitCode}\n{printed}");
        Assert.Contains("Needs QEMU's user-mode emulation and arm64's libraries: apt-get install qemu-user-static libc6-dev-arm64-cross libstdc++6-arm64-cross.", printed, StringComparison.Ordinal);
        Assert.Contains("Needs the program aarch64-linux-gnu-gcc: apt-get install gcc-aarch64-linux-gnu libc6-dev-arm64-cross.", printed, StringComparison.Ordinal);
    }
}
