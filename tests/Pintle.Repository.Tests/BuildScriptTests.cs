namespace Pintle.Repository.Tests;

public sealed class BuildScriptTests
{
    [Theory]
    [InlineData("build", "build Pintle.slnx")]
    [InlineData("test", "test")]
    [InlineData("demo", "run --project src/Pintle.Cli -- demo")]
    [InlineData("layer", "run --project src/Pintle.Cli -- build")]
    [InlineData("format", "format Pintle.slnx")]
    public void Calls_dotnet_at_the_root(string verb, string expected)
    {
        using var script = new BuildScript(BuildScript.RealFile);

        var run = script.Run(verb);

        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Equal([Checkout.Root, .. expected.Split(' ')], run.Calls);
        Assert.Contains("dotnet was here", run.Output);
        Assert.Empty(run.Errors);
    }

    [Fact]
    public void Hands_further_arguments_on_as_they_are()
    {
        using var script = new BuildScript(BuildScript.RealFile);

        var run = script.Run("test", "--filter-class", "*Parser Tests", "--", "$x");

        Assert.Equal(["test", "--filter-class", "*Parser Tests", "--", "$x"], run.Calls.Skip(1));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(134)]
    public void Ends_with_the_exit_code_of_dotnet(int exitCode)
    {
        using var script = new BuildScript(BuildScript.RealFile, exitCode);

        var run = script.Run("test");

        Assert.True(run.ExitCode == exitCode, run.ToString());
    }

    [Fact]
    public void Leaves_the_caller_in_its_folder()
    {
        using var script = new BuildScript(BuildScript.RealFile, exitCode: 1);

        Assert.True(script.Run("build").StayedInItsFolder);
    }

    [Theory]
    [InlineData]
    [InlineData("help")]
    public void Shows_every_verb_with_its_command(params string[] arguments)
    {
        using var script = new BuildScript(BuildScript.RealFile);

        var run = script.Run(arguments);

        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Empty(run.Calls);
        foreach (var verb in new[] { "build", "test", "demo", "layer", "format", "clean", "help" })
            Assert.Contains(run.Output, line => line.StartsWith($"  {verb} ", StringComparison.Ordinal));
    }

    [Fact]
    public void The_commands_that_it_shows_are_those_that_it_runs()
    {
        using var script = new BuildScript(BuildScript.RealFile);

        foreach (var line in script.Run("help").Output.Where(line => line.Contains(" dotnet ", StringComparison.Ordinal)))
        {
            var called = string.Join(' ', script.Run(line.Trim().Split(' ')[0]).Calls.Skip(1)).Replace(" Pintle.slnx", "", StringComparison.Ordinal);

            Assert.Contains($" dotnet {called}  ", line, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("biuld")]
    [InlineData("--help")]
    public void Refuses_an_unknown_verb_in_one_sentence(string verb)
    {
        using var script = new BuildScript(BuildScript.RealFile);

        var run = script.Run(verb);

        Assert.True(run.ExitCode == 2, run.ToString());
        Assert.Empty(run.Calls);
        Assert.Equal($"Expected one of build, test, demo, layer, format, clean, help, but found '{verb}'. Run ./build.ps1 help to see what each does.", Assert.Single(run.Errors));
    }

    [Fact]
    public void Clean_removes_the_output_and_nothing_else()
    {
        using var copy = new TemporaryFolder();
        var file = copy.Write("build.ps1", Checkout.Read("build.ps1"));
        copy.Write("artifacts/bin/Some.dll", "");
        copy.Write("src/Some.cs", "");
        using var script = new BuildScript(file);

        var first = script.Run("clean");
        var second = script.Run("clean");

        Assert.True(first.ExitCode == 0, first.ToString());
        Assert.Equal(["build.ps1", "src"], Directory.EnumerateFileSystemEntries(copy.Path).Select(Path.GetFileName).Order());
        Assert.True(second.ExitCode == 0, second.ToString());
        Assert.Empty(first.Calls.Concat(second.Calls));
    }
}
