using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Pintle.Layer;
using Pintle.Layer.Definition;

namespace Pintle.TestSupport;

/// <summary>The layer of <see cref="Repository.Pin"/>, built once for the whole test run: the builder's own lock and up-to-date check make every process after the first find it finished.</summary>
public static partial class BuiltLayer
{
    private static readonly Lazy<Task<LayerArtifact>> Layer = new(() => BuildAsync(LayerFramework.Core));
    private static readonly Lazy<Task<LayerArtifact>> AspNetLayer = new(() => BuildAsync(LayerFramework.AspNet));
    private static readonly Lazy<Task<LayerArtifact>> Arm64Layer = new(() => BuildAsync(LayerFramework.Core, LayerArchitecture.Arm64));
    private static readonly Lazy<Task<LayerArtifact>> Arm64AspNetLayer = new(() => BuildAsync(LayerFramework.AspNet, LayerArchitecture.Arm64, precompile: false));

    private static readonly ConcurrentDictionary<string, Lazy<Task<LayerArtifact>>> OfPins = new(StringComparer.Ordinal);

    private static readonly Lazy<Task<LayerArtifact>> DebuggerLayer = new(() => LayerBuilder.ForRepository(Repository.Root).BuildAsync(new LayerRequest
    {
        OutputDirectory = Path.Combine(Repository.Artifacts, "layers", "debug"),
        Pin = Repository.Pin,
        Keep = ["debugger"],
        Precompile = false,
    }));

    private static readonly Lazy<Task<LayerArtifact>> BothLayer = new(() => EnginePackages.BuildAsync(LayerEngine.Both, LayerArchitecture.X64));
    private static readonly Lazy<Task<LayerArtifact>> Arm64BothLayer = new(() => EnginePackages.BuildAsync(LayerEngine.Both, LayerArchitecture.Arm64));
    private static readonly Lazy<Task<LayerArtifact>> AwsLayer = new(() => EnginePackages.BuildAsync(LayerEngine.Aws, LayerArchitecture.X64));
    private static readonly Lazy<Task<LayerArtifact>> IcuLayer = new(() => BuildIcuAsync(LayerArchitecture.X64, IcuFolder));
    private static readonly Lazy<Task<LayerArtifact>> Arm64IcuLayer = new(async () => await BuildIcuAsync(LayerArchitecture.Arm64, await Arm64Libraries.GetAsync().ConfigureAwait(false)).ConfigureAwait(false));

    public static Task<LayerArtifact> GetAsync() => Layer.Value;

    public static Task<LayerArtifact> GetAsync(LayerArchitecture processor) => processor == LayerArchitecture.X64 ? GetAsync() : GetArm64Async();

    /// <summary>The same with ASP.NET Core in it.</summary>
    public static Task<LayerArtifact> GetAspNetAsync() => AspNetLayer.Value;

    /// <summary>With the files that a debugger loads, in a folder of its own beside the default one.</summary>
    public static Task<LayerArtifact> GetForDebuggerAsync() => DebuggerLayer.Value;

    /// <summary>With both loops, Amazon's being the repository's stand-in of its packages.</summary>
    public static Task<LayerArtifact> GetBothAsync(LayerArchitecture processor = LayerArchitecture.X64) => processor == LayerArchitecture.X64 ? BothLayer.Value : RequiredTools.BuildToRunOnArm64Async(Arm64BothLayer);

    /// <summary>The same, with Amazon's first.</summary>
    public static Task<LayerArtifact> GetAwsAsync() => AwsLayer.Value;

    /// <summary>A folder with ICU's libraries, from the OS's package; null where it isn't installed.</summary>
    public static string? IcuFolder { get; } = new[] { "/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/lib" }
        .FirstOrDefault(folder => Directory.Exists(folder) && Directory.EnumerateFiles(folder, "libicuuc.so.*.*").Any());

    /// <summary>ICU's three libraries in a folder, by the names that end in their whole version; others there are links to them.</summary>
    public static string[] IcuFiles(string folder) => [.. Directory.EnumerateFiles(folder).Where(file => IcuFile().IsMatch(Path.GetFileName(file)))];

    /// <summary>The version in those names, such as 72.1.</summary>
    public static string IcuVersion(string folder) => IcuFile().Match(Path.GetFileName(IcuFiles(folder)[0])).Groups["version"].Value;

