using System.IO.Compression;
using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using Pintle.Layer.Inputs;
using Pintle.TestSupport;

namespace Pintle.Cli.Tests;

/// <summary>The tool as its users get it: packed, installed, run outside the repository.</summary>
public sealed class PackedToolTests
{
    /// <summary>From an empty folder to a patched layer, as README.md says it, with pins of one's own that are at the release before the newest.</summary>
    [Fact]
    public async Task Goes_from_an_empty_folder_to_a_patched_layer_of_the_repositorys_bytes_without_sources_or_a_compiler()
    {
        // The tool carries the bootstraps of both processors.
        RequiredTools.RequireArm64Compiler();
        using var scratch = new ScratchFolder();
        var layer = await BuiltLayer.GetAsync();
        var function = await PublishedFunctions.OrdersAsync();
        var order = scratch.Write("order.json", """{"id":"a1","quantity":3,"price":9.5}""");
        var pintle = await PackedTool.InstallAsync(scratch);
        var (newest, before) = (layer.Manifest.Dotnet, Previous());
        var owner = Directory.CreateDirectory(Path.Combine(scratch.Path, "company")).FullName;
        // What the repository's own build compiled of the newest is taken; the rebuild that proves the layer compiles it again.
        var data = Path.Combine(scratch.Path, "data");
        _ = Directory.CreateDirectory(Path.Combine(data, "pintle"));
        _ = Directory.CreateSymbolicLink(Path.Combine(data, "pintle", "compiled"), Directory.CreateDirectory(RepositoryInputs.CompiledFolder(Repository.Root)).FullName);
        var environment = new Dictionary<string, string> { ["XDG_DATA_HOME"] = data };

        var pins = await Programs.RunAsync(pintle, owner, environment, "init", "--dotnet", before);
        // Below the folder: the pins are those of the nearest one upwards.
        var below = Directory.CreateDirectory(Path.Combine(owner, "functions")).FullName;
        var listed = await Programs.RunAsync(pintle, below, environment, "pin");
        var first = await Programs.RunAsync(pintle, below, environment, "build");
        var invoked = await Programs.RunAsync(pintle, below, environment, "invoke", "--function", function, "--handler", "Orders::Orders.Function::Place", "--event", order);
        var (audit, standing) = await Programs.TryAsync(pintle, below, environment, "audit", first.TrimEnd(), "--advisories", await AuditCommandTests.WriteAsync(scratch, before, fixedIn: newest));
        _ = await Programs.RunAsync(pintle, below, environment, "pin", newest);
        var back = await Programs.RunAsync(pintle, below, environment, "pin", "--back");
        // What was moved and taken back is no other layer.
        var again = await Programs.RunAsync(pintle, below, environment, "build", "--json");
        var patched = await Programs.RunAsync(pintle, below, environment, "patch", "--max-start-ratio", "100");
        var zip = Path.Combine(owner, "pintle", "layers", Path.GetFileName(layer.ZipPath));
        _ = await Programs.RunAsync(pintle, below, environment, "build");
        _ = await Programs.RunAsync(pintle, below, environment, "verify", zip, "--rebuild");
        var (nothing, _) = await Programs.TryAsync(pintle, below, environment, "patch");

        Assert.Equal(Path.Combine(owner, "pintle", "pins.json"), pins.TrimEnd());
        Assert.StartsWith($"10.0 (default) x64: .NET {before}\n10.0 (default) x64: .NET {newest}", listed, StringComparison.Ordinal);
        Assert.Equal(Path.Combine(owner, "pintle", "layers", Path.GetFileName(layer.ZipPath).Replace(newest, before, StringComparison.Ordinal)), first.TrimEnd());
        Assert.Contains("""{"id":"a1","total":28.5}""", invoked, StringComparison.Ordinal);
        Assert.True(audit == 2 && standing.Contains("CVE-0000-1234", StringComparison.Ordinal), $"{audit}\n{standing}");
        Assert.Contains($"{newest} -> {before}", back, StringComparison.Ordinal);
        Assert.Contains("\"upToDate\": true", again, StringComparison.Ordinal);
        Assert.Contains(newest, patched, StringComparison.Ordinal);
        Assert.Equal(Entries(layer.ZipPath), Entries(zip));
        Assert.True(File.ReadAllBytes(layer.ZipPath).AsSpan().SequenceEqual(File.ReadAllBytes(zip)), $"Expected {zip} to have the bytes of {layer.ZipPath}.");
        Assert.Equal(3, nothing);
    }

