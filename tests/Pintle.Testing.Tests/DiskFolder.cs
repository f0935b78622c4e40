using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Pintle.Testing.Tests;

/// <summary>A folder of one test whose files are on a disk, and not in memory as those of tmpfs and of an overlay above it.</summary>
internal sealed partial class DiskFolder : IDisposable
{
    // FS_IOC_FIEMAP with FIEMAP_FLAG_SYNC, which asks where a file's bytes are and counts the places: https://docs.kernel.org/filesystems/fiemap.html
    private const nuint AskForPlaces = 0xC020660B;

    private static readonly string[] Candidates = [AppContext.BaseDirectory, "/var/tmp", System.IO.Path.GetTempPath(), Environment.GetFolderPath(Environment.SpecialFolder.UserProfile)];

    private DiskFolder(string path) => Path = path;

    public string Path { get; }

    /// <summary>Beside the tests, or where else a disk is; the test is skipped where none is.</summary>
    public static DiskFolder Create()
    {
        var places = Candidates.Where(Directory.Exists).Distinct().ToList();
        foreach (var place in places)
        {
            if (TryCreate(place) is { } folder)
                return folder;
        }

        Assert.Skip($"Needs a folder on a disk: what is in memory cannot be dropped from it, and {string.Join(", ", places)} are, or may not be written to.");
        return null;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);

    private static DiskFolder? TryCreate(string place)
    {
        DiskFolder folder;
        try
        {
            folder = new(Directory.CreateDirectory(System.IO.Path.Combine(place, $"pintle-test-{Guid.NewGuid():N}")).FullName);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        if (IsOnDisk(System.IO.Path.Combine(folder.Path, "asked")))
            return folder;
        folder.Dispose();
        return null;
    }

    private static bool IsOnDisk(string path)
    {
        File.WriteAllBytes(path, new byte[Environment.SystemPageSize]);
        var places = new Places { Length = ulong.MaxValue, Flags = 1 };
        using (var file = File.OpenHandle(path))
            _ = Ask(file, AskForPlaces, ref places);
        File.Delete(path);
        return places.Found > 0;
    }

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int Ask(SafeFileHandle file, nuint request, ref Places places);

    [StructLayout(LayoutKind.Sequential)]
    private struct Places
    {
        public ulong Start;
        public ulong Length;
        public uint Flags;
        public uint Found;
        public uint Room;
        public uint Reserved;
    }
}
