using System.Collections.Concurrent;
using System.Diagnostics;
using Pintle.Layer;
using Pintle.Layer.Definition;

namespace Pintle.TestSupport;

/// <summary>The sample and the test functions, published as users publish, each once for a test run. A lock file keeps several test processes out of each other's way.</summary>
public static class PublishedFunctions
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(50);
    private static readonly ConcurrentDictionary<string, Lazy<Task<string>>> Published = new();

    public static Task<string> OrdersAsync() => GetAsync("layer/samples/Orders");

    /// <param name="name">A folder of tests/Functions.</param>
    public static Task<string> TestFunctionAsync(string name) => GetAsync($"tests/Functions/{name}");

    /// <param name="project">A project's folder, below the repository.</param>
    /// <param name="variant">What to call this publish beside the plain one.</param>
    /// <param name="arguments">More for the command line of dotnet publish.</param>
    public static Task<string> GetAsync(string project, string variant = "", params string[] arguments) =>
        Repository.Pin is { } pin ? PublishOnceAsync(project, $"{variant}-net{Channel(pin)}", [.. arguments, .. For(pin)]) : PublishOnceAsync(project, variant, arguments);

    private static Task<string> PublishOnceAsync(string project, string variant, string[] arguments) =>
        Published.GetOrAdd(project + variant, _ => new Lazy<Task<string>>(() => PublishAsync(project, variant, arguments))).Value;

    /// <summary>Compiled for the .NET of another pin than the default one.</summary>
    public static Task<string> ForAsync(string pin, string project) => PublishOnceAsync(project, $"-net{Channel(pin)}", For(pin));

    // All versions in every restore: the projects that it refers to share the files of one restore.
    private static string[] For(string pin) =>
    [
        "-f", $"net{Channel(pin)}", "-p:LangVersion=14.0", "-p:UseAppHost=false", .. Dotnet(pin).Major > Environment.Version.Major
            ? (string[])[$"-p:TargetFrameworks=net8.0%3Bnet9.0%3Bnet10.0%3Bnet{Channel(pin)}", $"-p:LaterDotnetVersion={Dotnet(pin)}", $"-p:NETCoreSdkBundledVersionsProps={Path.Combine(Repository.Root, "tests", "LaterDotnet.props")}"]
            : ["-p:TargetFrameworks=net8.0%3Bnet9.0"],
    ];

    private static string Channel(string pin) => Dotnet(pin).ToString(2);

    private static Version Dotnet(string pin) => Version.Parse(LayerDefinition.Load(Path.Combine(Repository.Root, "layer")).Pins.Find(pin).For(LayerArchitecture.X64).Frameworks["core"].Version);

    private static async Task<string> PublishAsync(string project, string variant, string[] arguments)
    {
        var output = Path.Combine(Repository.Functions, Path.GetFileName(project) + variant);
        _ = Directory.CreateDirectory(Path.GetDirectoryName(output)!);
        using var held = await LockAsync(Path.Combine(Repository.Functions, ".lock")).ConfigureAwait(false);

        // One MSBuild process and no analysis, which the build of the solution has done: a third of the processor time.
        // A tree of its own for intermediate files: the test run's build must not be written to while tests run, nor may one variant be taken for another.
        var build = Path.Combine(Repository.Functions, ".build" + variant);
        // A variant restores for other targets than the lock files beside the projects, which must stay as they are: NuGet is told to look where there is none.
        string[] unlocked = variant.Length > 0 ? ["-p:RestorePackagesWithLockFile=false", "-p:RestoreLockedMode=false", $"-p:NuGetLockFilePath={Path.Combine(build, "none", "packages.lock.json")}"] : [];
        var start = new ProcessStartInfo("dotnet",
            ["publish", Path.Combine(Repository.Root, project), "-c", "Release", "-o", output, $"-p:ArtifactsPath={build}", "--nologo", "-v", "quiet", "-tl:off", "-m:1", "-nodeReuse:false", "-p:RunAnalyzers=false", .. unlocked, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Repository.Root,
        };
        foreach (var name in (string[])["MSBUILD_EXE_PATH", "MSBuildSDKsPath", "MSBuildExtensionsPath"])
            _ = start.Environment.Remove(name);
        using var process = Process.Start(start)!;
        var printed = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            await process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"dotnet publish {project} did not end within {Limit}.");
        }
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"dotnet publish {project} ended with {process.ExitCode}:\n{await printed.ConfigureAwait(false)}{await errors.ConfigureAwait(false)}");
    }

    private static async Task<FileStream> LockAsync(string path)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (!limit.IsCancellationRequested)
            {
                // Another process of this test run publishes; there is no event to wait for on a lock file.
                await Task.Delay(TimeSpan.FromMilliseconds(100), limit.Token).ConfigureAwait(false);
            }
        }
    }
}
