using Pintle.TestSupport;

namespace Pintle.Cli.Tests;

/// <summary>The tool as its users get it: packed once, installed into a test's own folder.</summary>
internal static class PackedTool
{
    private static readonly Lazy<Task<string>> Packed = new(async () =>
    {
        var packages = Path.Combine(Repository.Artifacts, "pack-test", "packages");
        _ = await Programs.RunAsync("dotnet", Repository.Root, "pack", "src/Pintle.Cli", "-c", "Release", "-o", packages, $"-p:ArtifactsPath={Path.Combine(Repository.Artifacts, "pack-test")}", "--nologo", "-tl:off", "-nodeReuse:false");
        return packages;
    });

    /// <returns>The program.</returns>
    public static async Task<string> InstallAsync(ScratchFolder scratch)
    {
        // For the installation alone: the packages of the layer come from where a user's come from.
        var feed = scratch.Write("feed/nuget.config", $"<configuration><packageSources><clear /><add key=\"packed\" value=\"{await Packed.Value}\" /></packageSources></configuration>");
        _ = await Programs.RunAsync("dotnet", scratch.Path, "tool", "install", "Pintle", "--tool-path", "tool", "--version", "0.1.0", "--configfile", feed, "--no-cache");
        return Path.Combine(scratch.Path, "tool", "pintle");
    }
}
