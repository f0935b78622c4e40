namespace Pintle.Testing;

/// <summary>A symbolic link of a package.</summary>
internal static class PackageLink
{
    /// <summary>Whether it stays in the package wherever the package's other links lead: it goes up only at its beginning, and not above the root.</summary>
    /// <param name="name">The link's path below the root.</param>
    /// <param name="target">What it says.</param>
    public static bool IsInside(string name, string target)
    {
        var parts = target.Split('/');
        var up = parts.TakeWhile(part => part is ".." or ".").Count(part => part == "..");
        return target.Length > 0 && target[0] != '/' && !target.Contains('\0', StringComparison.Ordinal) && up < name.Split('/').Length
            && !parts.SkipWhile(part => part is ".." or ".").Contains("..", StringComparer.Ordinal);
    }
}
