using System.IO.Compression;
using Pintle.Layer.Optimize;
using Pintle.Layer.Rehearse;
using Pintle.Testing;

namespace Pintle.Cli.Optimizing;

/// <summary>Where a command puts the package that it makes: a zip, or a folder that the finished package replaces as a whole. Checked before the work begins.</summary>
internal sealed class PackageOutput : IDisposable
{
    private readonly TemporaryFolder? _scratch;
    private readonly string? _folder;

    /// <param name="option">What names it, for the messages.</param>
    /// <param name="asked">An existing folder, or a path that ends in /, is a folder; any other is a zip.</param>
    /// <param name="given">The function as the user named it, which may be replaced by what is made of it.</param>
    /// <exception cref="ToolException">Something else is there, or nothing may be written there.</exception>
    public PackageOutput(string option, string asked, string given)
    {
        if (!asked.EndsWith('/') && !Directory.Exists(asked))
        {
            Zip = OutputFile.Require(option, asked)!;
            return;
        }
        _folder = Path.GetFullPath(asked);
        if (Directory.Exists(_folder) && Directory.EnumerateFileSystemEntries(_folder).Any() && Path.TrimEndingDirectorySeparator(_folder) != Path.TrimEndingDirectorySeparator(Path.GetFullPath(given)) && !IsMade(_folder))
            throw new ToolException($"Expected {option} to name an empty folder, the function's own or one that was written before, but {_folder} holds something else, which would be removed. Name another folder.");
        _scratch = new TemporaryFolder(keep: false);
        Zip = Path.Combine(_scratch.Path, "package.zip");
    }

    /// <summary>Where the package is to be made.</summary>
    public string Zip { get; }

    /// <returns>Where the package is now: a zip, or the folder that it fills.</returns>
    /// <exception cref="ToolException">It cannot be written; what was there is still there.</exception>
    public string Deliver()
    {
        if (_folder is null)
            return Zip;
        Fill(Zip, Path.TrimEndingDirectorySeparator(_folder));
        return _folder;
    }

    public void Dispose() => _scratch?.Dispose();

    private static bool IsMade(string folder) => File.Exists(Path.Combine(folder, OptimizedManifest.RelativePath)) || Directory.Exists(Path.Combine(folder, FunctionRehearsal.PackageFolder));

    private static void Fill(string zip, string folder)
    {
        var beside = $"{folder}.{Guid.NewGuid():N}";
        try
        {
            ZipFile.ExtractToDirectory(zip, beside + ".new");
            if (Directory.Exists(folder))
                Directory.Move(folder, beside + ".old");
            Directory.Move(beside + ".new", folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (!Directory.Exists(folder) && Directory.Exists(beside + ".old"))
                Directory.Move(beside + ".old", folder);
            throw new ToolException($"Expected to write the package into {folder}, but the system refused: {e.Message} Free space, correct the permissions, or name another folder.");
        }
        finally
        {
            foreach (var left in (string[])[beside + ".new", beside + ".old"])
            {
                if (Directory.Exists(left))
                    Directory.Delete(left, recursive: true);
            }
        }
    }
}
