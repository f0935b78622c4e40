namespace Pintle.Repository.Tests;

/// <summary>The drawing of /opt in the README, as paths: two columns of box characters are one level, and what follows two spaces is remark.</summary>
internal static class LayerTree
{
    private const int Level = 4;
    private static readonly string[] Branches = ["├── ", "└── "];

    /// <returns>Paths below the root, ordinal; an ellipsis is left out.</returns>
    public static IReadOnlyList<string> Files(IEnumerable<string> lines)
    {
        var folders = new List<string>();
        var paths = new List<string>();
        foreach (var line in lines)
        {
            var at = Branches.Select(branch => line.IndexOf(branch, StringComparison.Ordinal)).Max();
            if (at < 0)
                continue;
            var name = line[(at + Level)..].Split("  ", 2)[0].Trim();
            folders.RemoveRange(at / Level, folders.Count - (at / Level));
            folders.Add(name);
            if (name != "…")
                paths.Add(string.Join('/', folders));
        }
        // A path that others continue is a folder.
        return [.. paths.Where(path => !paths.Any(other => other.StartsWith(path + "/", StringComparison.Ordinal))).Order(StringComparer.Ordinal)];
    }
}
