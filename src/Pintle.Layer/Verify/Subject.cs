using System.IO.Compression;
using Pintle.Layer.Tree;

namespace Pintle.Layer.Verify;

/// <summary>Tells by the names in a zip or a folder what it is: a layer of ours, a function's package, or something else. One sentence then replaces many about details.</summary>
public static class Subject
{
    /// <returns>Why it can be no layer of ours; <c>null</c> where it may be one.</returns>
    public static string? WhyNoLayer(string path) => Names(path) is not { } names || names.Contains(LayerManifest.RelativePath)
        ? null
        : names.Where(name => !name.Contains('/')).FirstOrDefault(IsOfFunction) is { } sign
            ? $"it is a function's package, which has {Findings.Bounded(sign)}"
            : names.Contains("bootstrap") ? $"it has a bootstrap, but no {LayerManifest.RelativePath}: a layer or a function of somebody else's" : null;

    /// <returns>Whether it is a layer of ours, and so no function's package.</returns>
    public static bool IsLayer(string path) => Names(path)?.Contains(LayerManifest.RelativePath) == true;

    private static bool IsOfFunction(string name) => name.EndsWith(".runtimeconfig.json", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".deps.json", StringComparison.OrdinalIgnoreCase);

    /// <returns>Null for what cannot be read: whoever reads it next says why.</returns>
    private static HashSet<string>? Names(string path)
    {
        try
        {
            if (Directory.Exists(path))
            {
                return [.. Directory.EnumerateFiles(path).Select(file => Path.GetFileName(file)), .. File.Exists(Path.Combine(path, LayerManifest.RelativePath)) ? [LayerManifest.RelativePath] : Array.Empty<string>()];
            }

            if (!File.Exists(path))
                return null;
            using var zip = ZipFile.OpenRead(path);
            return [.. zip.Entries.Select(entry => entry.FullName)];
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
