using System.Text.RegularExpressions;

namespace Pintle.Repository.Tests;

/// <summary>Runs the repository's own .ci/run, with a PATH on which dotnet, apt-get and the tools are the test's.</summary>
public sealed class CiScriptTests
{
    /// <summary>What the script itself calls, and cp for the runner in its place.</summary>
    private static readonly string[] Programs = ["awk", "bash", "cat", "cp", "dirname", "mktemp", "rm", "sed", "sort", "tee"];

    private static readonly string[] SystemFolders = ["/usr/bin", "/bin", "/usr/local/bin"];

    private static readonly string[] Tools = ["git", "bwrap", "setpriv", "readelf", "unzip", "mke2fs", "node", "npm", "aws", "curl", "valgrind", "chromium", "uconv", "gcc", "aarch64-linux-gnu-gcc", "qemu-aarch64-static"];

    [Fact]
    public void Ends_with_the_counts_of_the_runner()
    {
        var run = RunCi(Summary("Passed!", total: 12, failed: 0, succeeded: 10, skipped: 2), exitCode: 0);

        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Equal("10 passed, 0 failed, 2 skipped", LastLine(run));
    }

    [Fact]
    public void Runs_the_command_of_the_README_without_stdin_and_with_locked_restore()
    {
        Assert.Contains("dotnet test", MarkdownDocument.Read("README.md").Code);

        var run = RunCi(Summary("Passed!", total: 1, failed: 0, succeeded: 1, skipped: 0), exitCode: 0);

        Assert.True(Regex.IsMatch(run.Output, @"^dotnet \[test --report-xunit-xml --results-directory \S+\] CI=true stdin=\[\]$", RegexOptions.Multiline), run.ToString());
    }

