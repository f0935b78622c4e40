namespace Pintle.Cli.Cloud;

/// <summary>Writes a file whole or not at all: beside its place first, then renamed over it.</summary>
internal static class WholeFile
{
    /// <param name="path">The file; its folder is made.</param>
    /// <param name="content">All of it.</param>
    /// <param name="isPrivate">Whether only its owner may read it.</param>
    public static void Write(string path, byte[] content, bool isPrivate = false)
    {
        _ = Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var partial = $"{path}.{Guid.NewGuid():N}.partial";
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (isPrivate && !OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using (var file = new FileStream(partial, options))
            {
                file.Write(content);
                // A rename that survives a power cut while the content does not would leave an empty file under the final name.
                file.Flush(flushToDisk: true);
            }

            File.Move(partial, path, overwrite: true);
        }
        finally
        {
            File.Delete(partial);
        }
    }
}
