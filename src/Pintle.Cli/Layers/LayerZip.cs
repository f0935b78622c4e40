using System.IO.Compression;

namespace Pintle.Cli.Layers;

/// <summary>Single files of a layer's zip that has been verified.</summary>
internal static class LayerZip
{
    /// <returns>Null where the zip does not have it.</returns>
    public static byte[]? Read(byte[] zip, string path)
    {
        using var archive = new ZipArchive(new MemoryStream(zip));
        using var content = archive.GetEntry(path)?.Open();
        if (content is null)
            return null;
        using var copy = new MemoryStream();
        content.CopyTo(copy);
        return copy.ToArray();
    }
}
