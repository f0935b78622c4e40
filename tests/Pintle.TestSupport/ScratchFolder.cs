namespace Pintle.TestSupport;

/// <summary>A folder of a test's own, removed with it. PINTLE_KEEP_SCRATCH=1 keeps it to be looked at.</summary>
public sealed class ScratchFolder : IDisposable
{
    private const string Prefix = "pintle-test-";

    /// <summary>A test run that was killed could not remove its own.</summary>
    private static readonly Lazy<bool> Swept = new(RemoveThoseOfDeadProcesses);

    public ScratchFolder()
    {
        _ = Swept.Value;
        Path = Directory.CreateTempSubdirectory($"{Prefix}{Environment.ProcessId}-").FullName;
    }

    public string Path { get; }

    /// <summary>Writes a file below the folder, with the folders on its way.</summary>
    public string Write(string relativePath, string content)
    {
        var path = System.IO.Path.Combine(Path, relativePath);
        _ = Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
        return path;
    }

    /// <summary>Writes a file that everybody may execute.</summary>
    public string Script(string relativePath, string content)
    {
        var path = Write(relativePath, content);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, (UnixFileMode)Convert.ToInt32("755", 8));
        return path;
    }

    /// <summary>Copies a folder's files into this one.</summary>
    public ScratchFolder CopyFrom(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            var copy = System.IO.Path.Combine(Path, System.IO.Path.GetRelativePath(folder, file));
            _ = Directory.CreateDirectory(System.IO.Path.GetDirectoryName(copy)!);
            File.Copy(file, copy, overwrite: true);
        }
        return this;
    }

    public void Dispose()
    {
        if (Environment.GetEnvironmentVariable("PINTLE_KEEP_SCRATCH") != "1")
            Directory.Delete(Path, recursive: true);
    }

    private static bool RemoveThoseOfDeadProcesses()
    {
        foreach (var folder in Directory.GetDirectories(System.IO.Path.GetTempPath(), Prefix + "*"))
        {
            var owner = System.IO.Path.GetFileName(folder)[Prefix.Length..].Split('-');
            if (owner.Length != 2 || !int.TryParse(owner[0], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var process) || Directory.Exists($"/proc/{process}"))
                continue;
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                // Another test run removes it at this moment, or another user's.
            }
        }

        return true;
    }
}
