using System.Runtime.InteropServices;

namespace Pintle.TestSupport;

/// <summary>
/// OpenSSL and ICU for arm64, from Debian's packages, which are unpacked below the build's output and not installed: apt works on lists of its own there, and the machine's stay as they are.
/// An arm64 machine has its own.
/// </summary>
public static class Arm64Libraries
{
    private const string Triplet = "usr/lib/aarch64-linux-gnu";
    private const string Debian = "apt dpkg";

    private static readonly string[] Needed = ["libssl.so.3", "libcrypto.so.3", "libicuuc.so.*", "libicui18n.so.*", "libicudata.so.*"];
    private static readonly Lazy<Task<string>> Folder = new(FindAsync);

    /// <summary>The folder with the libraries.</summary>
    /// <exception cref="MissingToolException">This machine is not of Debian's kind, or the packages can't be had.</exception>
    public static Task<string> GetAsync() => Folder.Value;

    private static async Task<string> FindAsync()
    {
        if (RuntimeInformation.OSArchitecture == Architecture.Arm64)
            return "/" + Triplet;

        var root = Path.Combine(Repository.Artifacts, "arm64-libraries");
        var libraries = Path.Combine(root, Triplet);
        _ = Directory.CreateDirectory(root);
        using var held = await ToolRun.LockAsync(Path.Combine(root, ".lock")).ConfigureAwait(false);
        if (Holds(libraries))
            return libraries;

        var log = await DownloadAsync(root, "libssl3", IcuPackage()).ConfigureAwait(false);
        return Holds(libraries) ? libraries : throw new MissingToolException($"Needs {string.Join(", ", Needed)} for arm64, which apt-get download could not fetch into {libraries}. Add the architecture's packages to apt's sources: dpkg --add-architecture arm64; apt-get update. {log.ReplaceLineEndings(" ")}");
    }

    private static bool Holds(string folder) => Directory.Exists(folder) && Needed.All(library => Directory.EnumerateFiles(folder, library).Any());

    /// <summary>The same version of ICU as the machine's own.</summary>
    private static string IcuPackage() => BuiltLayer.IcuFolder is { } own
        ? "libicu" + BuiltLayer.IcuVersion(own).Split('.')[0]
        : throw new MissingToolException("The machine has no ICU whose version could be taken: apt-get install icu-devtools");

    private static async Task<string> DownloadAsync(string root, params string[] packages)
    {
        string[] folders = [.. ((string[])["state/lists/partial", "cache/archives/partial"]).Select(folder => Path.Combine(root, "apt", folder))];
        foreach (var folder in folders)
            _ = Directory.CreateDirectory(folder);
        var status = Path.Combine(root, "apt", "status");
        await File.WriteAllTextAsync(status, "").ConfigureAwait(false);
        string[] own =
        [
            "-o", "APT::Architecture=arm64", "-o", "APT::Architectures=arm64", "-o", $"Dir::State={root}/apt/state", "-o", $"Dir::State::status={status}", "-o", $"Dir::Cache={root}/apt/cache",
            "-o", "APT::Sandbox::User=", "-o", "Acquire::Languages=none", "-o", "Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false",
        ];

        // A source that has nothing for arm64 fails the first command; whether the packages were found is what counts.
        var log = Say(await ToolRun.StartAsync("apt-get", Debian, root, [.. own, "update"]).ConfigureAwait(false));
        log += Say(await ToolRun.StartAsync("apt-get", Debian, root, [.. own, "download", .. packages]).ConfigureAwait(false));
        foreach (var package in Directory.EnumerateFiles(root, "*_arm64.deb"))
            log += Say(await ToolRun.StartAsync("dpkg-deb", Debian, root, "-x", package, root).ConfigureAwait(false));
        return log;
    }

    private static string Say((int ExitCode, string Output, string Errors) run) => run.ExitCode == 0 ? "" : $"{run.Output}{run.Errors}(exit code {run.ExitCode})\n";
}
