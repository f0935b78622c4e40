using Pintle.Layer.Tree;

namespace Pintle.Layer.Patch;

/// <summary>What a file-by-file comparison of two layers shows, from their manifests.</summary>
/// <param name="Added">Paths that only the new layer has, in ordinal order.</param>
/// <param name="Removed">Paths that only the old one has.</param>
/// <param name="Changed">Files in both whose bytes or modes differ.</param>
public sealed record LayerDifference(IReadOnlyList<string> Added, IReadOnlyList<string> Removed, IReadOnlyList<FileChange> Changed)
{
    public static LayerDifference Between(LayerManifest old, LayerManifest now)
    {
        var before = old.Files.ToDictionary(file => file.Path, StringComparer.Ordinal);
        var after = now.Files.ToDictionary(file => file.Path, StringComparer.Ordinal);
        return new LayerDifference(
            [.. after.Keys.Where(path => !before.ContainsKey(path)).Order(StringComparer.Ordinal)],
            [.. before.Keys.Where(path => !after.ContainsKey(path)).Order(StringComparer.Ordinal)],
            [
                .. after.Values.Where(file => before.TryGetValue(file.Path, out var same) && (same.Sha256 != file.Sha256 || same.Mode != file.Mode))
                    .Select(file => new FileChange(file.Path, before[file.Path].Size, file.Size)).OrderBy(change => change.Path, StringComparer.Ordinal),
            ]);
    }
}

/// <summary>A file before and after; sizes in bytes.</summary>
public sealed record FileChange(string Path, long Before, long After);
