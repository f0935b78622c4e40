using System.IO.Compression;
using Pintle.TestSupport;

namespace Pintle.Cli.Tests;

/// <summary>The tool as its users get it: packed, installed, run outside the repository.</summary>
public sealed class PackedToolTests
{
    [Fact]
    public async Task Builds_the_same_bytes_as_the_repository_from_an_owners_pins_without_sources_or_a_compiler()
    {
        // The tool carries the bootstraps of both processors.
        RequiredTools.RequireArm64Compiler();
        using var scratch = new ScratchFolder();
        var layer = await BuiltLayer.GetAsync();
        var intermediate = Path.Combine(Repository.Artifacts, "pack-test");
        _ = await Programs.RunAsync("dotnet", Repository.Root, "pack", "src/Pintle.Cli", "-c", "Release", "-o", Path.Combine(scratch.Path, "packages"), $"-p:ArtifactsPath={intermediate}", "--nologo", "-tl:off", "-nodeReuse:false");
        // For the installation alone: the packages of the layer come from where a user's come from.
        var feed = scratch.Write("feed/nuget.config", "<configuration><packageSources><clear /><add key=\"packed\" value=\"../packages\" /></packageSources></configuration>");
        _ = await Programs.RunAsync("dotnet", scratch.Path, "tool", "install", "Pintle", "--tool-path", "tool", "--version", "0.1.0", "--configfile", feed, "--no-cache");

        var pintle = Path.Combine(scratch.Path, "tool", "pintle");
        var owner = Directory.CreateDirectory(Path.Combine(scratch.Path, "company")).FullName;
        var pins = await Programs.RunAsync(pintle, owner, "init", "--dotnet", layer.Manifest.Dotnet);
        // Below the folder: the pins are those of the nearest one upwards.
        var below = Directory.CreateDirectory(Path.Combine(owner, "functions")).FullName;
        var listed = await Programs.RunAsync(pintle, below, "pin");
        var printed = await Programs.RunAsync(pintle, below, "build");
        _ = await Programs.RunAsync(pintle, below, "verify", printed.TrimEnd(), "--rebuild");
        // Elsewhere the tool's own count.
        var earlier = await Programs.RunAsync(pintle, scratch.Path, "build", "--pin", "8.0", "--no-precompile", "--output", "layers");

        Assert.Equal(Path.Combine(owner, "pintle", "pins.json"), pins.TrimEnd());
        Assert.StartsWith($"10.0 (default) x64: .NET {layer.Manifest.Dotnet}\n10.0 (default) x64: .NET ", listed, StringComparison.Ordinal);
        var zip = Path.Combine(owner, "pintle", "layers", Path.GetFileName(layer.ZipPath));
        Assert.Equal(zip, printed.TrimEnd());
        Assert.Equal(Entries(layer.ZipPath), Entries(zip));
        Assert.True(File.ReadAllBytes(layer.ZipPath).AsSpan().SequenceEqual(File.ReadAllBytes(zip)), $"Expected {zip} to have the bytes of {layer.ZipPath}.");
        // The host is another one for each major version.
        Assert.Equal(Entries((await BuiltLayer.GetAsync("8.0")).ZipPath).Single(IsHost), Entries(earlier.TrimEnd()).Single(IsHost));
        Assert.NotEqual(Entries(zip).Single(IsHost), Entries(earlier.TrimEnd()).Single(IsHost));
    }

    private static bool IsHost(string entry) => entry.StartsWith("pintle/host/Pintle.Host.dll ", StringComparison.Ordinal);

    private static List<string> Entries(string path)
    {
        using var zip = ZipFile.OpenRead(path);
        return [.. zip.Entries.Select(entry => $"{entry.FullName} {entry.Length} {entry.Crc32:x8}")];
    }
}
