using System.IO.Compression;
using System.Text;

namespace Pintle.Fuzz;

/// <summary>Zips to begin with: stored, deflated, empty.</summary>
internal static class SmallZip
{
    public static IReadOnlyList<byte[]> Seeds { get; } = [Write(CompressionLevel.NoCompression, "bootstrap"), Write(CompressionLevel.Optimal, "pintle/a", "pintle/b/"), Write(CompressionLevel.Optimal)];

    private static byte[] Write(CompressionLevel level, params string[] names)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var name in names)
            {
                var entry = zip.CreateEntry(name, level);
                entry.LastWriteTime = new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
                entry.ExternalAttributes = unchecked((int)0x81ED0000);
                using var content = entry.Open();
                content.Write(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(name, 40))));
            }
        }

        return bytes.ToArray();
    }
}
