using System.Diagnostics;
using System.IO.Compression;
using Pintle.TestSupport;

namespace Pintle.Cli.Tests;

/// <summary>The tool as its users get it: packed, installed, run outside the repository.</summary>
public sealed class PackedToolTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(8);

    [Fact]
    public async Task Builds_the_same_bytes_as_the_repository_without_sources_or_a_compiler()
    {
        using var scratch = new ScratchFolder();
        var layer = await BuiltLayer.GetAsync();
        var intermediate = Path.Combine(Repository.Artifacts, "pack-test");
        _ = await RunAsync("dotnet", Repository.Root, "pack", "src/Pintle.Cli", "-c", "Release", "-o", Path.Combine(scratch.Path, "packages"), $"-p:ArtifactsPath={intermediate}", "--nologo", "-tl:off", "-nodeReuse:false");
        _ = scratch.Write("nuget.config", "<configuration><packageSources><clear /><add key=\"packed\" value=\"packages\" /></packageSources></configuration>");
        _ = await RunAsync("dotnet", scratch.Path, "tool", "install", "Pintle", "--tool-path", "tool", "--version", "0.1.0", "--configfile", "nuget.config", "--no-cache");

        var printed = await RunAsync(Path.Combine(scratch.Path, "tool", "pintle"), scratch.Path, "build", "--output", "layers");
        var earlier = await RunAsync(Path.Combine(scratch.Path, "tool", "pintle"), scratch.Path, "build", "--pin", "8.0", "--no-precompile", "--output", "layers");

        var zip = Path.Combine(scratch.Path, "layers", Path.GetFileName(layer.ZipPath));
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

    /// <returns>Standard output.</returns>
    private static async Task<string> RunAsync(string program, string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var name in (string[])["MSBUILD_EXE_PATH", "MSBuildSDKsPath", "MSBuildExtensionsPath"])
            _ = start.Environment.Remove(name);
        // The tool's packages come from where a user's come from; only its own package is looked for in the scratch folder.
        start.Environment["NUGET_PACKAGES"] = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} {string.Join(' ', arguments)} did not end within {Limit}.");
        }
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}:\n{await output}{await errors}");
        return await output;
    }
}
