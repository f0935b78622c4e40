using System.Text.Json;
using Pintle.TestSupport;

namespace Pintle.Cli.Tests;

/// <summary>The release metadata here is made up, in the documented shape: what is audited is the layer that this repository builds, whatever its version.</summary>
public sealed class AuditCommandTests
{
    [Fact]
    public async Task A_layer_behind_a_security_release_is_exit_code_2_and_names_the_vulnerability()
    {
        var layer = await BuiltLayer.GetAsync();
        using var folder = new ScratchFolder();
        var advisories = await WriteAsync(folder, layer.Manifest.Dotnet, fixedIn: "10.0.99");

        var zip = await Run.PintleAsync("audit", layer.ZipPath, "--advisories", advisories, "--json");
        var unpacked = await Run.PintleAsync("audit", layer.Directory, "--advisories", advisories);
        var page = await Run.PintleAsync("audit", layer.ZipPath, "--advisories", advisories, "--report", "md");

        using var json = JsonDocument.Parse(zip.Output);
        var dotnet = json.RootElement.GetProperty("components")[0];
        Assert.Equal("CVE-0000-1234", dotnet.GetProperty("missed")[0].GetProperty("id").GetString());
        Assert.Equal("10.0.99", dotnet.GetProperty("latest").GetString());
        Assert.All((Run[])[zip, unpacked, page], run => Assert.True(run.ExitCode == 2 && run.Output.Contains("CVE-0000-1234", StringComparison.Ordinal), run.ToString()));
    }

    [Fact]
    public async Task The_newest_release_is_exit_code_0_unless_the_bootstraps_runtime_is_behind()
    {
        var layer = await BuiltLayer.GetAsync();
        using var folder = new ScratchFolder();
        var advisories = await WriteAsync(folder, layer.Manifest.Dotnet, fixedIn: null);

        var run = await Run.PintleAsync("audit", layer.ZipPath, "--advisories", advisories, "--json");

        using var json = JsonDocument.Parse(run.Output);
        Assert.Equal("current", json.RootElement.GetProperty("components")[0].GetProperty("standing").GetString());
        var bootstrapIsCurrent = layer.Manifest.Bootstrap.NativeAot.All(package => package.Version == layer.Manifest.Dotnet);
        Assert.True(run.ExitCode == (bootstrapIsCurrent ? 0 : 1), run.ToString());
    }

    [Theory]
    [InlineData("/no/such/layer.zip", "/no/such/layer.zip")]
    public async Task What_cannot_be_read_is_exit_code_3(string layer, string named)
    {
        using var folder = new ScratchFolder();

        var run = await Run.PintleAsync("audit", layer, "--advisories", await WriteAsync(folder, "10.0.14", null));

        Assert.True(run.ExitCode == 3 && run.Output.Length == 0 && run.Messages.Contains(named, StringComparison.Ordinal), run.ToString());
    }

    private static async Task<string> WriteAsync(ScratchFolder folder, string installed, string? fixedIn)
    {
        var newer = fixedIn is null ? "" : $$""", { "release-date": "2026-12-01", "security": true, "cve-list": [ { "cve-id": "CVE-0000-1234" } ], "runtime": { "version": "{{fixedIn}}" } }""";
        var path = Path.Combine(folder.Path, "releases.json");
        await File.WriteAllTextAsync(
            path,
            $$"""{ "channel-version": "10.0", "eol-date": "2999-01-01", "releases": [ { "release-date": "2026-11-01", "security": false, "runtime": { "version": "{{installed}}" } }{{newer}} ] }""",
            TestContext.Current.CancellationToken);
        return path;
    }
}
