using System.Text.Json;
using System.Text.RegularExpressions;
using Pintle.TestSupport;
using YamlDotNet.RepresentationModel;

namespace Pintle.Cli.Tests;

public sealed partial class PatchCommandTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "layer", "ci");

    [Theory]
    [InlineData("patch --name none", "There is no pin \"none\"")]
    [InlineData("patch --arch riscv64", "Give all, arm64 or x64.")]
    [InlineData("patch 10.0.1", "10.0.1")]
    public async Task Refuses_what_it_cannot_do_and_changes_nothing(string arguments, string words)
    {
        var before = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "layer", "pins.json"), TestContext.Current.CancellationToken);

        var run = await Run.PintleAsync(arguments.Split(' '));

        Assert.True(run.ExitCode == 2 && run.Output.Length == 0 && run.Messages.Contains(words, StringComparison.Ordinal), run.ToString());
        Assert.Equal(before, await File.ReadAllTextAsync(Path.Combine(Repository.Root, "layer", "pins.json"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public void The_workflow_is_YAML_that_names_only_commands_and_options_that_there_are()
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(File.ReadAllText(Path.Combine(Folder, "github-patch.yml"))));
        var steps = ((YamlSequenceNode)stream.Documents[0].RootNode["jobs"]["patch"]["steps"]).Children.Cast<YamlMappingNode>();

        string[] commands = [.. steps.Where(step => step.Children.ContainsKey("run")).SelectMany(step => Commands(step["run"].ToString()))];

        AssertParse(commands);
    }

    [Fact]
    public void The_Renovate_configuration_is_JSON_that_finds_every_pin_and_names_only_commands_and_options_that_there_are()
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "renovate.json")));
        var rules = json.RootElement.GetProperty("packageRules").EnumerateArray().Where(rule => rule.TryGetProperty("postUpgradeTasks", out _));
        var pattern = json.RootElement.GetProperty("customManagers")[0].GetProperty("matchStrings")[0].GetString()!;
        var pins = File.ReadAllText(Path.Combine(Repository.Root, "layer", "pins.json"));

        Assert.Equal(Ids().Count(pins), Regex.Count(pins, pattern));
        AssertParse([.. rules.SelectMany(rule => rule.GetProperty("postUpgradeTasks").GetProperty("commands").EnumerateArray()).SelectMany(command => Commands(command.GetString()!))]);
    }

    private static IEnumerable<string> Commands(string script) =>
        script.Split('\n').Where(line => line.Contains("src/Pintle.Cli -- ", StringComparison.Ordinal)).Select(line => line.Split("src/Pintle.Cli -- ")[1].Trim());

    private static void AssertParse(string[] commands)
    {
        Assert.NotEmpty(commands);
        Assert.All(commands, command => Assert.Empty(CommandLine.Root(Terminal.OfProcess()).Parse(command.Split(' ')).Errors));
        Assert.NotEmpty(CommandLine.Root(Terminal.OfProcess()).Parse(["patch", "--no-such-option"]).Errors);
    }

    [GeneratedRegex("\"id\":")]
    private static partial Regex Ids();
}
