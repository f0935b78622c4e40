namespace Pintle.Layer.Output;

/// <summary>Lets one build at a time work in a folder, across processes; the lock ends with the process that holds it, however that ends.</summary>
internal sealed class FolderLock : IDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50); // Chosen, not measured: only how soon a lock that was let go is noticed.

    /// <summary>EWOULDBLOCK of Linux and of macOS, and Windows' sharing violation; any other failure would last however long one waited.</summary>
    private static readonly int[] HeldByAnother = [11, 35, unchecked((int)0x80070020)];

    private readonly FileStream _file;

    private FolderLock(FileStream file) => _file = file;

    /// <summary>Whether the folder is there but this user may take no lock in it: it is somebody else's, or its file system is mounted read-only.</summary>
    public static bool IsForbidden(string folder)
    {
        if (!Directory.Exists(folder))
            return false;
        try
        {
            using var file = TryOpen(PathIn(folder));
            return false;
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            return true;
        }
    }

    /// <param name="waiting">Called once, if another build holds the lock.</param>
    public static async Task<FolderLock> TakeAsync(string folder, Action waiting, CancellationToken cancellationToken)
    {
        _ = Directory.CreateDirectory(folder);
        var path = PathIn(folder);
        var told = false;
        while (true)
        {
            if (TryOpen(path) is { } file)
                return new FolderLock(file);

            if (!told)
                waiting();
            told = true;
            // An advisory lock has no wait that can be cancelled.
            await Task.Delay(Poll, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The file stays: deleting it could take away the lock of a waiting build.</summary>
    public void Dispose() => _file.Dispose();

    private static string PathIn(string folder) => Path.Combine(folder, ".pintle-build.lock");

    private static FileStream? TryOpen(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (HeldByAnother.Contains(e.HResult))
        {
            return null;
        }
    }
}
