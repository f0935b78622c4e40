using Pintle.Layer.Definition;
using Pintle.Layer.Packages;
using Pintle.Layer.Tree;

namespace Pintle.Layer.Inputs;

/// <summary>The pinned NativeAOT packages of the bootstrap: the .NET runtime that it carries, and what compiles it.</summary>
internal sealed class BootstrapPins
{
    private readonly IReadOnlyDictionary<string, PackagePin> _packages;
    private readonly PackagePin _compiler;

    private BootstrapPins(IReadOnlyDictionary<string, PackagePin> packages, PackagePin compiler) => (_packages, _compiler) = (packages, compiler);

    /// <summary>The version of all its packages: together they are one program.</summary>
    public string Version => _compiler.Version;

    private IEnumerable<PackagePin> Used => _packages.Where(each => !each.Key.StartsWith("linux-", StringComparison.Ordinal)).Select(each => each.Value).Append(_compiler);

    /// <exception cref="LayerException">The pins have none, or none that runs on this machine.</exception>
    public static BootstrapPins Of(PinFile pins, LayerArchitecture architecture)
    {
        var packages = pins.Find(null).For(architecture).Bootstrap;
        return packages.TryGetValue(Crossgen2.HostRid, out var compiler)
            ? new BootstrapPins(packages, compiler)
            : throw new LayerException(
                LayerFault.DefinitionInvalid,
                $"Expected layer/pins.json to pin the bootstrap's packages for {architecture.Name()}, with the NativeAOT compiler for {Crossgen2.HostRid}, in the default pin \"{pins.DefaultPin}\"; "
                + $"found {(packages.Count == 0 ? "none" : string.Join(", ", packages.Keys))}. Add them, or build on another machine.");
    }

    /// <summary>Puts the verified packages where the restore looks first. What is there already is verified as well.</summary>
    public async Task FetchAsync(PackageStore store, IProgress<BuildStep>? progress, CancellationToken cancellationToken)
    {
        foreach (var package in Used)
        {
            progress?.Report(new BuildStep(BuildStage.Packages, $"checking {package}"));
            (await store.GetAsync(package, progress, cancellationToken).ConfigureAwait(false)).Dispose();
        }
    }

    /// <summary>What the restore chose, with the digests of the pins.</summary>
    /// <exception cref="LayerException">It chose something that is not pinned.</exception>
    public IReadOnlyList<NativeAotPackage> Compare(IEnumerable<NativeAotPackage> restored) =>
    [
        .. restored.Select(package => Used.FirstOrDefault(pin => pin.Id == package.Id && pin.Version == package.Version) is { } pin
            ? package with { Sha512 = pin.Sha512, License = pin.License }
            : throw new LayerException(
                LayerFault.CompileFailed,
                $"Expected the bootstrap to be compiled with {string.Join(", ", Used)}, as pinned; the restore chose {package.Id} {package.Version}. "
                + "Check that no project or property names another version.")),
    ];

    public override string ToString() => string.Join('\n', Used.Select(package => $"{package} {package.Sha512}"));
}