    /// <summary>As xUnit.net writes them, all on one line; of each test program one.</summary>
    [Fact]
    public void Shows_the_slowest_tests_before_the_counts()
    {
        string[] reports =
        [
            "<assemblies><collection>" + string.Concat(Enumerable.Range(1, 25).Select(number => $"<test id=\"x\" name=\"A.Test(number: {number})\" result=\"Pass\" time=\"{number}.5\" time-rtf=\"00:00:00\" />")) + "</collection></assemblies>",
            "<assemblies><test id=\"y\" name=\"B.Slow\" result=\"Fail\" time=\"100.25\" time-rtf=\"00:01:40\"><failure /></test></assemblies>",
        ];

        var run = RunCi(Summary("Passed!", total: 26, failed: 0, succeeded: 26, skipped: 0), exitCode: 0, reports);

        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.EndsWith($"slowest tests:\n  100.25 s  B.Slow\n{string.Concat(Enumerable.Range(7, 19).Reverse().Select(number => $"  {number}.5 s  A.Test(number: {number})\n"))}26 passed, 0 failed, 0 skipped\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Shows_no_slowest_tests_where_no_program_came_to_its_end()
    {
        var run = RunCi("crashed before any summary\n", exitCode: 137);

        Assert.DoesNotContain("slowest tests", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Shows_everything_that_the_runner_says()
    {
        var summary = Summary("Passed!", total: 1, failed: 0, succeeded: 1, skipped: 0);

        var run = RunCi("skipped A.Test\n  needs bwrap\n" + summary, exitCode: 0);

        Assert.True(run.Output.Contains("skipped A.Test\n  needs bwrap\n" + summary, StringComparison.Ordinal), run.ToString());
        Assert.Contains("a word on stderr", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Fails_with_the_runner_s_exit_code()
    {
        var run = RunCi(Summary("Failed!", total: 3, failed: 1, succeeded: 2, skipped: 0), exitCode: 2);

        Assert.True(run.ExitCode == 2, run.ToString());
        Assert.Equal("2 passed, 1 failed, 0 skipped", LastLine(run));
    }

    [Fact]
    public void Fails_when_a_failure_is_counted_although_the_runner_ends_with_0()
    {
        var run = RunCi(Summary("Failed!", total: 3, failed: 1, succeeded: 2, skipped: 0), exitCode: 0);

        Assert.True(run.ExitCode == 1, run.ToString());
    }

    [Fact]
    public void Counts_a_test_program_that_crashed_as_a_failure()
    {
        var run = RunCi("Test run summary: Failed!\n  B.Tests.dll (net10.0|x64) Zero tests ran (1s)\n\n  error: 1\n\n  total: 2\n  failed: 0\n  succeeded: 2\n  skipped: 0\n  duration: 1s\n", exitCode: 134);

        Assert.True(run.ExitCode == 134, run.ToString());
        Assert.Equal("2 passed, 1 failed, 0 skipped", LastLine(run));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void Fails_when_no_test_ran(int skipped)
    {
        var run = RunCi(Summary("Zero tests ran", total: skipped, failed: 0, succeeded: 0, skipped), exitCode: 0);

        Assert.True(run.ExitCode == 1, run.ToString());
        Assert.Equal($"0 passed, 0 failed, {skipped} skipped", LastLine(run));
        Assert.Contains("expected tests to run", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("error CS0029: Cannot convert\n", 1, 1)]
    [InlineData("", 0, 1)]
    [InlineData("Test run summary: Passed!\n  total: many\n", 0, 1)]
    [InlineData("Test run summary: Passed!\n  total: 1\n  failed: 0\n  succeeded: 1\n", 0, 1)]
    [InlineData("  total: 1\n  failed: 0\n  succeeded: 1\n  skipped: 0\nTest run summary: Passed!\n", 0, 1)]
    [InlineData("crashed before any summary\n", 137, 137)]
    public void Fails_loudly_when_there_is_no_summary(string output, int exitCode, int expected)
    {
        var run = RunCi(output, exitCode);

        Assert.True(run.ExitCode == expected, run.ToString());
        Assert.Contains("expected the summary of dotnet test", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("passed,", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Fails_when_the_counts_do_not_add_up()
    {
        var run = RunCi(Summary("Passed!", total: 9, failed: 0, succeeded: 7, skipped: 1), exitCode: 0);

        Assert.True(run.ExitCode == 1, run.ToString());
        Assert.Contains("found 9, 7, 0 and 1", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Reads_the_last_summary_and_through_terminal_colours()
    {
        var first = Summary("Passed!", total: 1, failed: 0, succeeded: 1, skipped: 0);
        var last = Summary("Passed!", total: 5, failed: 0, succeeded: 5, skipped: 0).Replace("  succeeded: 5", "\e[32m  succeeded: 5\e[m", StringComparison.Ordinal);

        var run = RunCi(first + last, exitCode: 0);

        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Equal("5 passed, 0 failed, 0 skipped", LastLine(run));
    }

    [Fact]
    public void Installs_nothing_when_every_tool_is_there()
    {
        var run = RunCi(Summary("Passed!", total: 1, failed: 0, succeeded: 1, skipped: 0), exitCode: 0);

        Assert.DoesNotContain("apt-get", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Installs_the_packages_of_missing_tools_as_root_and_names_them_to_others()
    {
        var run = RunCi(Summary("Passed!", total: 1, failed: 0, succeeded: 1, skipped: 0), exitCode: 0, missing: ["bwrap", "gcc"]);

        if (Environment.IsPrivilegedProcess)
        {
            Assert.True(run.ExitCode == 0, run.ToString());
            Assert.Contains("apt-get [update]\napt-get [install --yes --no-install-recommends bubblewrap gcc libc6-dev]\ndotnet ", run.Output, StringComparison.Ordinal);
        }
        else
        {
            Assert.True(run.ExitCode == 1, run.ToString());
            Assert.Contains("sudo apt-get install bubblewrap gcc libc6-dev", run.Error, StringComparison.Ordinal);
        }
    }

    private static string Summary(string verdict, int total, int failed, int succeeded, int skipped) =>
        $"\nTest run summary: {verdict}\n  total: {total}\n  failed: {failed}\n  succeeded: {succeeded}\n  skipped: {skipped}\n  duration: 706ms\n";

    private static string LastLine(ProcessRun run) => run.Output.TrimEnd('\n').Split('\n')[^1];

    private static ProcessRun RunCi(string output, int exitCode, string[]? reports = null, params string[] missing)
    {
        using var folder = new TemporaryFolder();
        var said = folder.Write("said", output);
        foreach (var program in Programs)
            File.CreateSymbolicLink(Path.Combine(folder.Path, program), Locate(program));
        foreach (var tool in Tools.Except(missing))
            folder.WriteScript(tool, "exit 0\n");
        folder.WriteScript("apt-get", "echo \"apt-get [$*]\"\n");
        var written = (reports ?? []).Select((report, number) => $"cp '{folder.Write($"report {number}", report)}' \"$4/{number}.xunit.xml\"\n");
        folder.WriteScript("dotnet", $"{string.Concat(written)}echo \"dotnet [$*] CI=$CI stdin=[$(cat)]\"\ncat '{said}'\necho 'a word on stderr' >&2\nexit {exitCode}\n");
        var environment = new Dictionary<string, string> { ["PATH"] = folder.Path, ["TMPDIR"] = folder.Path };
        return ProcessRun.Of(Checkout.Absolute(".ci/run"), [], folder.Path, environment);
    }

    private static string Locate(string program)
    {
        string[] candidates = [.. SystemFolders.Select(folder => Path.Combine(folder, program)).Where(File.Exists)];
        return candidates.Length > 0 ? candidates[0] : throw new InvalidOperationException($"Expected {program}, which .ci/run calls, in {string.Join(", ", SystemFolders)}");
    }
}
