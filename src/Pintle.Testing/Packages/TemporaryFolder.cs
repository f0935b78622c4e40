namespace Pintle.Testing;

/// <summary>A folder of this process in the host's temporary folder.</summary>
internal sealed class TemporaryFolder(bool keep) : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("pintle-function-").FullName;

    public string Create(string name) => Directory.CreateDirectory(System.IO.Path.Combine(Path, name)).FullName;

    public void Dispose()
    {
        if (!keep)
            Delete(Path);
    }

    /// <summary>Removes a folder as far as that is possible: a rest in the temporary folder is no reason to fail.</summary>
    public static void Delete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Another process may be at work in it or may have removed it.
        }
    }
}
