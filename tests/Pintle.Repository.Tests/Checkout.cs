namespace Pintle.Repository.Tests;

/// <summary>The files of this repository: what git tracks, and what it would track once it is added. Neither output nor ignored files. Without git, all but those that .gitignore names.</summary>
internal static class Checkout
{
    private static readonly Lazy<string> LazyRoot = new(FindRoot);
    private static readonly Lazy<string[]> LazyFiles = new(ListFiles);

    public static string Root => LazyRoot.Value;

    /// <summary>Paths below the root, with slashes, in ordinal order.</summary>
    public static IReadOnlyList<string> Files => LazyFiles.Value;

    public static string Absolute(string path) => Path.Combine(Root, path);

    public static string Read(string path) => File.ReadAllText(Absolute(path));

    /// <param name="folder">A folder with a slash at its end, or an empty string for the whole repository.</param>
    /// <param name="extension">With its dot.</param>
    public static IEnumerable<string> FilesIn(string folder, string extension) =>
        Files.Where(path => path.StartsWith(folder, StringComparison.Ordinal) && path.EndsWith(extension, StringComparison.Ordinal));

    /// <summary>Fails with one line for each finding.</summary>
    public static void ShouldBeNone(IEnumerable<string> findings, string rule)
    {
        string[] found = [.. findings];
        Assert.True(found.Length == 0, $"{rule}\nFound {found.Length}:\n  {string.Join("\n  ", found)}");
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Pintle.slnx")))
                return folder.FullName;
        }
        throw new InvalidOperationException($"Expected Pintle.slnx in a folder above {AppContext.BaseDirectory}, but there is none. Run the tests from a clone.");
    }

    private static string[] ListFiles()
    {
        if (!(Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "git"))) || !Path.Exists(Absolute(".git")))
            return [.. FilesBelow(Root).Select(path => Path.GetRelativePath(Root, path)).Order(StringComparer.Ordinal)];

        // safe.directory: a clone may belong to another user than the one who runs the tests, as in a container.
        var git = ProcessRun.Of("git", ["-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], Root);
        Assert.True(git.ExitCode == 0, $"Expected git to list the files of {Root}, but it does not.\n{git}");
        return [.. git.Output.Split('\0', StringSplitOptions.RemoveEmptyEntries).Where(path => File.Exists(Absolute(path))).Distinct().Order(StringComparer.Ordinal)];
    }

    /// <summary>The ignored ones are folders by name and endings: .gitignore has no other pattern.</summary>
    private static IEnumerable<string> FilesBelow(string folder)
    {
        string[] ignored = [".git", .. File.ReadAllLines(Absolute(".gitignore"))];
        foreach (var path in Directory.EnumerateFiles(folder).Where(path => !ignored.Contains($"*{Path.GetExtension(path)}") && Path.GetFileName(path) != ".git"))
            yield return path;
        foreach (var path in Directory.EnumerateDirectories(folder).Where(path => !ignored.Contains(Path.GetFileName(path)) && !ignored.Contains($"{Path.GetFileName(path)}/")).SelectMany(FilesBelow))
            yield return path;
    }
}
