using System.IO.Compression;
using Pintle.Layer.Output;
using Pintle.Layer.Tree;

namespace Pintle.Layer.Optimize;

/// <summary>A function's package, copied into a folder that may be changed: every file with its mode. It does not know what the files are.</summary>
internal sealed class FunctionFiles
{
    private const int TypeMask = 0xF000;
    private const int RegularFile = 0x8000;
    private const int ModeMask = 0x1FF;
    private const UnixFileMode Readable = (UnixFileMode)0b100_100_100;

    // A zip made on Windows holds no modes; then everything may be read and run, as in the sandbox.
    private const UnixFileMode WithoutMode = (UnixFileMode)0b111_101_101;

    private readonly SortedDictionary<string, TreeFile> _files = new(StringComparer.Ordinal);

    private FunctionFiles(string root) => Root = root;

    public string Root { get; }

    /// <summary>In ordinal order of their paths.</summary>
    public IReadOnlyCollection<TreeFile> All => _files.Values;

    /// <param name="source">The package: a zip or a folder.</param>
    /// <param name="root">The folder of the copy, which does not exist yet.</param>
    /// <exception cref="LayerException">It is no package that Lambda takes.</exception>
    public static async Task<FunctionFiles> CopyAsync(string source, string root, CancellationToken cancellationToken)
    {
        var files = new FunctionFiles(root);
        _ = Directory.CreateDirectory(root);
        try
        {
            if (Directory.Exists(source))
                files.CopyFolder(source, cancellationToken);
            else
                await files.UnzipAsync(source, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw Invalid(source, e.Message, e);
        }

        return files;
    }

    public TreeFile? Find(string path) => _files.GetValueOrDefault(path);

    public void Remove(string path)
    {
        File.Delete(_files[path].FullPath);
        _ = _files.Remove(path);
    }

    /// <summary>Writes a new file, or replaces one that is there and keeps its mode.</summary>
    public void Write(string path, ReadOnlySpan<byte> content)
    {
        var full = Path.Combine(Root, path);
        _ = Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllBytes(full, content);
        Take(path, _files.TryGetValue(path, out var there) ? there.Mode : Readable | UnixFileMode.UserWrite);
    }

    /// <summary>Writes the package, whole or not at all; the same files give the same bytes.</summary>
    /// <exception cref="LayerException">It cannot be written.</exception>
    public async Task ZipAsync(string zip, IProgress<BuildStep>? progress, CancellationToken cancellationToken)
    {
        try
        {
            _ = Directory.CreateDirectory(Path.GetDirectoryName(zip)!);
            await AtomicFile.WriteAsync(
                zip,
                (file, token) => new ZipWriter(file).WriteAsync(All, done => progress?.Report(new BuildStep(BuildStage.Zip, $"zipping {Path.GetFileName(zip)}", done)), token),
                cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LayerException(LayerFault.OutputUnwritable, $"The package could not be written to {zip}: {e.Message} Free space, correct the folder's permissions, or name another file with --output.", e);
        }
    }

    private void CopyFolder(string folder, CancellationToken cancellationToken)
    {
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var path = Path.GetRelativePath(folder, file).Replace('\\', '/');
            File.Copy(file, Place(path));
            Take(path, OperatingSystem.IsWindows() ? WithoutMode : File.GetUnixFileMode(file));
        }
    }

    private async Task UnzipAsync(string zip, CancellationToken cancellationToken)
    {
        using var archive = await ZipFile.OpenReadAsync(zip, cancellationToken).ConfigureAwait(false);
        foreach (var entry in archive.Entries.Where(entry => !entry.FullName.EndsWith('/')))
        {
            var unix = (entry.ExternalAttributes >> 16) & 0xFFFF;
            if (entry.FullName.StartsWith('/') || entry.FullName.Contains('\\', StringComparison.Ordinal) || entry.FullName.Split('/').Any(part => part is "" or "." or ".."))
                throw Invalid(zip, $"the entry {Quote(entry.FullName)} is no path below the package's root.");
            if ((unix & TypeMask) is not (0 or RegularFile))
                throw Invalid(zip, $"the entry {Quote(entry.FullName)} is no regular file.");
            if (_files.ContainsKey(entry.FullName))
                throw Invalid(zip, $"the entry {Quote(entry.FullName)} is there twice.");
            using (var content = await entry.OpenAsync(cancellationToken).ConfigureAwait(false))
            using (var file = new FileStream(Place(entry.FullName), FileMode.CreateNew))
                await content.CopyToAsync(file, cancellationToken).ConfigureAwait(false);
            Take(entry.FullName, (unix & ModeMask) == 0 ? WithoutMode : (UnixFileMode)(unix & ModeMask));
        }
    }

    private string Place(string path)
    {
        var full = Path.Combine(Root, path);
        _ = Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        return full;
    }

    private void Take(string path, UnixFileMode mode)
    {
        var file = new TreeFile(path, Path.Combine(Root, path), mode | Readable, "function");
        UnixModes.Set(file.FullPath, file.Mode | UnixFileMode.UserWrite);
        _files[path] = file;
    }

    private static string Quote(string name) => $"\"{new string([.. name.Take(80).Select(c => char.IsControl(c) ? '?' : c)])}\"";

    private static LayerException Invalid(string source, string reason, Exception? cause = null) =>
        new(LayerFault.SubjectInvalid, $"Expected a function's zip or folder at {source}, but {reason} Give the package that is deployed.", cause);
}
