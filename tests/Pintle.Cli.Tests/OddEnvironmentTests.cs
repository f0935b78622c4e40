using Pintle.TestSupport;

namespace Pintle.Cli.Tests;

/// <summary>The tool as a process, where the machine is not as its author's: it ends with a documented exit code and a sentence.</summary>
public sealed class OddEnvironmentTests : IDisposable
{
    private readonly ScratchFolder _scratch = new();

    [Theory]
    [InlineData("env -u HOME {0} build --pin no-such-pin", 2, "no-such-pin")]
    [InlineData("env -u HOME {0} audit no-such-layer.zip", 3, "no-such-layer.zip")]
    [InlineData("HOME=/proc/no {0} build --pin no-such-pin", 2, "no-such-pin")]
    [InlineData("TMPDIR=/proc/none {0} invoke --function . --handler H --layer .", 2, "TMPDIR")]
    [InlineData("TMPDIR=/proc/none {0} --help", 0, "")]
    [InlineData("TERM=what LANG=xx_XX COLUMNS=0 {0} buld", 2, "Did you mean build?")]
    [InlineData("{0} --help >&-", 2, "pintle: ")]
    [InlineData("{0} --help >/dev/full", 2, "No space left")]
    [InlineData("{0} buld 2>&-", 2, "")]
    [InlineData("{0} buld >&- 2>&- <&-", 2, "")]
    [InlineData("{0} invoke --function . --handler H --event - --layer . <&-", 2, "standard input")]
    [InlineData("{0} invoke --function . --handler H --event - --layer . </dev/null", 1, "Runtime.InvalidEntrypoint")]
    [InlineData("{0} build --output /proc/layers", 2, "/proc/layers")]
    [InlineData("{0} bench --html /proc/page.html", 2, "/proc/page.html")]
    [InlineData("{0} bench --html .", 2, "is a folder")]
    [InlineData("mkdir gone; cd gone; rmdir ../gone; {0} verify layer.zip", 2, "pintle: ")]
    [InlineData("echo '<no' > nuget.config; {0} optimize . --layer .", 2, "nuget.config")]
    [InlineData("printf '' > NuGet.Config; {0} audit .", 3, "NuGet.Config")]
    [InlineData("mkdir nuget.config; {0} audit .", 3, "pintle: ")]
    public async Task An_odd_environment_ends_in_a_sentence(string script, int exitCode, string named)
    {
        var (ended, printed) = await ShellAsync(script);

        Assert.True(ended == exitCode && printed.Contains(named, StringComparison.Ordinal) && !printed.Contains("   at ", StringComparison.Ordinal) && !printed.Contains("Unhandled", StringComparison.Ordinal), $"{ended}\n{printed}");
        Assert.False(Directory.Exists(Path.Combine(Repository.Root, ".nuget")), "NuGet took the repository for a user's folder.");
    }

    /// <summary>A terminal gets colours, unless it asks for none.</summary>
    [Theory]
    [InlineData("env -u NO_COLOR", true)]
    [InlineData("env NO_COLOR=1", false)]
    public async Task Colours_are_for_terminals_that_want_them(string variable, bool isColoured)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/script"), "Needs the program script, which makes a terminal: apt-get install bsdutils.");

        var (_, printed) = await ShellAsync($"{variable} TERM=xterm-256color script -qec '{{0}} buld' /dev/null </dev/null");

        Assert.Contains("Did you mean build?", printed, StringComparison.Ordinal);
        Assert.Equal(isColoured, printed.Contains("\u001b[31m", StringComparison.Ordinal));
    }

    /// <summary>Who unpacks somebody's project and asks for it to be run has not asked for what lies beside it.</summary>
    [Theory]
    [InlineData("dotnet", "{0} invoke --function Broken.csproj --handler H --layer .", "MSB4025")]
    [InlineData("aws", "mkdir bin; ln -s $(command -v dotnet) bin/dotnet; env HOME=$PWD PATH=$PWD/bin:. {0} invoke --function . --handler H --layer . --credentials profile session", "aws is not installed")]
    public async Task A_program_of_the_current_folder_is_none_of_the_machine_s(string name, string script, string said)
    {
        _ = _scratch.Write("Broken.csproj", "<no");
        _ = _scratch.Write(".aws/config", "[profile session]\nsso_session = company\n");
        _ = _scratch.Script(name, "#!/bin/sh\necho >> \"$(dirname \"$0\")/ran\"\nexit 1\n");

        var (exitCode, printed) = await ShellAsync(script);

        Assert.True(exitCode == 2 && printed.Contains(said, StringComparison.Ordinal), $"{exitCode}\n{printed}");
        Assert.False(File.Exists(Path.Combine(_scratch.Path, "ran")), printed);
    }

    public void Dispose() => _scratch.Dispose();

    private Task<(int ExitCode, string Printed)> ShellAsync(string script) => Programs.ShellAsync(_scratch.Path, script);
}
