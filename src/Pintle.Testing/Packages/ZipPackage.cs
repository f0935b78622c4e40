using System.IO.Compression;

namespace Pintle.Testing;

/// <summary>Unpacks a zip as Lambda would, with its unix modes; refuses entries that could reach outside the folder, and more than Lambda accepts.</summary>
internal static class ZipPackage
{
    /// <summary>Lambda's limit for a function and its layers, unpacked.</summary>
    public const long MaxUnpackedBytes = 250L * 1024 * 1024;

    private const int MaxEntries = 100_000;
    private const int TypeMask = 0xF000;
    private const int Link = 0xA000;
    private const int Folder = 0x4000;
    private const int Regular = 0x8000;

    public static void Unpack(string zip, string folder)
    {
        try
        {
            using var archive = ZipFile.OpenRead(zip);
            if (archive.Entries.Count > MaxEntries)
                throw Refused(zip, $"expected at most {MaxEntries} entries, found {archive.Entries.Count}");

            var left = MaxUnpackedBytes;
            foreach (var entry in archive.Entries)
                left -= Unpack(zip, entry, folder, left);
        }
        catch (Exception fault) when (fault is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new FunctionSetupException($"'{zip}' cannot be unpacked: {fault.Message} Make it again, with a zip tool or 'dotnet lambda package'.", fault);
        }
    }

    private static long Unpack(string zip, ZipArchiveEntry entry, string folder, long left)
    {
        var name = entry.FullName;
        var unix = (entry.ExternalAttributes >> 16) & 0xFFFF;
        if (name.Length == 0 || name[0] == '/' || name.Contains('\\', StringComparison.Ordinal) || name.Contains('\0', StringComparison.Ordinal) || name.Split('/').Any(part => part is ".." or "."))
            throw Refused(zip, $"expected paths below the package's root with '/', found the entry {Quote(name)}");

        if ((unix & TypeMask) is not (0 or Regular or Folder))
            throw Refused(zip, $"expected files and folders, found the {((unix & TypeMask) == Link ? "symbolic link" : "special file")} {Quote(name)}");

        var path = Path.Combine(folder, name);
        if (name.EndsWith('/'))
        {
            _ = Directory.CreateDirectory(path);
            return 0;
        }

        _ = Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var target = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        UnixModes.Set(path, ModeOf(unix));
        using var source = entry.Open();
        return Copy(zip, source, target, left);
    }

    /// <summary>Counts what really comes out: the sizes in a zip are only what its maker says.</summary>
    private static long Copy(string zip, Stream source, FileStream target, long left)
    {
        var buffer = new byte[81_920];
        long copied = 0;
        for (int read; (read = source.Read(buffer)) > 0; copied += read)
        {
            if (copied + read > left)
                throw Refused(zip, $"expected at most {MaxUnpackedBytes} bytes unpacked, found more");

            target.Write(buffer, 0, read);
        }

        return copied;
    }

    /// <summary>A zip made on Windows holds no modes; then everything may be read and run.</summary>
    private static UnixFileMode ModeOf(int unix) => (unix & 0x1FF) == 0
        ? UnixModes.Executable
        : (UnixFileMode)(unix & 0x1FF) | UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static FunctionSetupException Refused(string zip, string why) => new($"'{zip}' is refused: {why}. Make the package again without that.");

    private static string Quote(string name) => $"'{new string([.. name.Take(80).Select(c => char.IsControl(c) ? '?' : c)])}'";
}
