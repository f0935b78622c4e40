using Pintle.TestSupport;

namespace Pintle.Cli.Tests;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("frobnicate", "frobnicate")]
    [InlineData("invoke --handler H", "--function")]
    [InlineData("invoke --function F --handler H --repeat 0", "--repeat")]
    [InlineData("invoke --function F --handler H --memory much", "much")]
    [InlineData("build --arch sparc", "sparc")]
    [InlineData("build --engine amazon", "amazon")]
    [InlineData("build --globalization all", "all")]
    public async Task A_wrong_command_line_is_exit_code_2_and_names_what_is_wrong(string arguments, string named)
    {
        var run = await Run.PintleAsync(arguments.Split(' '));

        Assert.True(run.ExitCode == 2 && run.Output.Length == 0 && run.Messages.Contains(named, StringComparison.Ordinal) && run.Messages.Contains("--help", StringComparison.Ordinal), run.ToString());
    }

    [Theory]
    [InlineData("invoke --function no-such-thing.zip --handler H", "no-such-thing.zip")]
    [InlineData("invoke --function no-such-thing.csproj --handler H", "no-such-thing.csproj")]
    [InlineData("invoke --function . --handler H --event {} --sample sqs", "--sample")]
    [InlineData("build --pin no-such-pin", "no-such-pin")]
    [InlineData("build --engine both", "or build with --engine pintle")]
    [InlineData("build --globalization icu", "--icu-from")]
    [InlineData("build --icu-from no-such-folder", "--globalization icu")]
    [InlineData("build --tzdata-from no-such-folder", "no-such-folder")]
    [InlineData("build --globalization icu --icu-from no-such-folder", "no-such-folder")]
    public async Task What_cannot_be_done_is_exit_code_2_and_one_sentence(string arguments, string named)
    {
        var run = await Run.PintleAsync(arguments.Split(' '));

        Assert.True(run.ExitCode == 2 && run.Output.Length == 0 && run.Messages.Contains(named, StringComparison.Ordinal) && !run.Messages.Contains("   at ", StringComparison.Ordinal), run.ToString());
    }

    [Theory]
    [InlineData("buld", "build")]
    [InlineData("inovke", "invoke")]
    [InlineData("serv", "serve")]
    [InlineData("Verify", "verify")]
    [InlineData("build --ach x64", "--arch")]
    [InlineData("invoke --function . --handler H --time-out 3", "--timeout")]
    [InlineData("verify --jsno layer.zip", "--json")]
    public async Task A_typo_gets_one_message_and_the_nearest_name(string arguments, string nearest)
    {
        var run = await Run.PintleAsync(arguments.Split(' '));

        Assert.Equal(2, run.ExitCode);
        Assert.Contains($"Did you mean {nearest}?", run.Messages, StringComparison.Ordinal);
        Assert.Equal(2, run.Messages.TrimEnd().Split('\n').Length);
    }

    [Fact]
    public async Task Alone_it_shows_the_help()
    {
        var run = await Run.PintleAsync();

        Assert.True(run.ExitCode == 0 && run.Messages.Length == 0, run.ToString());
        foreach (var command in (string[])["demo", "build", "invoke", "serve", "bench"])
            Assert.Contains($"\n  {command} ", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(GarbageTests.Commands), MemberType = typeof(GarbageTests))]
    public async Task The_help_of_a_command_has_no_name_of_a_type(string command)
    {
        var run = await Run.PintleAsync(command, "--help");

        Assert.True(run.ExitCode == 0 && !run.Output.Contains("System.", StringComparison.Ordinal) && !run.Output.Contains("Int32", StringComparison.Ordinal), run.ToString());
    }

    [Theory]
    [InlineData("invoke --function . --handler H --timeout 3s", "\"3s\"")]
    [InlineData("invoke --function . --handler H --timeout 1000", "1000")]
    [InlineData("invoke --function . --handler H --cold -1", "-1")]
    [InlineData("serve --retry-delay soon", "\"soon\"")]
    [InlineData("bench --runs 99999999999", "\"99999999999\"")]
    [InlineData("build --arch", "arm64")]
    [InlineData("build --arch x64 --arch arm64", "2 times")]
    [InlineData("optimize", "--layer")]
    public async Task A_value_that_is_none_is_said_with_what_was_found(string arguments, string found)
    {
        var run = await Run.PintleAsync(arguments.Split(' '));

        Assert.True(run.ExitCode == 2 && run.Messages.StartsWith("pintle: Expected ", StringComparison.Ordinal) && run.Messages.Contains(found, StringComparison.Ordinal), run.ToString());
    }

    [Fact]
    public async Task A_typing_error_is_no_finding_of_an_audit() => Assert.Equal(3, (await Run.PintleAsync("audit", "--layr")).ExitCode);

    [Theory]
    [InlineData(new byte[] { 0xEF, 0xBB, 0xBF, (byte)'{', (byte)'}' }, "UTF-8")]
    [InlineData(new byte[] { 0xFF, 0xFE, (byte)'{', 0, (byte)'}', 0 }, "UTF-16")]
    [InlineData(new byte[] { 0xFE, 0xFF, 0, (byte)'{', 0, (byte)'}' }, "UTF-16")]
    public async Task A_byte_order_mark_in_an_event_file_is_called_that(byte[] content, string encoding)
    {
        using var scratch = new ScratchFolder();
        var file = Path.Combine(scratch.Path, "event.json");
        await File.WriteAllBytesAsync(file, content, TestContext.Current.CancellationToken);

        var run = await Run.PintleAsync("invoke", "--function", scratch.Path, "--handler", "H", "--layer", scratch.Path, "--event", file);

        Assert.True(run.ExitCode == 2 && run.Messages.Contains("byte order mark", StringComparison.Ordinal) && run.Messages.Contains(encoding, StringComparison.Ordinal) && run.Messages.Contains(file, StringComparison.Ordinal), run.ToString());
    }

    [Fact]
    public async Task A_payload_never_replaces_a_folder_of_something_else()
    {
        using var scratch = new ScratchFolder();
        var file = scratch.Write("mine.txt", "mine");

        var run = await Run.PintleAsync("payload", "--output", scratch.Path);

        Assert.True(run.ExitCode == 2 && File.Exists(file), run.ToString());
    }
}
