using NuGet.Versioning;
using Pintle.Layer.Definition;
using Pintle.Layer.Tree;

namespace Pintle.Layer.Verify;

/// <summary>The packages that the manifest names against the pins that it is verified by.</summary>
internal static class PinRules
{
    public static void Check(LayerManifest manifest, PinFile pins, Findings findings)
    {
        ILookup<(string Id, string Version), PackagePin> known = Packages(pins)
            .ToLookup(package => (package.Id.ToLowerInvariant(), package.Version));
        foreach (var package in manifest.Packages)
        {
            PackagePin[] same = [.. known[(package.Id.ToLowerInvariant(), package.Version)]];
            if (same.Length == 0)
            {
                findings.CannotTell(
                    $"{pins.File} pins no {Findings.Bounded(package.Id)} {Findings.Bounded(package.Version)}, so its digest has nothing to be compared with{Instead(package, pins)}. "
                    + "Verify in the commit that the layer was built from.");
            }
            else if (!same.Any(pin => pin.Sha512 == package.Sha512))
            {
                findings.Add(
                    VerifyCheck.Pin,
                    LayerManifest.RelativePath,
                    $"it says that {package.Id} {package.Version} has SHA-512 {Findings.Bounded(package.Sha512)}, {pins.File} says {same[0].Sha512}.");
            }
            else if (!same.Any(pin => pin.License == package.License && pin.ProjectUrl == package.ProjectUrl))
            {
                findings.Add(VerifyCheck.Pin, LayerManifest.RelativePath, $"its licence or project address of {package.Id} is not that of {pins.File}.");
            }
        }

        foreach (var package in manifest.Bootstrap.NativeAot)
            Check(package, [.. known[(package.Id.ToLowerInvariant(), package.Version)]], pins.File, findings);
    }

    /// <summary>What the layer's pin has in the package's place; it is worth saying that the layer is behind.</summary>
    private static string Instead(ManifestPackage package, PinFile pins)
    {
        var pinned = Packages(pins).Where(each => each.Id.Equals(package.Id, StringComparison.OrdinalIgnoreCase)).Select(each => new NuGetVersion(each.Version))
            .Where(each => NuGetVersion.TryParse(package.Version, out var built) && each.Major == built.Major && each.Minor == built.Minor && each > built).Max();
        return pinned is null ? "" : $"; it pins {pinned}, which is later";
    }

    private static void Check(NativeAotPackage package, PackagePin[] same, string file, Findings findings)
    {
        var name = $"{Findings.Bounded(package.Id)} {Findings.Bounded(package.Version)}";
        if (same.Length == 0 || package.Sha512 is null)
        {
            findings.CannotTell(
                $"{(same.Length == 0 ? $"{file} pins no" : "The manifest has no digest for")} {name}, which the bootstrap was compiled with. "
                + "Verify in the commit that the layer was built from.");
        }
        else if (!same.Any(pin => pin.Sha512 == package.Sha512 && pin.License == package.License))
        {
            findings.Add(
                VerifyCheck.Pin,
                LayerManifest.RelativePath,
                $"it says that {name} has SHA-512 {Findings.Bounded(package.Sha512)} and licence {Findings.Bounded(package.License ?? "none")}, {file} says {same[0].Sha512} and {same[0].License}.");
        }
    }

    private static IEnumerable<PackagePin> Packages(PinFile pins) => pins.Pins.Values
        .SelectMany(pin => pin.Architectures.Values.Concat(pin.Previous?.Values ?? []))
        .SelectMany(architecture => architecture.Packages.Select(each => each.Package).Concat(architecture.Icu is { } icu ? [icu] : []).Concat(architecture.Engine));
}
