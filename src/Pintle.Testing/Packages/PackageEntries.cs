namespace Pintle.Testing;

/// <summary>What is in a folder, at every depth, and never through a link: a folder comes before what is in it.</summary>
internal static class PackageEntries
{
    public static IEnumerable<FileSystemInfo> In(string folder)
    {
        foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos().Where(each => each.FullName != UserFolder.Path))
        {
            yield return entry;
            if (entry is not DirectoryInfo { LinkTarget: null } || !CanList(entry.FullName))
                continue;
            foreach (var below in In(entry.FullName))
                yield return below;
        }
    }

    public static bool CanList(string folder)
    {
        try
        {
            _ = Directory.EnumerateFileSystemEntries(folder).Any();
            return true;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }
}
