using Pintle.TestSupport;

namespace Pintle.Cli.Tests;

/// <summary>The second command on a machine that has the SDK and a C compiler and nothing else: what a test lacks is a skip with the tool and the command, wherever it is found out.</summary>
public sealed class RequiredToolsTests
{
    private const string Skip = "$XunitDynamicSkip$";

    [Fact]
    public void Without_its_compiler_nothing_is_built_for_arm64()
    {
        using var empty = new ScratchFolder();

        var missing = Thrown(() => RequiredTools.RequireArm64Compiler(empty.Path));

        Assert.Equal($"{Skip}Needs the program aarch64-linux-gnu-gcc: apt-get install gcc-aarch64-linux-gnu libc6-dev-arm64-cross.", missing);
    }

    /// <summary>A machine with .NET, gcc and the gcc of arm64, but no QEMU.</summary>
    [Fact]
    public void Without_an_emulator_nothing_is_run_on_arm64()
    {
        var missing = Thrown(() => RequiredTools.RequireArm64Emulator(() => "none"));

        Assert.StartsWith($"{Skip}Needs QEMU's user-mode emulation", missing, StringComparison.Ordinal);
        Assert.Contains("apt-get install qemu-user-static", missing, StringComparison.Ordinal);
    }

    [Fact]
    public void A_program_is_found_on_the_path_that_is_given()
    {
        using var scratch = new ScratchFolder();
        var program = scratch.Script("bin/anything", "#!/bin/sh\n");

        Assert.Equal(program, RequiredTools.Find("anything", "some-package", $"/proc/none:{Path.GetDirectoryName(program)}"));
    }

    /// <summary>The runner's own word for it: Assert.Skip throws nothing else.</summary>
    [Fact]
    public void Is_what_the_runner_takes_for_a_skip() => Assert.Equal(Thrown(() => Assert.Skip("Needs anything.")), new MissingToolException("Needs anything.").Message);

    /// <summary>Record.Exception and Assert.Throws would hand a skip on to the runner.</summary>
    private static string? Thrown(Action action)
    {
        try
        {
            action();
            return null;
        }
        catch (Exception e)
        {
            return e.Message;
        }
    }
}
