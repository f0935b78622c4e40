using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Pintle.TestSupport;

namespace Pintle.Cli.Tests;

/// <summary>An owner's pins as hands, merges and other versions leave them: each command says the file, the place and the remedy, and changes nothing.</summary>
public sealed class BrokenPinsTests : IDisposable
{
    private readonly ScratchFolder _scratch = new();

    [Theory]
    [InlineData("of a newer format", "pintle/pins.json, at $.format: expected 1, found 2. Use the Pintle version that wrote this file.")]
    [InlineData("with a comma too many", "pintle/pins.json is not JSON that Pintle reads: The JSON object contains a trailing comma at the end. Line 5, byte 1. Correct the file.")]
    [InlineData("with a digest cut short", "pintle/pins.json, at $.pins['8.0'].x64.frameworks.core.sha512: expected the SHA-512 of the .nupkg in base64 (88 characters), found \"abc\". Compute it from a package whose signature was verified.")]
    [InlineData("with conflict markers", "Expected pintle/pins.json to be settled after a merge, but line 2 has a conflict marker. Keep one side's lines and remove the markers.")]
    [InlineData("with two pins of one name", "pintle/pins.json is not JSON that Pintle reads: \"8.0\" is twice in one object. Line 6, byte 1. Correct the file.")]
    public async Task That_cannot_be_read_are_refused_by_every_command(string how, string said)
    {
        var text = Broken(how);
        _ = _scratch.Write("pintle/pins.json", text);
        _ = _scratch.Write("pintle/layers.yaml", "layers:\n  - name: jobs\n    pin: \"8.0\"\n");

        foreach (var command in (string[])["build", "pin", "pin --latest 8.0", "patch"])
        {
            var (exitCode, printed) = await Programs.ShellAsync(_scratch.Path, "{0} " + command);

            Assert.True(exitCode == 2 && printed.Contains(said, StringComparison.Ordinal) && !printed.Contains("   at ", StringComparison.Ordinal), $"{command} ended with {exitCode}:\n{printed}");
        }

        Assert.Equal(text, await File.ReadAllTextAsync(Path.Combine(_scratch.Path, "pintle", "pins.json"), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("without a compiler", "x64", "The pin \"8.0\" of pintle/pins.json has no crossgen2 that runs on linux-x64 in x64.compilers; it has none: pin the framework's version again with pintle pin, which adds it.")]
    [InlineData("as it was", "arm64", "The pin \"8.0\" of pintle/pins.json has no packages for arm64; it has x64. Pin them where a source has them (pintle pin), or ask for another architecture.")]
    [InlineData("of a .NET without a host", "x64", "Expected the pin \"8.0\" of pintle/pins.json to be of .NET 8 or later, which the host is compiled for, found Microsoft.NETCore.App.Runtime.linux-x64 7.0.20. Pin a later version.")]
    public async Task Of_which_no_layer_can_be_built_are_refused_by_build(string how, string processor, string said)
    {
        _ = _scratch.Write("pintle/pins.json", Broken(how));
        _ = _scratch.Write("pintle/layers.yaml", $"layers:\n  - name: jobs\n    pin: \"8.0\"\n    architecture: {processor}\n");

        var (exitCode, printed) = await Programs.ShellAsync(_scratch.Path, "{0} build");

        Assert.True(exitCode == 2 && printed.Contains(said, StringComparison.Ordinal), $"{exitCode}\n{printed}");
        Assert.False(Directory.Exists(Path.Combine(_scratch.Path, "pintle", "layers")), printed);
    }

    public void Dispose() => _scratch.Dispose();

    /// <summary>The repository's pin of .NET 8, broken in one way.</summary>
    private static string Broken(string how)
    {
        var all = JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Root, "layer", "pins.json")))!;
        var pin = all["pins"]!["8.0"]!.AsObject();
        _ = pin.Remove("previous");
        if (how == "without a compiler")
            pin["x64"]!["compilers"] = new JsonObject();
        if (how == "with a digest cut short")
            pin["x64"]!["frameworks"]!["core"]!["sha512"] = "abc";
        var text = pin.ToJsonString();
        if (how == "of a .NET without a host")
            text = Regex.Replace(text, "\"version\":\"[^\"]+\"", "\"version\":\"7.0.20\"");
        return how switch
        {
            "of a newer format" => $"{{\n\"format\": 2,\n\"default\": \"8.0\",\n\"pins\": {{ \"8.0\": {text} }}\n}}\n",
            "with a comma too many" => $"{{\n\"format\": 1,\n\"default\": \"8.0\",\n\"pins\": {{ \"8.0\": {text} }},\n}}\n",
            "with conflict markers" => $"{{\n<<<<<<< HEAD\n\"format\": 1,\n=======\n\"format\": 1,\n>>>>>>> patch\n\"default\": \"8.0\",\n\"pins\": {{ \"8.0\": {text} }}\n}}\n",
            "with two pins of one name" => $"{{\n\"format\": 1,\n\"default\": \"8.0\",\n\"pins\": {{\n\"8.0\": {text},\n\"8.0\": {text} }}\n}}\n",
            _ => $"{{\n\"format\": 1,\n\"default\": \"8.0\",\n\"pins\": {{ \"8.0\": {text} }}\n}}\n",
        };
    }
}
