using System.IO.Compression;
using System.Text.Json;
using System.Text.RegularExpressions;
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

    [Fact]
    public async Task A_terminal_of_80_columns_holds_every_line_of_the_result_and_the_details_are_there_on_demand()
    {
        var layer = await BuiltLayer.GetAsync();
        using var folder = new ScratchFolder();
        var advisories = await WriteAsync(folder, layer.Manifest.Dotnet, fixedIn: "10.0.99");
        var function = await FunctionAsync(folder);

        var run = await Run.PintleAsync("audit", layer.ZipPath, "--function", function, "--advisories", advisories);
        var detailed = await Run.PintleAsync("audit", layer.ZipPath, "--function", function, "--advisories", advisories, "--details");

        Assert.All(run.Output.Split('\n'), line => Assert.True(line.Length <= 80, run.ToString()));
        Assert.Contains("FIX MISSED  ", run.Output, StringComparison.Ordinal);
        Assert.Contains("Dependency.With.A.Name.That.Is.Far.Longer.Than.What.Is.Left.Of.A.Line", Regex.Replace(run.Output, @"\s", ""), StringComparison.Ordinal);
        Assert.DoesNotContain("/opt/pintle/dotnet", run.Output, StringComparison.Ordinal);
        Assert.StartsWith(run.Output, detailed.Output, StringComparison.Ordinal);
        Assert.Contains("  where: /opt/pintle/dotnet\n  end of support: 2999-01-01\n  missed: CVE-0000-1234, fixed in 10.0.99\n", detailed.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_VEX_is_written_beside_the_zip_where_the_data_tells_and_not_where_it_does_not()
    {
        var layer = await BuiltLayer.GetAsync();
        using var folder = new ScratchFolder();
        var zip = Path.Combine(folder.Path, "layer.zip");
        File.Copy(layer.ZipPath, zip);
        var beside = Path.Combine(folder.Path, "layer.vex.cdx.json");

        var unknown = await Run.PintleAsync("audit", zip, "--advisories", await WriteAsync(folder, "10.0.99", fixedIn: null, first: "10.0.98"), "--vex");
        Assert.True(unknown.ExitCode == 3 && unknown.Messages.Contains("No VEX was written", StringComparison.Ordinal) && !File.Exists(beside), unknown.ToString());
        var known = await Run.PintleAsync("audit", zip, "--advisories", await WriteAsync(folder, layer.Manifest.Dotnet, fixedIn: "10.0.99"), "--vex", "--json");

        Assert.True(known.ExitCode == 2 && known.Messages.Contains($"VEX: {beside}", StringComparison.Ordinal), known.ToString());
        using var vex = JsonDocument.Parse(await File.ReadAllBytesAsync(beside, TestContext.Current.CancellationToken));
        Assert.Equal("CVE-0000-1234", vex.RootElement.GetProperty("vulnerabilities")[0].GetProperty("id").GetString());
        var unpacked = await Run.PintleAsync("audit", layer.Directory, "--vex");
        Assert.True(unpacked.ExitCode == 3 && unpacked.Messages.Contains("Give the zip.", StringComparison.Ordinal), unpacked.ToString());
    }

    /// <summary>A browser's word, at the widths of small phones and of a desk.</summary>
    [Fact]
    public async Task The_page_fits_a_phone()
    {
        var layer = await BuiltLayer.GetAsync();
        using var folder = new ScratchFolder();
        var advisories = await WriteAsync(folder, layer.Manifest.Dotnet, fixedIn: "10.0.99");
        var run = await Run.PintleAsync("audit", layer.ZipPath, "--function", await FunctionAsync(folder), "--advisories", advisories, "--report", "html");

        var widths = await Browser.WidthsAsync(folder.Write("page.html", run.Output), 320, 360, 400, 768, 1200);

        Assert.All(widths, each => Assert.True(each.Content <= each.Window, $"{each.Content} px in a window of {each.Window} px"));
    }

    [Theory]
    [InlineData("/no/such/layer.zip", "/no/such/layer.zip")]
    public async Task What_cannot_be_read_is_exit_code_3(string layer, string named)
    {
        using var folder = new ScratchFolder();

        var run = await Run.PintleAsync("audit", layer, "--advisories", await WriteAsync(folder, "10.0.14", null));

        Assert.True(run.ExitCode == 3 && run.Output.Length == 0 && run.Messages.Contains(named, StringComparison.Ordinal), run.ToString());
    }

    private static async Task<string> FunctionAsync(ScratchFolder folder)
    {
        var path = Path.Combine(folder.Path, "function.zip");
        await using var zip = await ZipFile.OpenAsync(path, ZipArchiveMode.Create, TestContext.Current.CancellationToken);
        await using var entry = await zip.CreateEntry("F.deps.json").OpenAsync(TestContext.Current.CancellationToken);
        await entry.WriteAsync(
            """{ "targets": {}, "libraries": { "Dependency.With.A.Name.That.Is.Far.Longer.Than.What.Is.Left.Of.A.Line/1.0.0-preview.1.26500.1": { "type": "package" } } }"""u8.ToArray(),
            TestContext.Current.CancellationToken);
        return path;
    }

    internal static async Task<string> WriteAsync(ScratchFolder folder, string installed, string? fixedIn, string first = "10.0.0")
    {
        var newer = fixedIn is null ? "" : $$""", { "release-date": "2026-12-01", "security": true, "cve-list": [ { "cve-id": "CVE-0000-1234" } ], "runtime": { "version": "{{fixedIn}}" } }""";
        var path = Path.Combine(folder.Path, "releases.json");
        await File.WriteAllTextAsync(
            path,
            $$"""{ "channel-version": "10.0", "eol-date": "2999-01-01", "releases": [ { "runtime": { "version": "{{first}}" } }, { "release-date": "2026-11-01", "security": false, "runtime": { "version": "{{installed}}" } }{{newer}} ] }""",
            TestContext.Current.CancellationToken);
        return path;
    }
}
