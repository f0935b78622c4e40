using Pintle.Bootstrap.Framework;

namespace Pintle.Bootstrap.Package;

/// <summary>The deps.json files that DOTNET_ADDITIONAL_DEPS names, by which tools bring assemblies into a function without touching its package. The files that they list are looked for like the function's own.</summary>
internal static class AdditionalDeps
{
    private const string Extension = ".deps.json";

    /// <param name="paths">The variable: files, or folders with shared/FRAMEWORK/VERSION/*.deps.json, with colons between them.</param>
    /// <param name="frameworks">The layer's frameworks that the function asks for.</param>
    public static List<string> Find(string paths, IReadOnlyList<FrameworkReference> frameworks)
    {
        var found = new List<string>();
        foreach (var path in paths.Split(':', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!path.EndsWith(Extension, StringComparison.Ordinal))
            {
                // The host asks the highest framework first.
                for (var i = frameworks.Count - 1; i >= 0; i--)
                    AddFolder(found, $"{path.TrimEnd('/')}/shared/{frameworks[i].Name}", frameworks[i].Version);
            }
            else if (File.Exists(path))
            {
                found.Add(path);
            }
        }
        return found;
    }

    /// <summary>Of the folders named after a version, the highest that is not above the framework's, with the same major and minor number.</summary>
    private static void AddFolder(List<string> found, string folder, string version)
    {
        if (!Directory.Exists(folder) || !FrameworkVersion.TryParse(version, out var framework))
            return;
        string? best = null;
        FrameworkVersion bestVersion = default;
        foreach (var candidate in Directory.EnumerateDirectories(folder))
        {
            if (FrameworkVersion.TryParse(Path.GetFileName(candidate), out var own) && own.Major == framework.Major && own.Minor == framework.Minor
                && own.CompareTo(framework) <= 0 && (best is null || own.CompareTo(bestVersion) > 0))
            {
                (best, bestVersion) = (candidate, own);
            }
        }
        if (best is not null)
            found.AddRange(Directory.EnumerateFiles(best, "*" + Extension).Order(StringComparer.Ordinal));
    }
}
