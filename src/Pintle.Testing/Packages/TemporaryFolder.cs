using System.Collections.Concurrent;

namespace Pintle.Testing;

/// <summary>A folder of this process in <see cref="UserFolder"/>. It is removed with its owner, at the latest with the process; what a killed process left is removed when another begins.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private const string Prefix = "pintle-function-";

    /// <summary>Held open and locked while the owner lives; the kernel lets go of it however the owner ends.</summary>
    private const string OwnerFile = ".owner";

    /// <summary>Between making the owner's file and locking it, a folder looks abandoned for a moment. Chosen, not measured: longer only leaves abandoned folders for longer.</summary>
    private static readonly TimeSpan Young = TimeSpan.FromMinutes(1);

    private static readonly ConcurrentDictionary<TemporaryFolder, bool> Live = new();
    private static readonly Lazy<bool> Swept = new(SweepOnce);

    private readonly FileStream? _owner;

    public TemporaryFolder(bool keep)
    {
        _ = Swept.Value;
        Path = New(Prefix);
        if (keep)
            return;

        _owner = Lock(System.IO.Path.Combine(Path, OwnerFile));
        _ = Live.TryAdd(this, true);
    }

    public string Path { get; }

    /// <summary>A new folder of this user with a name that nothing has.</summary>
    public static string New(string prefix) => Directory.CreateDirectory(System.IO.Path.Combine(UserFolder.Path, $"{prefix}{Guid.NewGuid():N}")).FullName;

    /// <summary>A folder that the function's user may read, whatever this user's umask is: nobody else gets past the one above it.</summary>
    public string Create(string name)
    {
        var folder = Directory.CreateDirectory(System.IO.Path.Combine(Path, name)).FullName;
        UnixModes.Set(folder, UnixModes.Executable);
        return folder;
    }

    /// <summary>One for <c>/tmp</c>: the function's user, who may be another than this one, writes to it.</summary>
    public string CreateWritable(string name)
    {
        var folder = Create(name);
        UnixModes.Set(folder, UnixModes.Writable);
        return folder;
    }

    public void Dispose()
    {
        if (_owner is null)
            return;

        _ = Live.TryRemove(this, out _);
        Delete(Path);
        _owner.Dispose();
    }

    /// <summary>Removes a folder as far as that is possible: leftovers in the temporary folder are no reason to fail.</summary>
    public static void Delete(string folder)
    {
        if (!TryDelete(folder))
        {
            // What nobody may read in it can't be listed; it is this user's all the same.
            OpenFolders(folder);
            _ = TryDelete(folder);
        }
    }

    private static bool TryDelete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
            return true;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Another process may be at work in it or may have removed it.
            return false;
        }
    }

    private static void OpenFolders(string folder)
    {
        try
        {
            UnixModes.Set(folder, UnixModes.Get(folder) | UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            foreach (var below in new DirectoryInfo(folder).EnumerateDirectories().Where(each => each.LinkTarget is null))
                OpenFolders(below.FullName);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Another user's.
        }
    }

    /// <summary>Removes the folders of processes that have ended. One without its owner's file is kept on purpose, or is not ours.</summary>
    internal static void Sweep(string folder, DateTime now)
    {
        foreach (var abandoned in Directory.EnumerateDirectories(folder, Prefix + "*"))
        {
            var file = new FileInfo(System.IO.Path.Combine(abandoned, OwnerFile));
            if (!file.Exists || now - file.LastWriteTimeUtc < Young)
                continue;
            try
            {
                using var owned = Lock(file.FullName);
                Delete(abandoned);
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                // Its owner lives, or is another user.
            }
        }
    }

    private static FileStream Lock(string path) => new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);

    private static bool SweepOnce()
    {
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            foreach (var folder in Live.Keys)
                folder.Dispose();
        };
        Sweep(UserFolder.Path, DateTime.UtcNow);
        return true;
    }
}
