using System.Text;
using Pintle.Shared;

namespace Pintle.Bootstrap;

/// <summary>
/// The function's assemblies while its lists are gone through: one file for a name, the higher version's, the later one's where both are equal. Knows nothing of where files are; see
/// <see cref="PackageFolders"/>.
/// </summary>
internal sealed class TrustedAssemblies
{
    private readonly List<Entry> _entries = new(64);
    private readonly Dictionary<string, int> _indexes = new(64, StringComparer.Ordinal);

    private record struct Entry(string Path, AssetVersions Versions);

    /// <summary>Adds a file that no list has a version for, unless one of its name is there.</summary>
    public void AddPlain(string path)
    {
        if (_indexes.TryAdd(Path.GetFileNameWithoutExtension(path), _entries.Count))
            _entries.Add(new Entry(path, default));
    }

    /// <exception cref="FaultException">FunctionFileMissing, or DepsFileInvalid for two files that differ in nothing but their extension.</exception>
    public void Add(in DepsAsset asset, PackageFolders folders, string depsPath)
    {
        if (_indexes.TryGetValue(asset.Name, out var index))
        {
            var existing = _entries[index];
            if (Path.GetFileName(existing.Path) != asset.FileName)
            {
                throw new FaultException(FaultCode.DepsFileInvalid,
                    $"Expected one file for each assembly, but {depsPath} lists {Quote.Bounded(asset.Listed)} beside {existing.Path}. Publish the function again, into an empty folder.");
            }
            if (asset.Versions.CompareTo(existing.Versions) >= 0 && folders.Locate(asset) is { } better)
                _entries[index] = new Entry(better, asset.Versions);
            return;
        }
        _indexes.Add(asset.Name, _entries.Count);
        _entries.Add(new Entry(folders.Locate(asset) ?? throw folders.Missing(asset, depsPath), asset.Versions));
    }

    /// <summary>Settles what the framework has too: the higher version wins, and the framework's where both are equal.</summary>
    public void SettleWith(FrameworkList framework, List<string> assemblies, HashSet<string> overridden)
    {
        Span<byte> name = stackalloc byte[256];
        foreach (var entry in _entries)
        {
            var file = entry.Path.AsSpan(entry.Path.LastIndexOf('/') + 1);
            if (!Encoding.UTF8.TryGetBytes(file, name, out var length) || framework.FindManaged(name[..length]) is not { } frameworks)
                assemblies.Add(entry.Path);
            else if (entry.Versions.CompareTo(frameworks) > 0)
            {
                assemblies.Add(entry.Path);
                _ = overridden.Add(file.ToString());
            }
        }
    }
}
