namespace Pintle.Layer.Output;

/// <summary>Writes a file whole or not at all: beside its place first, then renamed over it.</summary>
internal static class AtomicFile
{
    public static async Task WriteAsync(string path, Func<FileStream, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        var partial = $"{path}.{Guid.NewGuid():N}.partial";
        try
        {
            using (FileStream file = new(partial, FileMode.CreateNew, FileAccess.ReadWrite))
            {
                await write(file, cancellationToken).ConfigureAwait(false);
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

    public static Task WriteAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        WriteAsync(path, async (file, token) => await file.WriteAsync(content, token).ConfigureAwait(false), cancellationToken);
}
