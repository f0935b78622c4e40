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
}