    /// <summary>Where the OS's package tzdata puts its files.</summary>
    public const string ZoneInfoFolder = "/usr/share/zoneinfo";

    /// <summary>With the machine's ICU (for arm64 that of <see cref="Arm64Libraries"/>) and time zones, and without precompiling, which has nothing to do with either and takes long.</summary>
    public static Task<LayerArtifact> GetIcuAsync(LayerArchitecture processor = LayerArchitecture.X64) => processor == LayerArchitecture.X64 ? IcuLayer.Value : RequiredTools.BuildToRunOnArm64Async(Arm64IcuLayer);

    /// <summary>The one for the other processor's functions, cross-built on an x64 machine; to run them, so that a test without an emulator is skipped.</summary>
    public static Task<LayerArtifact> GetArm64Async() => RequiredTools.BuildToRunOnArm64Async(Arm64Layer);

    /// <summary>The same with ASP.NET Core in it, and as the framework's packages have it: compiling it takes 84 s of processor time, and x64's is compiled from the same lists. Another pin than the default one may be without (docs/pins.md): then a test of it is skipped.</summary>
    public static Task<LayerArtifact> GetArm64AspNetAsync() =>
        Repository.Pin is not { } pin || LayerDefinition.Load(Path.Combine(Repository.Root, "layer")).Pins.Find(pin).For(LayerArchitecture.Arm64).Frameworks.ContainsKey("aspnet")
            ? RequiredTools.BuildToRunOnArm64Async(Arm64AspNetLayer)
            : throw new MissingToolException($"Needs ASP.NET Core for arm64 in the pin {pin}, which had no source for it: pintle pin --name {pin} --latest {PublishedFunctions.TargetVersion}, once there is one.");

    /// <summary>The one for arm64 to be looked at, not run.</summary>
    public static Task<LayerArtifact> GetArm64FilesAsync() => RequiredTools.BuildForArm64Async(Arm64Layer);

    /// <summary>Of another pin than the default one. That of 9.0 is as the framework's packages have it: compiling it takes 50 s of processor time, and 8.0's, 10.0's and 11.0's are compiled from the same lists.</summary>
    public static Task<LayerArtifact> GetAsync(string pin) => OfPins.GetOrAdd(pin, name => new Lazy<Task<LayerArtifact>>(() => BuildAsync(LayerFramework.Core, pin: name, precompile: name != "9.0"))).Value;

    private static Task<LayerArtifact> BuildAsync(LayerFramework framework, LayerArchitecture architecture = LayerArchitecture.X64, string? pin = null, bool precompile = true) => LayerBuilder.ForRepository(Repository.Root)
        .BuildAsync(new LayerRequest { OutputDirectory = Path.Combine(Repository.Artifacts, "layers"), Pin = pin ?? Repository.Pin, Framework = framework, Architecture = architecture, Precompile = precompile });

    private static Task<LayerArtifact> BuildIcuAsync(LayerArchitecture architecture, string? icuFolder) => LayerBuilder.ForRepository(Repository.Root).BuildAsync(new LayerRequest
    {
        OutputDirectory = Path.Combine(Repository.Artifacts, "layers"),
        Pin = Repository.Pin,
        Architecture = architecture,
        Globalization = LayerGlobalization.Icu,
        IcuFolder = icuFolder,
        ZoneInfoFolder = ZoneInfoFolder,
        Precompile = false,
    });

    /// <summary>A copy of the unpacked layer that a test may damage. Files are hard links where that is possible: replace one, do not write into it.</summary>
    public static async Task<ScratchFolder> CopyAsync(LayerArchitecture processor = LayerArchitecture.X64)
    {
        var layer = await GetAsync(processor).ConfigureAwait(false);
        var scratch = new ScratchFolder();
        foreach (var path in Directory.EnumerateFiles(layer.Directory, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(scratch.Path, Path.GetRelativePath(layer.Directory, path));
            _ = Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(path, copy);
        }
        return scratch;
    }

    [GeneratedRegex(@"\Alibicu(data|i18n|uc)\.so\.(?<version>[0-9]+\.[0-9]+)\z")]
    private static partial Regex IcuFile();
}
