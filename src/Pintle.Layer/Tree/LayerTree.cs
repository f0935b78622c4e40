using System.Security.Cryptography;
using Pintle.Layer.Output;

namespace Pintle.Layer.Tree;

/// <summary>A layer that grows in a folder: each file with its mode and origin. It does not know why a file is there.</summary>
internal sealed class LayerTree(string root, UnixFileMode folderMode)
{
    private readonly SortedDictionary<string, TreeFile> _files = new(StringComparer.Ordinal);

    public string Root => root;

    /// <summary>The files in ordinal order of their paths.</summary>
    public IReadOnlyCollection<TreeFile> Files => _files.Values;

    /// <param name="path">Inside the layer, with slashes.</param>
    /// <param name="write">Writes the file at the full path that it gets; the mode is set afterwards.</param>
    public async Task AddAsync(string path, UnixFileMode mode, string origin, Func<string, Task> write)
    {
        var full = Path.Combine(root, path);
        if (!_files.TryAdd(path, new TreeFile(path, full, mode, origin)))
        {
            throw new LayerException(
                LayerFault.DefinitionInvalid,
                $"Two files would stand at \"{path}\" in the layer, from {_files[path].Origin} and from {origin}. Correct the rules of layer/layer.json.");
        }

        MakeFolders(path);
        await write(full).ConfigureAwait(false);
        UnixModes.Set(full, mode);
    }

    /// <summary>Puts another file in the place of one that is there; its mode and origin stay.</summary>
    public void Replace(string path, string with)
    {
        var file = _files[path];
        File.Move(with, file.FullPath, overwrite: true);
        UnixModes.Set(file.FullPath, file.Mode);
    }

    /// <summary>Every file with its size and digest, in ordinal order.</summary>
    public async Task<IReadOnlyList<ManifestFile>> DescribeAsync(CancellationToken cancellationToken)
    {
        var described = new List<ManifestFile>(_files.Count);
        foreach (var file in _files.Values)
        {
            using var content = File.OpenRead(file.FullPath);
            var digest = await SHA256.HashDataAsync(content, cancellationToken).ConfigureAwait(false);
            described.Add(new ManifestFile(file.Path, content.Length, Convert.ToHexStringLower(digest), UnixModes.Octal(file.Mode), file.Origin));
        }

        return described;
    }

    private void MakeFolders(string path)
    {
        for (var slash = path.IndexOf('/', StringComparison.Ordinal); slash >= 0; slash = path.IndexOf('/', slash + 1))
        {
            var folder = Path.Combine(root, path[..slash]);
            if (!Directory.Exists(folder))
            {
                _ = Directory.CreateDirectory(folder);
                UnixModes.Set(folder, folderMode);
            }
        }
    }
}

/// <summary>A file of a layer on disk.</summary>
internal sealed record TreeFile(string Path, string FullPath, UnixFileMode Mode, string Origin);
