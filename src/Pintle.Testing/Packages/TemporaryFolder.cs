using System.Collections.Concurrent;

namespace Pintle.Testing;

/// <summary>A folder of this process in the host's temporary folder. It goes with its owner, at the latest with the process; what a killed process left goes when another begins.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private const string Prefix = "pintle-function-";

    /// <summary>Held open and locked while the owner lives; the kernel lets go of it however that ends.</summary>
    private const string OwnerFile = ".owner";

    /// <summary>Between the making of a file and its lock is a moment in which it looks abandoned.</summary>
    private static readonly TimeSpan Young = TimeSpan.FromMinutes(1);

    private static readonly ConcurrentDictionary<TemporaryFolder, bool> Live = new();
    private static readonly Lazy<bool> Swept = new(SweepOnce);

    private readonly FileStream? _owner;

    public TemporaryFolder(bool keep)
    {
        _ = Swept.Value;
        Path = Directory.CreateTempSubdirectory(Prefix).FullName;
        if (keep)
            return;

        _owner = Lock(System.IO.Path.Combine(Path, OwnerFile));
        _ = Live.TryAdd(this, true);
    }

    public string Path { get; }

    public string Create(string name) => Directory.CreateDirectory(System.IO.Path.Combine(Path, name)).FullName;

    public void Dispose()
    {
        if (_owner is null)
            return;

        _ = Live.TryRemove(this, out _);
        Delete(Path);
        _owner.Dispose();
    }

    /// <summary>Removes a folder as far as that is possible: a rest in the temporary folder is no reason to fail.</summary>
    public static void Delete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Another process may be at work in it or may have removed it.
        }
    }

    /// <summary>Removes the folders of processes that are no more. One without its owner's file is kept on purpose, or is not ours.</summary>
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
        Sweep(System.IO.Path.GetTempPath(), DateTime.UtcNow);
        return true;
    }
}