    /// <summary>The host is another one for each major version, and one for .NET 10 runs on the later ones.</summary>
    [Fact]
    public async Task Builds_layers_of_other_major_versions_and_another_user_runs_functions_on_them()
    {
        RequiredTools.RequireArm64Compiler();
        using var scratch = new ScratchFolder();
        var function = await PublishedFunctions.OrdersAsync();
        var order = scratch.Write("order.json", """{"id":"a1","quantity":3,"price":9.5}""");
        var pintle = await PackedTool.InstallAsync(scratch);
        var owner = Directory.CreateDirectory(Path.Combine(scratch.Path, "company")).FullName;

        // Elsewhere the tool's own pins count.
        var earlier = await Programs.RunAsync(pintle, scratch.Path, "build", "--pin", "8.0", "--no-precompile", "--output", "layers");
        _ = await Programs.RunAsync(pintle, owner, "init", "--dotnet", "11.0");
        var later = await Programs.RunAsync(pintle, owner, "build", "--no-precompile");
        _ = await Programs.RunAsync(pintle, owner, "verify", later.TrimEnd(), "--rebuild");
        var dotnet = (string)JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(owner, "pintle", "pins.json"), TestContext.Current.CancellationToken))!["pins"]!["11.0"]!["x64"]!["frameworks"]!["core"]!["version"]!;
        var advisories = scratch.Write("releases-11.0.json", $$"""
            { "channel-version": "11.0", "eol-date": "2999-01-01", "releases": [ { "runtime": { "version": "{{dotnet}}" } },
              { "release-date": "2026-12-08", "security": true, "cve-list": [ { "cve-id": "CVE-0000-1111" } ], "runtime": { "version": "11.0.99" } } ] }
            """);
        var (audit, standing) = await Programs.TryAsync(pintle, owner, new Dictionary<string, string>(), "audit", later.TrimEnd(), "--advisories", advisories);
        var (patch, nothing) = await Programs.TryAsync(pintle, owner, new Dictionary<string, string>(), "patch", "--advisories", advisories);
        var (exitCode, printed) = await Programs.TryAsync(pintle, owner, new Dictionary<string, string>(), "invoke", "--layer", later.TrimEnd(), "--function", function, "--handler", "Orders::Orders.Function::Place", "--event", order, "--env", "DOTNET_ROLL_FORWARD=Major");

        Assert.Equal(Entries((await BuiltLayer.GetAsync("8.0")).ZipPath).Single(IsHost), Entries(earlier.TrimEnd()).Single(IsHost));
        Assert.NotEqual(Entries(later.TrimEnd()).Single(IsHost), Entries(earlier.TrimEnd()).Single(IsHost));
        Assert.True(exitCode == 0 && printed.Contains("""{"id":"a1","total":28.5}""", StringComparison.Ordinal), printed);
        Assert.True(audit == 2 && standing.Contains("CVE-0000-1111", StringComparison.Ordinal), $"{audit}\n{standing}");
        // init took the newest, so there is neither a move nor a way back, which the other user asks for.
        Assert.True(patch == 3 && nothing.Contains("already", StringComparison.Ordinal), $"{patch}\n{nothing}");
        if (OperatingSystem.IsLinux() && Environment.UserName == "root")
            await AsAnotherUserAsync(scratch, pintle, owner, later.TrimEnd());
    }

    /// <summary>Who may not write there finds the layer done, and is told in one sentence what a build would need.</summary>
    [SupportedOSPlatform("linux")]
    private static async Task AsAnotherUserAsync(ScratchFolder scratch, string pintle, string owner, string zip)
    {
        foreach (var folder in (string[])[scratch.Path, owner])
            File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
        var home = Directory.CreateDirectory(Path.Combine(scratch.Path, "home")).FullName;
        File.SetUnixFileMode(home, (UnixFileMode)0b111_111_111);
        var setpriv = RequiredTools.Find("setpriv", "util-linux");
        var environment = new Dictionary<string, string> { ["HOME"] = home, ["NUGET_PACKAGES"] = Path.Combine(home, "packages"), ["DOTNET_CLI_HOME"] = home };
        string[] other = ["--reuid", "65534", "--regid", "65534", "--clear-groups", pintle];

        var (done, found) = await Programs.TryAsync(setpriv, owner, environment, [.. other, "build", "--no-precompile"]);
        var (refused, why) = await Programs.TryAsync(setpriv, owner, environment, [.. other, "build", "--no-precompile", "--keep", "createdump"]);
        var (moved, how) = await Programs.TryAsync(setpriv, owner, environment, [.. other, "pin", "--back"]);

        Assert.True(done == 0 && found.Contains(zip, StringComparison.Ordinal), found);
        Assert.True(refused == 2 && why.Contains("free space or correct its permissions, or choose another with --output", StringComparison.Ordinal), why);
        Assert.True(moved == 2 && how.Contains("There is nothing to go back to", StringComparison.Ordinal), how);
    }

    /// <summary>The release before that of the default pin, as pins.json remembers it.</summary>
    private static string Previous()
    {
        var pins = JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Root, "layer", "pins.json")))!;
        return (string)pins["pins"]![(string)pins["default"]!]!["previous"]!["x64"]!["frameworks"]!["core"]!["version"]!;
    }

    private static bool IsHost(string entry) => entry.StartsWith("pintle/host/Pintle.Host.dll ", StringComparison.Ordinal);

    private static List<string> Entries(string path)
    {
        using var zip = ZipFile.OpenRead(path);
        return [.. zip.Entries.Select(entry => $"{entry.FullName} {entry.Length} {entry.Crc32:x8}")];
    }
}
