using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Pintle.Cli.Layers;
using Pintle.Cli.Patching;
using Pintle.Cli.Tests.MachineReadable;
using Pintle.Layer.Audit;
using Pintle.Layer.Definition;
using Pintle.Layer.Patch;
using Pintle.Layer.Pins;
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
    [InlineData("patch --max-start-ratio 0", "Expected --max-start-ratio to be over 0 and up to 100.")]
    public async Task Refuses_what_it_cannot_do_and_changes_nothing(string arguments, string words)
    {
        var before = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "layer", "pins.json"), TestContext.Current.CancellationToken);

        var run = await Run.PintleAsync(arguments.Split(' '));

        Assert.True(run.ExitCode == 2 && run.Output.Length == 0 && run.Messages.Contains(words, StringComparison.Ordinal), run.ToString());
        Assert.Equal(before, await File.ReadAllTextAsync(Path.Combine(Repository.Root, "layer", "pins.json"), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(null, 3, "nothing", " already")]
    [InlineData("8.0.99", 4, "refused", "8.0.99")]
    public async Task Says_by_its_exit_code_and_as_JSON_what_became_of_each_pin(string? onTheFeed, int exitCode, string outcome, string words)
    {
        using var folder = new ScratchFolder();
        var pins = await OwnersPinsAsync(folder, onTheFeed);
        var advisories = folder.Write("releases.json", """{ "channel-version": "8.0", "releases": [ { "runtime": { "version": "8.0.0" } } ] }""");

        var (code, printed) = await Programs.ShellAsync(folder.Path, $"{{0}} patch --json --summary summary.md --advisories {advisories} 2> messages");

        Assert.True(code == exitCode, $"{code}\n{printed}{await File.ReadAllTextAsync(Path.Combine(folder.Path, "messages"), TestContext.Current.CancellationToken)}");
        await JsonSchemas.RequireValidAsync("patch", printed);
        using var json = JsonDocument.Parse(printed);
        var pin = json.RootElement.GetProperty("pins")[0];
        Assert.Equal(("pintle/patch", 1, outcome, "8.0", outcome), (Text(json.RootElement, "schema"), json.RootElement.GetProperty("schemaVersion").GetInt32(), Text(json.RootElement, "outcome"), Text(pin, "pin"), Text(pin, "outcome")));
        Assert.Contains(words, (pin.GetProperty("reason").GetString() ?? "") + pin.GetProperty("staying"), StringComparison.Ordinal);
        Assert.Contains(exitCode == 3 ? "Nothing to patch." : "The pin `8.0` was not moved. ", await File.ReadAllTextAsync(Path.Combine(folder.Path, "summary.md"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(pins, await File.ReadAllTextAsync(Path.Combine(folder.Path, "pintle", "pins.json"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_pin_that_moves_is_described_with_its_layers()
    {
        var layer = await BuiltLayer.GetAsync();
        PackagePin older = new("Some.Package", "10.0.14", "old", "MIT", "https://example.com/"), newer = older with { Version = "10.0.15", Sha512 = "new" };
        var move = new PinMove("10.0", [new PinChange("x64", "frameworks", "core", older, newer)], new Dictionary<string, string> { ["arm64"] = "no source has it" });
        var patched = new PatchedLayer(layer, layer with { ZipSize = 1 }, [new MissedFix("CVE-1", null, "10.0.15")], null, ["It ran."], new ColdStarts(TimeSpan.FromMilliseconds(30), TimeSpan.FromMilliseconds(29), 11, 0.96, 0.9, 1.04));

        var described = new PinPatch("10.0", move, [patched], null).ToJson();

        Assert.Equal(("moved", null, "10.0.14", "10.0.15", "new"), (described.Outcome, described.Reason, described.Packages[0].From, described.Packages[0].To, described.Packages[0].Sha512));
        var one = Assert.Single(described.Layers);
        Assert.Equal((layer.ZipSize, 1, "CVE-1", 29d, 0), (one.ZipBytesBefore, one.ZipBytesAfter, Assert.Single(one.Closed!).Id, one.ColdStarts!.AfterMs, one.Changed.Count));
        Assert.Null(one.Missed);
    }

    [Fact]
    public async Task Starts_on_both_layers_are_compared_up_to_the_first_answer_and_a_slower_layer_is_refused()
    {
        var layer = await BuiltLayer.GetAsync();

        var starts = await SmokeRun.CompareAsync(layer, layer, await PublishedFunctions.OrdersAsync(), TestContext.Current.CancellationToken);

        Assert.NotNull(starts);
        Assert.True(starts is { Runs: 11, Before.Ticks: > 0, After.Ticks: > 0, Low: > 0 } && starts.Low <= starts.Ratio && starts.Ratio <= starts.High, starts.ToString());
        SmokeRun.RequireRatio(starts with { Low = 1.1, Ratio = 1.4 }, 1.1, layer, layer);
        var refused = Assert.Throws<ToolException>(() => SmokeRun.RequireRatio(starts with { Low = 1.12, Ratio = 1.2, High = 1.3 }, 1.1, layer, layer));
        Assert.StartsWith("Expected a start on the new layer to take at most 1.1 times as long as on the old one (--max-start-ratio), found 1.20 (1.12–1.30, 11 pairs). ", refused.Message, StringComparison.Ordinal);
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

    /// <summary>A pin that was refused keeps the others from no pull request, and is no success.</summary>
    [Theory]
    [InlineData(0, 0)]
    [InlineData(3, 0)]
    [InlineData(4, 0)]
    [InlineData(2, 2)]
    public async Task The_workflows_go_on_after_each_outcome_of_patch_and_stop_where_it_could_not_be_tried(int ofPatch, int ofStep)
    {
        foreach (var workflow in (string[])[await File.ReadAllTextAsync(Path.Combine(Folder, "github-patch.yml"), TestContext.Current.CancellationToken), OwnersFiles.Workflow])
        {
            using var runner = new ScratchFolder();
            var stub = runner.Script("pintle/pintle", $"#!/bin/sh\nfor last; do :; done\necho moved > \"$last\"\nexit {ofPatch}\n");
            File.Copy(stub, Path.Combine(runner.Path, "pintle", "dotnet"));
            var environment = new Dictionary<string, string>
            {
                ["RUNNER_TEMP"] = runner.Path,
                ["PATH"] = $"{Path.GetDirectoryName(stub)}:{Environment.GetEnvironmentVariable("PATH")}",
                ["GITHUB_OUTPUT"] = Path.Combine(runner.Path, "output"),
                ["GITHUB_STEP_SUMMARY"] = Path.Combine(runner.Path, "steps"),
            };
            var stream = new YamlStream();
            stream.Load(new StringReader(workflow));
            var steps = ((YamlSequenceNode)stream.Documents[0].RootNode["jobs"]["patch"]["steps"]).Children.Cast<YamlMappingNode>().ToList();
            var patch = steps.Single(step => step.Children.TryGetValue("id", out var id) && id.ToString() == "patch");

            var (exitCode, printed) = await Programs.TryAsync("bash", runner.Path, environment, "-e", "-c", patch["run"].ToString());

            Assert.True(exitCode == ofStep, $"{exitCode}\n{printed}");
            Assert.Equal(($"code={ofPatch}\n", "moved\n"), (await File.ReadAllTextAsync(environment["GITHUB_OUTPUT"], TestContext.Current.CancellationToken), await File.ReadAllTextAsync(environment["GITHUB_STEP_SUMMARY"], TestContext.Current.CancellationToken)));
            Assert.Equal(("steps.patch.outputs.code == '4'", "exit 4"), (steps[^1]["if"].ToString(), steps[^1]["run"].ToString()));
        }
    }

    /// <summary>A tag can be moved to something else.</summary>
    [Fact]
    public void Every_workflow_that_is_shipped_names_actions_by_digest()
    {
        string[] workflows = [.. Directory.GetFiles(Folder, "*.yml").Select(File.ReadAllText), OwnersFiles.Workflow];

        Assert.Equal(3, workflows.Length);
        Assert.All(workflows, workflow =>
        {
            var actions = workflow.Split('\n').Where(line => line.TrimStart(' ', '-').StartsWith("uses:", StringComparison.Ordinal)).ToList();
            Assert.NotEmpty(actions);
            Assert.All(actions, action => Assert.Matches("uses: [A-Za-z-]+/[a-z-]+@[0-9a-f]{40}$", action));
        });
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
        script.Split('\n').Where(line => line.Contains("src/Pintle.Cli -- ", StringComparison.Ordinal)).Select(line => line.Split("src/Pintle.Cli -- ")[1].Split(" || ")[0].Trim());

    private static void AssertParse(string[] commands)
    {
        Assert.NotEmpty(commands);
        Assert.All(commands, command => Assert.Empty(CommandLine.Root(Terminal.OfProcess()).Parse(command.Split(' ')).Errors));
        Assert.NotEmpty(CommandLine.Root(Terminal.OfProcess()).Parse(["patch", "--no-such-option"]).Errors);
    }

    private static string? Text(JsonElement element, string member) => element.GetProperty(member).GetString();

    /// <summary>One pin of the repository's, and a feed that has its version, or a later one, of all of its packages, which nobody signed.</summary>
    private static async Task<string> OwnersPinsAsync(ScratchFolder folder, string? onTheFeed)
    {
        var all = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "layer", "pins.json"), TestContext.Current.CancellationToken))!.AsObject();
        var text = new JsonObject { ["format"] = all["format"]!.DeepClone(), ["default"] = "8.0", ["pins"] = new JsonObject { ["8.0"] = all["pins"]!["8.0"]!.DeepClone() } }.ToJsonString();
        _ = folder.Write("pintle/pins.json", text);
        _ = folder.Write("nuget.config", "<configuration><packageSources><clear /><add key=\"here\" value=\"feed\" /></packageSources></configuration>");
        var feed = Directory.CreateDirectory(Path.Combine(folder.Path, "feed")).FullName;
        var version = onTheFeed ?? all["pins"]!["8.0"]!["x64"]!["frameworks"]!["core"]!["version"]!.GetValue<string>();
        foreach (var id in Ids().Matches(text).Select(match => match.Groups[1].Value).Distinct())
        {
            await using var package = await ZipFile.OpenAsync(Path.Combine(feed, $"{id}.{version}.nupkg"), ZipArchiveMode.Create, TestContext.Current.CancellationToken);
            await using var about = await package.CreateEntry($"{id}.nuspec").OpenAsync(TestContext.Current.CancellationToken);
            await about.WriteAsync(Encoding.UTF8.GetBytes($"<package><metadata><id>{id}</id><version>{version}</version><authors>nobody</authors><description>A package of a test.</description></metadata></package>"), TestContext.Current.CancellationToken);
        }

        return text;
    }

    [GeneratedRegex("\"id\": ?\"([^\"]+)\"")]
    private static partial Regex Ids();
}
