namespace Pintle.Testing;

/// <summary>A function's package and its layers while they are opened: how much they hold together, and what in them would fail on Lambda.</summary>
/// <param name="isForAnotherUser">Whether another user than this one reads them: root's functions run as Lambda's user, unless they run in plain folders.</param>
internal sealed class OpenedPackages(bool isForAnotherUser = false)
{
    /// <summary>Lambda's limit for a function and its layers together, unpacked (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html).</summary>
    public const long MaxBytes = 250L * 1024 * 1024;

    private const int MostNamed = 3;

    private readonly List<string> _notices = [];

    /// <summary>One sentence each: what was found, and what to do.</summary>
    public IReadOnlyList<string> Notices => _notices;

    public bool IsForAnotherUser => isForAnotherUser;

    /// <summary>Bytes that may still come.</summary>
    public long Left { get; private set; } = MaxBytes;

    public static OpenedPackages For(LambdaFunctionOptions options) => new(HostRights.IsRoot && options.Sandbox != SandboxKind.Folders);

    /// <exception cref="FunctionSetupException">It is more than Lambda takes.</exception>
    public void Count(string path, long bytes)
    {
        Left -= bytes;
        if (Left < 0)
            throw TooMuch(path);
    }

    public static FunctionSetupException TooMuch(string path) => new(
        $"'{path}' is refused: expected at most {MaxBytes} bytes unpacked, function and layers together, found more. Leave files out of the package, or a layer out of the function.");

    /// <param name="what">Such as <c>function</c>.</param>
    /// <param name="path">The folder or zip.</param>
    /// <param name="unreadable">What Lambda's user cannot read, each as name and mode.</param>
    public void NoteUnreadable(string what, string path, IReadOnlyList<string> unreadable)
    {
        if (unreadable.Count == 0)
            return;

        var more = unreadable.Count > MostNamed ? $" and {unreadable.Count - MostNamed} more" : "";
        _notices.Add($"The {what} '{path}' holds what Lambda's user cannot read: {string.Join(", ", unreadable.Take(MostNamed))}{more}. As on Lambda, reading it fails. Pack files with mode 0644 and folders with 0755: chmod -R a+rX, then zip again.");
    }

    /// <summary>Looks for what belongs to the package's root and is further down: a folder was zipped, and not its content.</summary>
    public void NoteMisplaced(SandboxFolders folders, string handler)
    {
        var assembly = handler.Split("::", 2)[0];
        string[] wanted = [.. assembly.Length > 0 && assembly.IndexOfAny(['/', '\0']) < 0 ? [$"{assembly}.dll"] : (string[])[], .. Entrypoint.FileOf(folders) is null ? (string[])["bootstrap"] : []];
        foreach (var name in wanted.Where(name => !File.Exists(Path.Combine(folders.Task, name))))
        {
            if (Find(folders.Task, name) is not { } found)
                continue;

            var place = Path.GetRelativePath(folders.Task, found);
            _notices.Add($"Expected {name} at the root of the function's package, found it in {place}. Zip the content of the folder {Path.GetDirectoryName(place)}, not the folder.");
        }
    }

    private static string? Find(string folder, string name) => Directory.EnumerateFiles(folder, name, new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, MaxRecursionDepth = 8, AttributesToSkip = FileAttributes.ReparsePoint })
        .Order(StringComparer.Ordinal).FirstOrDefault();
}
