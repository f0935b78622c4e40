using System.Collections.Concurrent;
using System.Diagnostics;
using System.IO.Compression;
using System.Xml.Linq;
using Pintle.Layer;
using Pintle.Layer.Definition;

namespace Pintle.TestSupport;

/// <summary>
/// The sample and the test functions, published as users publish, each once for a test process, and for all of them where <c>.ci/run</c> gave its run a name: then what is published plainly is published by
/// one MSBuild process, which takes a third of the processor time of one for each. A lock file keeps several test processes out of each other's way.
/// </summary>
public static class PublishedFunctions
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(50);
    private static readonly string? Run = Environment.GetEnvironmentVariable("PINTLE_TEST_RUN") is { Length: > 0 } run ? run : null;
    private static readonly ConcurrentDictionary<string, Lazy<Task<string>>> Published = new();

    /// <summary>Whether functions are compiled for the layer after they are published, as <c>pintle optimize</c> does it: then the same tests show that nothing else changes.</summary>
    private static readonly bool AreBuilt = Environment.GetEnvironmentVariable("PINTLE_TEST_BUILT") is { Length: > 0 };

    public static Task<string> OrdersAsync() => GetAsync("layer/samples/Orders");

    /// <param name="name">A folder of tests/Functions.</param>
    public static Task<string> TestFunctionAsync(string name) => GetAsync($"tests/Functions/{name}");

    /// <param name="project">A project's folder, below the repository.</param>
    /// <param name="variant">What to call this publish beside the plain one.</param>
    /// <param name="arguments">More for the command line of dotnet publish.</param>
    public static Task<string> GetAsync(string project, string variant = "", params string[] arguments) =>
        AreBuilt && variant.Length == 0 && arguments.Length == 0 ? Published.GetOrAdd(project + "-built", _ => new Lazy<Task<string>>(() => BuildAsync(project))).Value
        : Repository.Pin is { } pin ? PublishOnceAsync(project, $"{variant}-net{Channel(pin)}", [.. For(pin, project), .. arguments]) : PublishOnceAsync(project, variant, arguments);

    private static Task<string> PublishOnceAsync(string project, string variant, string[] arguments) =>
        Published.GetOrAdd(project + variant, _ => new Lazy<Task<string>>(() => PublishAsync(project, variant, arguments))).Value;

    /// <summary>Compiled for the .NET of another pin than the default one.</summary>
    public static Task<string> ForAsync(string pin, string project) => PublishOnceAsync(project, $"-net{Channel(pin)}", For(pin, project));

    private static string[] For(string pin, string project)
    {
        var file = Directory.EnumerateFiles(Path.Combine(Repository.Root, project), "*.*proj").Single();
        // All versions in every restore: the projects that it refers to share the files of one restore. One that refers to none is for no earlier .NET than its packages are for.
        var text = File.ReadAllText(file);
        var earlier = text.Contains("<ProjectReference", StringComparison.Ordinal) || text.Contains("Contracts.targets", StringComparison.Ordinal) ? "net8.0%3Bnet9.0%3B" : "";
        return
        [
            "-f", $"net{Channel(pin)}", "-p:UseAppHost=false",
            // F# counts its versions on its own.
            .. Path.GetExtension(file) == ".fsproj" ? (string[])[] : ["-p:LangVersion=14.0"],
            // ASP.NET Core's runtime pack, which nothing here publishes along, is not there for every processor.
            "-p:DisableTransitiveFrameworkReferenceDownloads=true",
            .. Dotnet(pin).Major > Environment.Version.Major
                ? (string[])[$"-p:TargetFrameworks={earlier}net10.0%3Bnet{Channel(pin)}", $"-p:LaterDotnetVersion={Dotnet(pin)}", $"-p:NETCoreSdkBundledVersionsProps={Path.Combine(Repository.Root, "tests", "LaterDotnet.props")}"]
                : ["-p:TargetFrameworks=net8.0%3Bnet9.0"],
        ];
    }

    /// <summary>The .NET that the functions are compiled for: that of the tests, unless the tests run on the pin of another.</summary>
    public static string TargetVersion => Repository.Pin is { } pin ? Channel(pin) : Environment.Version.ToString(2);

    /// <summary>The first number of <see cref="TargetVersion"/>, by which tests know what differs (docs/pins.md).</summary>
    public static int TargetMajor => Version.Parse(TargetVersion).Major;

    private static string Channel(string pin) => Dotnet(pin).ToString(2);

    private static Version Dotnet(string pin) => Version.Parse(LayerDefinition.Load(Path.Combine(Repository.Root, "layer")).Pins.Find(pin).For(LayerArchitecture.X64).Frameworks["core"].Version);

    /// <summary>For the layer of the tests; what cannot be compiled for it (a web application, for a layer without its framework) stays as it is.</summary>
    private static async Task<string> BuildAsync(string project)
    {
        var published = await PublishOnceAsync(project, "", []).ConfigureAwait(false);
        try
        {
            using var scratch = await OptimizedFunctions.CreateAsync((await BuiltLayer.GetAsync().ConfigureAwait(false)).Directory, published).ConfigureAwait(false);
            var folder = published + "-built";
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
            await ZipFile.ExtractToDirectoryAsync(Path.Combine(scratch.Path, "function.zip"), folder).ConfigureAwait(false);
            return folder;
        }
        catch (LayerException fault)
        {
            await Console.Error.WriteLineAsync($"{project} stays as published: {fault.Message}").ConfigureAwait(false);
            return published;
        }
    }

    private static async Task<string> PublishAsync(string project, string variant, string[] arguments)
    {
        var output = Path.Combine(Repository.Functions, Path.GetFileName(project) + variant);
        var published = Note(project, variant);
        _ = Directory.CreateDirectory(Path.GetDirectoryName(published)!);
        using var held = await LockAsync(Path.Combine(Repository.Functions, ".lock")).ConfigureAwait(false);
        if (Run is not null && File.Exists(published) && await File.ReadAllTextAsync(published).ConfigureAwait(false) == Run)
            return output;

        // One MSBuild process and no analysis, which the build of the solution has done: a third of the processor time.
        // A tree of its own for intermediate files: the test run's build must not be written to while tests run, nor may one variant be taken for another.
        var build = Path.Combine(Repository.Functions, ".build" + variant);
        // A variant restores for other targets than the lock files beside the projects, which must stay as they are: NuGet is told to look where there is none.
        string[] unlocked = variant.Length > 0 ? ["-p:RestorePackagesWithLockFile=false", "-p:RestoreLockedMode=false", $"-p:NuGetLockFilePath={Path.Combine(build, "none", "packages.lock.json")}"] : [];
        var plain = Run is not null && variant.Length == 0 && arguments.Length == 0 ? Plain() : [];
        if (plain.Contains(project))
        {
            await PublishAllAsync(plain, build).ConfigureAwait(false);
            // One for a processor of its own is put elsewhere by the SDK.
            if (File.Exists(published))
                return output;
        }

        await DotnetAsync(["publish", Path.Combine(Repository.Root, project), "-c", "Release", "-o", output, $"-p:ArtifactsPath={build}", "--nologo", "-v", "quiet", "-tl:off", "-m:1", "-nodeReuse:false", "-p:RunAnalyzers=false", .. unlocked, .. arguments]).ConfigureAwait(false);
        if (Run is not null)
            await File.WriteAllTextAsync(published, Run).ConfigureAwait(false);
        return output;
    }

    /// <summary>Says in which run a function was published.</summary>
    private static string Note(string project, string variant) => Path.Combine(Repository.Functions, ".run", Path.GetFileName(project) + variant);

    /// <summary>The projects that are published together.</summary>
    private static string[] Plain() =>
        ["layer/samples/Orders", .. Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests", "Functions"), "*.*proj", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Repository.Root, Path.GetDirectoryName(file)!)).Order(StringComparer.Ordinal)];

    /// <summary>Restored as one graph and published to where the SDK puts it, since a folder for each would make the projects that they refer to build once for each.</summary>
    private static async Task PublishAllAsync(string[] projects, string build)
    {
        string[] files = [.. projects.Select(project => Directory.GetFiles(Path.Combine(Repository.Root, project), "*.*proj").Single())];
        var together = Directory.CreateDirectory(Path.Combine(build, "together")).FullName;
        var solution = Path.Combine(together, "Functions.slnx");
        new XElement("Solution", files.Select(file => new XElement("Project", new XAttribute("Path", file)))).Save(solution);
        var all = Path.Combine(together, "Functions.proj");
        // A session of its own: what a restore writes is not there when it evaluates the projects.
        new XElement("Project",
            new XElement("ItemGroup", files.Select(file => new XElement("Function", new XAttribute("Include", file)))),
            new XElement("Target", new XAttribute("Name", "Publish"),
                new XElement("MSBuild", new XAttribute("Projects", solution), new XAttribute("Targets", "Restore"), new XAttribute("Properties", "MSBuildRestoreSessionId=$([System.Guid]::NewGuid())")),
                new XElement("MSBuild", new XAttribute("Projects", "@(Function)"), new XAttribute("Targets", "Publish"), new XAttribute("Properties", "_IsPublishing=true")))).Save(all);
        await DotnetAsync(["msbuild", all, "-t:Publish", "-p:Configuration=Release", $"-p:ArtifactsPath={build}", "-nologo", "-v:quiet", "-tl:off", "-m:1", "-nodeReuse:false", "-p:RunAnalyzers=false"]).ConfigureAwait(false);
        foreach (var (project, file) in projects.Zip(files))
        {
            var output = Path.Combine(Repository.Functions, Path.GetFileName(project));
            var made = Path.Combine(build, "publish", Path.GetFileNameWithoutExtension(file), "release");
            // One says that it is not to be published.
            if (!Directory.Exists(made))
                continue;
            if (Directory.Exists(output))
                Directory.Delete(output, recursive: true);
            Directory.Move(made, output);
            await File.WriteAllTextAsync(Note(project, ""), Run).ConfigureAwait(false);
        }
    }

    private static async Task DotnetAsync(string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments)
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
            throw new TimeoutException($"dotnet {string.Join(' ', arguments)} did not end within {Limit}.");
        }
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"dotnet {string.Join(' ', arguments)} ended with {process.ExitCode}:\n{await printed.ConfigureAwait(false)}{await errors.ConfigureAwait(false)}");
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
