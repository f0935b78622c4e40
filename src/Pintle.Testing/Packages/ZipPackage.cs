using System.IO.Compression;
using System.Text;

namespace Pintle.Testing;

/// <summary>Unpacks a zip as Lambda would, with its unix modes and its links; refuses entries that could reach outside the folder, and more than Lambda accepts.</summary>
internal static class ZipPackage
{
    private const int MaxEntries = 100_000; // Chosen, not measured: far above what a package has; it bounds what a wrong zip can take.
    private const int MaxLinkBytes = 4096;
    private const int TypeMask = 0xF000;
    private const int Link = 0xA000;
    private const int Folder = 0x4000;
    private const int Regular = 0x8000;

    /// <returns>What Lambda's user cannot read, each as name and mode.</returns>
    public static IReadOnlyList<string> Unpack(string zip, string folder, OpenedPackages all)
    {
        try
        {
            using var archive = ZipFile.OpenRead(zip);
            if (archive.Entries.Count > MaxEntries)
                throw Refused(zip, $"expected at most {MaxEntries} entries, found {archive.Entries.Count}");

            var origins = ZipOrigins.Read(zip, archive.Entries.Count);
            return Unpack(zip, [.. archive.Entries.Select((entry, index) => new Entry(zip, entry, origins[index]))], folder, all);
        }
        catch (Exception fault) when (fault is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new FunctionSetupException($"'{zip}' cannot be unpacked: {fault.Message} Make it again, with a zip tool or 'dotnet lambda package'.", fault);
        }
    }

    private static List<string> Unpack(string zip, IReadOnlyList<Entry> entries, string folder, OpenedPackages all)
    {
        var unreadable = new List<string>();
        foreach (var entry in entries.Where(each => each.Name.Length > 0 && !each.IsLink))
        {
            if (!LambdaModes.IsReadable(entry.Mode, entry.IsFolder))
                unreadable.Add(LambdaModes.Describe(entry.Name, entry.Mode, entry.IsFolder));
            if (entry.IsFolder)
                _ = Directory.CreateDirectory(Path.Combine(folder, entry.Name));
            else
                WriteFile(zip, entry, folder, all);
        }

        // Links come after the files, so that no file is written through a link; folders' modes come when nothing more is put into the folders.
        foreach (var entry in entries.Where(each => each.IsLink))
            WriteLink(zip, entry, folder);
        foreach (var entry in entries.Where(each => each is { IsFolder: true, Name.Length: > 0 }).OrderByDescending(each => each.Name.Length))
            UnixModes.Set(Path.Combine(folder, entry.Name), LambdaModes.Of(entry.Mode));
        return unreadable;
    }

    private static void WriteFile(string zip, Entry entry, string folder, OpenedPackages all)
    {
        var path = Path.Combine(folder, entry.Name);
        _ = Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var target = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        UnixModes.Set(path, LambdaModes.Of(entry.Mode));
        using var source = entry.Content.Open();

        // Counts what really comes out: the sizes in a zip are only what its maker says.
        var buffer = new byte[81_920];
        for (int read; (read = source.Read(buffer)) > 0;)
        {
            all.Count(zip, read);
            target.Write(buffer, 0, read);
        }
    }

    private static void WriteLink(string zip, Entry entry, string folder)
    {
        var target = ReadTarget(entry);
        if (!PackageLink.IsInside(entry.Name, target))
            throw Refused(zip, $"expected links to stay in the package, found the symbolic link {Quote(entry.Name)} to {Quote(target)}");

        var parent = folder;
        foreach (var part in entry.Name.Split('/')[..^1])
        {
            parent = Path.Combine(parent, part);
            if (new DirectoryInfo(parent).LinkTarget is not null)
                throw Refused(zip, $"expected no entry below a link, found {Quote(entry.Name)}");
            _ = Directory.CreateDirectory(parent);
        }

        _ = File.CreateSymbolicLink(Path.Combine(folder, entry.Name), target);
    }

    private static string ReadTarget(Entry entry)
    {
        using var source = entry.Content.Open();
        var bytes = new byte[MaxLinkBytes];
        return Encoding.UTF8.GetString(bytes, 0, source.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false));
    }

    private static FunctionSetupException Refused(string zip, string why) => new($"'{zip}' is refused: {why}. Make the package again without that.");

    private static string Quote(string name) => $"'{new string([.. name.Take(80).Select(c => char.IsControl(c) ? '?' : c)])}'";

    /// <summary>An entry whose name is a path below the root; empty for the root itself.</summary>
    private sealed class Entry
    {
        private static readonly int MadeUp = (int)UnixModes.Executable;

        public Entry(string zip, ZipArchiveEntry entry, bool isOfUnix)
        {
            var unix = (entry.ExternalAttributes >> 16) & 0xFFFF;
            var name = entry.FullName;
            var parts = name.Split('/');
            if (name.Length == 0 || name[0] == '/' || name.Contains('\\', StringComparison.Ordinal) || name.Contains('\0', StringComparison.Ordinal) || parts.Contains("..", StringComparer.Ordinal))
                throw Refused(zip, $"expected paths below the package's root with '/', found the entry {Quote(name)}");

            if ((unix & TypeMask) is not (0 or Regular or Folder or Link))
                throw Refused(zip, $"expected files, folders and links, found the special file {Quote(name)}");

            Content = entry;
            Name = string.Join('/', parts.Where(part => part is not ("" or ".")));
            IsFolder = name.EndsWith('/') || Name.Length == 0;
            IsLink = !IsFolder && (unix & TypeMask) == Link;

            // A zip that was made on Windows holds no modes; then everything may be read and run. Some tools leave out a folder's.
            Mode = isOfUnix && (unix != 0 || !IsFolder) ? unix & 0x1FF : MadeUp;
        }

        public ZipArchiveEntry Content { get; }

        public string Name { get; }

        public bool IsFolder { get; }

        public bool IsLink { get; }

        public int Mode { get; }
    }
}
