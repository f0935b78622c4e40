namespace Pintle.Testing;

/// <summary>Files as Lambda's user sees them. On Lambda a package's files are another user's, so what counts is what everybody may; here the function's user may own them.</summary>
internal static class LambdaModes
{
    private const int ReadExecute = 0b101;
    private const int Read = 0b100;
    private const int OwnerWrite = 0b010_000_000;

    /// <summary>What everybody may, for the owner and the group too.</summary>
    public static UnixFileMode Of(int mode) => (UnixFileMode)((mode & ReadExecute) * 0b001_001_001 | OwnerWrite);

    public static bool IsReadable(int mode, bool isFolder) => isFolder ? (mode & ReadExecute) == ReadExecute : (mode & Read) != 0;

    /// <summary>For messages: a name and the mode in octal digits.</summary>
    public static string Describe(string name, int mode, bool isFolder) => $"{name}{(isFolder ? "/" : "")} (mode 0{Convert.ToString(mode & 0x1FF, 8)})";

    /// <summary>Looks through a folder of the host.</summary>
    /// <param name="folder">The folder, which itself is no part of a package.</param>
    /// <param name="unreadable">Gets what Lambda's user cannot read.</param>
    /// <returns>The bytes in it, and whether the function's user could do more with a file than Lambda's could.</returns>
    public static (long Bytes, bool IsMore) Look(string folder, List<string> unreadable)
    {
        var (bytes, isMore) = (0L, false);
        foreach (var entry in PackageEntries.In(folder).Where(each => each.LinkTarget is null))
        {
            var mode = (int)UnixModes.Get(entry.FullName);
            var isFolder = entry is DirectoryInfo;
            if (entry is FileInfo file)
                bytes += file.Length;
            isMore |= ((mode >> 6) & ReadExecute & ~mode) != 0;
            if (!IsReadable(mode, isFolder))
                unreadable.Add(Describe(Path.GetRelativePath(folder, entry.FullName), mode, isFolder));
        }

        return (bytes, isMore);
    }

    /// <summary>Copies a folder with those modes. A file that this user cannot read either is empty in the copy: nobody will see it.</summary>
    public static void Copy(string from, string to)
    {
        // Never what this process keeps for itself: the copy is in it.
        foreach (var entry in new DirectoryInfo(from).EnumerateFileSystemInfos().Where(each => each.FullName != UserFolder.Path))
        {
            var copy = Path.Combine(to, entry.Name);
            switch (entry)
            {
                case { LinkTarget: { } target }:
                    _ = File.CreateSymbolicLink(copy, target);
                    break;
                case DirectoryInfo folder:
                    _ = Directory.CreateDirectory(copy);
                    var mode = (int)UnixModes.Get(folder.FullName);
                    if (PackageEntries.CanList(folder.FullName))
                        Copy(folder.FullName, copy);
                    UnixModes.Set(copy, Of(mode));
                    break;
                default:
                    // A package has no sockets or pipes.
                    if (FileFacts.Of(entry.FullName) is { IsFile: true })
                        CopyFile(entry.FullName, copy);
                    break;
            }
        }
    }

    /// <inheritdoc cref="Copy"/>
    public static void CopyFile(string from, string to)
    {
        var mode = (int)UnixModes.Get(from);
        try
        {
            File.Copy(from, to);
        }
        catch (UnauthorizedAccessException)
        {
            File.WriteAllBytes(to, []);
        }

        UnixModes.Set(to, Of(mode));
    }
}
