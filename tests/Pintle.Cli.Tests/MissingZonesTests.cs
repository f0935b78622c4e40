using Pintle.TestSupport;

namespace Pintle.Cli.Tests;

/// <summary>A machine without tzdata, which is this one with an empty folder in its place, for the tool and what it starts.</summary>
public sealed class MissingZonesTests
{
    private const string Sentence = "Time zones are missing on this machine: expected them in /usr/share/zoneinfo";

    [Theory]
    [InlineData("", false, 1)]
    [InlineData("--env TZDIR=/var/task", false, 0)]
    [InlineData("", true, 0)]
    public async Task Are_said_once_where_a_function_has_none(string option, bool hasLayer, int times)
    {
        using var layer = await BuiltLayer.CopyAsync();
        if (hasLayer)
            _ = layer.Write("pintle/zoneinfo/tzdata.zi", "# version 2026a\n");

        var (exitCode, printed) = await WithoutZonesAsync($"{{0}} invoke --function '{await PublishedFunctions.OrdersAsync()}' --layer '{layer.Path}' --handler Orders::Orders.Function::Echo --event 1 --cold 2 --repeat 2 {option} 2>&1 >/dev/null");

        Assert.True(exitCode == 0 && printed.Split(Sentence).Length - 1 == times, $"{exitCode}\n{printed}");
    }

    private static async Task<(int ExitCode, string Printed)> WithoutZonesAsync(string command)
    {
        using var scratch = new ScratchFolder();
        var unshare = $"{RequiredTools.Find("unshare", "util-linux")} --mount{(Environment.UserName == "root" ? "" : " --map-root-user")}";
        var (exitCode, printed) = await Programs.ShellAsync(scratch.Path, $"{unshare} true");
        Assert.SkipUnless(exitCode == 0, $"Needs a mount namespace of its own, which this machine does not allow: {printed}");

        // Where there is no such folder, there is nothing to hide.
        return await Programs.ShellAsync(scratch.Path, $$"""{{unshare}} sh -c '[ ! -d /usr/share/zoneinfo ] || mount -t tmpfs none /usr/share/zoneinfo && exec "$@"' sh {{command}}""");
    }
}
