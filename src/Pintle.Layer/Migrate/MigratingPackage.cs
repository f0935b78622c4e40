using System.IO.Compression;
using System.Text.Json;

namespace Pintle.Layer.Migrate;

/// <summary>A file of a function's package.</summary>
/// <param name="Path">With slashes, relative to the package's root.</param>
/// <param name="Length">In bytes, unpacked.</param>
internal sealed record MigratingFile(string Path, long Length, byte[]? Content);

/// <summary>A function's package, a zip or a folder, read once: assemblies, native code and settings with their bytes, everything else by its size alone.</summary>
internal sealed class MigratingPackage
{
    private const long LargestRead = 256L * 1024 * 1024; // A little more than Lambda takes unpacked (SizeCheck): nothing larger can run.

    private static readonly string[] Read = [".dll", ".exe", ".json"];

    private MigratingPackage(IEnumerable<MigratingFile> files, long? zippedBytes)
    {
        Files = [.. files.OrderBy(file => file.Path, StringComparer.Ordinal)];
        ZippedBytes = zippedBytes;
    }

    public IReadOnlyList<MigratingFile> Files { get; }

    /// <summary>The zip's own size; <c>null</c> for a folder.</summary>
    public long? ZippedBytes { get; }

    public long Bytes => Files.Sum(file => file.Length);

    public MigratingFile? AtRoot(string name) => Files.FirstOrDefault(file => file.Path == name);

    public IEnumerable<MigratingFile> AtRootEnding(string ending) => Files.Where(file => !file.Path.Contains('/', StringComparison.Ordinal) && file.Path.EndsWith(ending, StringComparison.OrdinalIgnoreCase));

    /// <exception cref="LayerException">It cannot be read.</exception>
    public static MigratingPackage Open(string path)
    {
        try
        {
            if (Directory.Exists(path))
            {
                return new MigratingPackage(
                    Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Select(file => ReadFile(Path.GetRelativePath(path, file).Replace('\\', '/'), new FileInfo(file).Length, () => File.OpenRead(file))), null);
            }

            using var zip = ZipFile.OpenRead(path);
            return new MigratingPackage([.. zip.Entries.Where(entry => !entry.FullName.EndsWith('/')).Select(entry => ReadFile(entry.FullName.Replace('\\', '/'), entry.Length, entry.Open))], new FileInfo(path).Length);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new LayerException(LayerFault.SubjectInvalid, $"Expected a function's zip or folder at {path}, but it could not be read: {e.Message} Give the package that is deployed.", e);
        }
    }

    /// <summary>A file's JSON; <c>null</c> where it is none.</summary>
    public static JsonElement? Json(MigratingFile file)
    {
        try
        {
            using var document = JsonDocument.Parse(file.Content.AsMemory(), new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static MigratingFile ReadFile(string path, long length, Func<Stream> open)
    {
        using var content = open();
        var start = new byte[4];
        var read = content.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        var isWanted = Read.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase) || start.AsSpan(0, read).SequenceEqual("\u007fELF"u8);
        if (!isWanted || length > LargestRead)
            return new MigratingFile(path, length, null);
        using var whole = new MemoryStream((int)length);
        whole.Write(start, 0, read);
        content.CopyTo(whole);
        return new MigratingFile(path, whole.Length, whole.ToArray());
    }
}
