using System.Globalization;

namespace Pintle.Testing;

/// <summary>The folder behind a function's <c>/tmp</c>. Where this process may mount, it holds as much as is configured and not a byte more; elsewhere it is a plain folder without a limit.</summary>
internal sealed class TemporaryStorage : IDisposable
{
    private const ulong NoSetUserIdNoDevices = 2 | 4;
    private const int Detach = 2;

    private readonly string _mounted;
    private readonly bool _isLimited;

    private TemporaryStorage(string mounted, bool isLimited) =>
        (_mounted, _isLimited, Folder) = (mounted, isLimited, isLimited ? ProcessLauncher.MountsSeenAt + mounted : mounted);

    /// <summary>Where this process, too, finds its files.</summary>
    public string Folder { get; }

    /// <param name="folder">An empty folder.</param>
    /// <param name="megabytes">The limit; null: none, and what is in the folder outlives this.</param>
    public static async Task<TemporaryStorage> CreateAsync(string folder, int? megabytes)
    {
        if (megabytes is null || ProcessLauncher.MountsSeenAt is null)
            return new TemporaryStorage(folder, false);

        var options = string.Create(CultureInfo.InvariantCulture, $"size={megabytes}m,mode=0777");
        return new TemporaryStorage(folder, await ProcessLauncher.RunAsync(() => Native.Mount("pintle-tmp", folder, "tmpfs", NoSetUserIdNoDevices, options)).ConfigureAwait(false) == 0);
    }

    /// <summary>Removes what is in it. What cannot be removed stays: leftovers are no reason to fail.</summary>
    public void Clear()
    {
        foreach (var entry in new DirectoryInfo(Folder).EnumerateFileSystemInfos())
        {
            if (entry is DirectoryInfo { LinkTarget: null } folder)
                TemporaryFolder.Delete(folder.FullName);
            else
                entry.Delete();
        }
    }

    public void Dispose()
    {
        // Detached: what a process still holds open goes with that process.
        if (_isLimited)
            _ = ProcessLauncher.RunAsync(() => Native.Unmount(_mounted, Detach)).GetAwaiter().GetResult();
    }
}
