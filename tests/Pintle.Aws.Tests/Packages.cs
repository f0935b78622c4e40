using System.IO.Compression;

namespace Pintle.Aws.Tests;

/// <summary>Functions' packages of a few files.</summary>
internal static class Packages
{
    public static byte[] With(params (string Name, string Content)[] files)
    {
        var package = new MemoryStream();
        using (var zip = new ZipArchive(package, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in files)
            {
                using var written = new StreamWriter(zip.CreateEntry(name).Open());
                written.Write(content);
            }
        }

        return package.ToArray();
    }
}
