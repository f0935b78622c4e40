using System.Diagnostics;

namespace Pintle.Benchmarks;

/// <summary>A copy of a folder on a device of its own, a file with a file system in it, that reads nothing ahead of what is asked for. Making one takes root.</summary>
internal sealed class UncachedDevice : IDisposable
{
    /// <summary>What a file system needs beside the files.</summary>
    private const long Room = 64 * 1024 * 1024;

    /// <summary>What a loop device has whole ones of.</summary>
    private const int Sector = 512;

    private readonly string _scratch = Directory.CreateTempSubdirectory("pintle-device-").FullName;
    private string? _device;
    private bool _isMounted;

    private UncachedDevice()
    {
    }

    /// <summary>Where the copy is.</summary>
    public string Folder => Path.Combine(_scratch, "mounted");

    /// <param name="folder">What to copy.</param>
    /// <param name="without">A file of it, by its path below the folder, that is left out.</param>
    public static UncachedDevice Hold(string folder, string without)
    {
        var held = new UncachedDevice();
        try
        {
            held.Make(folder, without);
            return held;
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        if (_isMounted)
            _ = Run("umount", Folder);
        if (_device is not null)
            _ = Run("losetup", "--detach", _device);
        Directory.Delete(_scratch, recursive: true);
    }

    private void Make(string folder, string without)
    {
        // What runs from here in plain folders is another user's.
        _ = Run("chmod", "755", _scratch);
        string[] files = [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(file => Path.GetRelativePath(folder, file) != without)];
        var image = Path.Combine(_scratch, "image");
        using (var made = new FileStream(image, FileMode.CreateNew))
            made.SetLength((files.Sum(file => new FileInfo(file).Length) + Room) / Sector * Sector);
        _ = Run("mkfs.ext4", "-q", "-F", image);
        // Direct, or the image's own pages would be in memory and nothing would be read from the disk.
        _device = Run("losetup", "--direct-io=on", "--show", "--find", image).Trim();
        _ = Directory.CreateDirectory(Folder);
        _ = Run("mount", _device, Folder);
        _isMounted = true;
        _ = Run("blockdev", "--setra", "0", _device);
        foreach (var file in files)
        {
            var copy = Path.Combine(Folder, Path.GetRelativePath(folder, file));
            _ = Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    private static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"Expected {program} {string.Join(' ', arguments)} to work, but it ended with {process.ExitCode}; what it says is above. It takes root and a kernel with loop devices.");
    }
}
