using Pintle.Layer.Definition;
using Pintle.Layer.Output;
using Pintle.Layer.Packages;
using Pintle.Layer.Tree;

namespace Pintle.Layer.Inputs;

/// <summary>
/// Builds the bootstrap and the host from the sources of a repository, with the .NET SDK and a C compiler. It leaves alone what an IDE or <c>dotnet build</c> made.
/// </summary>
public sealed class RepositoryInputs : IBuildInputs
{
    private const string Configuration = "Release";

    /// <summary>On a slow machine the .NET SDK's first restore and NativeAOT's link both take long. Chosen, not measured, as is the next: both limits only end a process that hangs.</summary>
    private static readonly TimeSpan CompileLimit = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan AskLimit = TimeSpan.FromSeconds(60);

    private static readonly string[] SourceFolders =
        ["src/Contracts/Amazon.Lambda.Core", "src/Contracts/Amazon.Lambda.RuntimeSupport", "src/Pintle.AwsEngine", "src/Pintle.Bootstrap", "src/Pintle.Host", "src/Pintle.RuntimeApi", "src/Shared"];

    private readonly string _root;
    private readonly string _searchPath;
    private readonly PinFile? _pins;

    /// <param name="root">The repository's root folder.</param>
    /// <param name="pins">Other pins than the repository's.</param>
    public RepositoryInputs(string root, PinFile? pins = null)
        : this(root, Environment.GetEnvironmentVariable("PATH") ?? "") => _pins = pins;

    /// <param name="searchPath">Where the C compiler is looked for, in PATH's form.</param>
    internal RepositoryInputs(string root, string searchPath)
    {
        _root = Path.GetFullPath(root);
        _searchPath = searchPath;
    }

    /// <summary>The nearest folder upwards that is the root of this repository, or <c>null</c>.</summary>
    public static string? FindRoot(string folder)
    {
        for (DirectoryInfo? at = new(Path.GetFullPath(folder)); at is not null; at = at.Parent)
        {
            if (IsRoot(at.FullName))
                return at.FullName;
        }

        return null;
    }

    /// <summary>Whether a folder is the root of this repository.</summary>
    public static bool IsRoot(string folder) => File.Exists(Path.Combine(folder, "layer", "pins.json")) && Directory.Exists(Path.Combine(folder, "src", "Pintle.Bootstrap"));

    /// <summary>Where builds from that repository keep the framework's compiled assemblies.</summary>
    public static string CompiledFolder(string root) => Path.Combine(root, "artifacts", "layer-build", "compiled");

    /// <summary>A tree for each processor, so that a build here, one for another processor and a <c>dotnet build</c> at the same time do not write the same files.</summary>
    private string BuildFolder(LayerArchitecture architecture) => Path.Combine(_root, "artifacts", "layer-build", architecture.Rid());

    /// <summary>One tree for all processors: the path is in what the compiler writes, and the host of each layer must be the same.</summary>
    private string ManagedFolder => Path.Combine(_root, "artifacts", "layer-build", "managed");

    public async Task<string> FingerprintAsync(LayerArchitecture architecture, CancellationToken cancellationToken) =>
        Fingerprint(architecture, await ToolchainAsync(FindCompiler(architecture), cancellationToken).ConfigureAwait(false), Pins(architecture));

    public async Task<BuildInputs> PrepareAsync(LayerArchitecture architecture, IProgress<BuildStep>? progress, CancellationToken cancellationToken)
    {
        var compiler = FindCompiler(architecture);
        var toolchain = await ToolchainAsync(compiler, cancellationToken).ConfigureAwait(false);
        var pins = Pins(architecture);
        var fingerprint = Fingerprint(architecture, toolchain, pins);
        var folder = BuildFolder(architecture);
        using var held = await FolderLock.TakeAsync(
            folder,
            () => progress?.Report(new BuildStep(BuildStage.Waiting, "waiting for another build of the bootstrap and the host")),
            cancellationToken).ConfigureAwait(false);

        var built = new BuiltFiles(folder, ManagedFolder, architecture);
        if (!built.AreOf(fingerprint))
        {
            built.Forget();
            await pins.FetchAsync(PackageStore.ForFolder(_root), progress, cancellationToken).ConfigureAwait(false);
            progress?.Report(new BuildStep(BuildStage.Inputs, $"compiling the bootstrap with {toolchain.Compiler} and NativeAOT {pins.Version}"));
            _ = await DotnetAsync(
                [
                    "publish", "src/Pintle.Bootstrap", "-r", architecture.Rid(), $"-p:CppCompilerAndLinker={compiler.Name}", $"-p:ObjCopyName={compiler.ObjCopy}",
                    $"-p:NativeAotVersion={pins.Version}", .. Unlocked(folder),
                ],
                folder, cancellationToken).ConfigureAwait(false);
            progress?.Report(new BuildStep(BuildStage.Inputs, "compiling the host"));
            using var managed = await FolderLock.TakeAsync(ManagedFolder, () => { }, cancellationToken).ConfigureAwait(false);
            _ = await DotnetAsync(["build", "src/Pintle.Host"], ManagedFolder, cancellationToken).ConfigureAwait(false);
            _ = await DotnetAsync(["build", "src/Pintle.AwsEngine"], ManagedFolder, cancellationToken).ConfigureAwait(false);
            await built.RememberAsync(fingerprint, cancellationToken).ConfigureAwait(false);
        }

        var nativeAot = pins.Compare(NativeAotPackages.Read(built.BootstrapAssets, architecture));
        return new BuildInputs(built.Bootstrap, built.Hosts, [built.Contract], built.Engine, Path.Combine(_root, "LICENSE"), toolchain, nativeAot);
    }

    private BootstrapPins Pins(LayerArchitecture architecture) => BootstrapPins.Of(_pins ?? LayerDefinition.Load(Path.Combine(_root, "layer")).Pins, architecture);

    /// <summary>The lock files hold the SDK's versions; here the pins are the lock. NuGet is told to look for a lock file where there is none.</summary>
    private static string[] Unlocked(string folder) =>
        ["-p:RestorePackagesWithLockFile=false", "-p:RestoreLockedMode=false", $"-p:NuGetLockFilePath={Path.Combine(folder, "none", "packages.lock.json")}"];

    private NativeCompiler FindCompiler(LayerArchitecture architecture)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new LayerException(
                LayerFault.RequestInvalid,
                $"A repository builds the bootstrap on Linux; asked for {architecture.Rid()} elsewhere. Use the packed tool, "
                + "which brings finished bootstraps.");
        }

        return NativeCompiler.Find(_searchPath, architecture);
    }

    private async Task<Toolchain> ToolchainAsync(NativeCompiler compiler, CancellationToken cancellationToken) => new(
        (await ChildProcess.RunAsync(DotnetProgram.Path, ["--version"], _root, AskLimit, cancellationToken).ConfigureAwait(false)).Trim(),
        await compiler.DescribeAsync(_root, cancellationToken).ConfigureAwait(false),
        await compiler.DescribeLinkerAsync(_root, cancellationToken).ConfigureAwait(false));

    private string Fingerprint(LayerArchitecture architecture, Toolchain toolchain, BootstrapPins pins)
    {
        using var fingerprint = new SourceFingerprint();
        _ = fingerprint.Add("rid", architecture.Rid()).Add("sdk", toolchain.Sdk).Add("compiler", toolchain.Compiler).Add("linker", toolchain.Linker).Add("pins", pins.ToString())
            .AddMatching(_root, ".", "*.props", "*.targets", "global.json", ".editorconfig", "nuget.config", "NuGet.config", "NuGet.Config", "LICENSE")
            .AddMatching(_root, "src", "*.props", "*.targets", ".editorconfig");
        foreach (var folder in SourceFolders)
            _ = fingerprint.AddFolder(_root, folder);
        return fingerprint.Finish();
    }

    /// <summary>A compiler that stays running is used only where the environment says so, as in CI, which ends it.</summary>
    private static string[] LeaveNothingRunning() =>
        Environment.GetEnvironmentVariable("UseSharedCompilation") is null ? ["-nodeReuse:false", "-p:UseSharedCompilation=false"] : ["-nodeReuse:false"];

    private Task<string> DotnetAsync(string[] command, string folder, CancellationToken cancellationToken) => ChildProcess.RunAsync(
        DotnetProgram.Path,
        [.. command, "-c", Configuration, $"-p:ArtifactsPath={folder}", "-p:RunAnalyzers=false", .. LeaveNothingRunning(), "-tl:off", "-v:minimal"],
        _root,
        CompileLimit,
        cancellationToken);
}
