using System.Text;
using Pintle.Bootstrap.Package;
using Pintle.Shared;

namespace Pintle.Bootstrap.Framework;

/// <summary>
/// The function's assemblies while its lists are gone through. Each name has one file: that with the higher version, and of equal versions the later one. Does not know where files are; see
/// <see cref="PackageFolders"/>.
/// </summary>
internal sealed class TrustedAssemblies
{
    private readonly bool _allowsMissing;
    private readonly List<Entry> _entries = new(64);
    private readonly Dictionary<string, int> _indexes = new(64, StringComparer.Ordinal);

    /// <param name="allowsMissing">Leaves out an assembly whose file is in none of the folders. For the function's own assemblies that is a fault.</param>
    public TrustedAssemblies(bool allowsMissing = false) => _allowsMissing = allowsMissing;

    /// <summary>The assemblies' files, where no framework is to be compared with them.</summary>
    public IEnumerable<string> Paths => _entries.Select(entry => entry.Path);

    private record struct Entry(string Path, AssetVersions Versions);

    /// <summary>Adds a file for which no list has a version, unless there is a file of that name already.</summary>
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
        var path = folders.Locate(asset);
        if (path is null && _allowsMissing)
            return;
        _indexes.Add(asset.Name, _entries.Count);
        _entries.Add(new Entry(path ?? throw folders.Missing(asset, depsPath), asset.Versions));
    }

    /// <summary>
    /// Adds Amazon's loop. Where the function brings an assembly too, the higher version wins; but the function's Amazon.Lambda.Core always wins, because its types are in the function's signatures.
    /// </summary>
    public void TakeEngine(FrameworkList framework, string folder)
    {
        foreach (var entry in framework.Engine)
        {
            var file = Encoding.UTF8.GetString(framework.NameOf(entry));
            var name = Path.GetFileNameWithoutExtension(file);
            var layers = new Entry($"{folder}/{file}", framework.VersionsOf(entry));
            if (_indexes.TryAdd(name, _entries.Count))
                _entries.Add(layers);
            else if (name != "Amazon.Lambda.Core" && layers.Versions.CompareTo(_entries[_indexes[name]].Versions) > 0)
                _entries[_indexes[name]] = layers;
        }
    }

    /// <summary>Settles names that the framework has too: the higher version wins, and of equal versions the framework's.</summary>
    public void SettleWith(FrameworkList framework, List<string> assemblies, HashSet<string> overridden)
    {
        Span<byte> name = stackalloc byte[256];
        foreach (var entry in _entries)
        {
            var file = entry.Path.AsSpan(entry.Path.LastIndexOf('/') + 1);
            if (!Encoding.UTF8.TryGetBytes(file, name, out var length) || framework.FindManaged(name[..length]) is not { } frameworks)
            {
                assemblies.Add(entry.Path);
            }
            else if (entry.Versions.CompareTo(frameworks) > 0)
            {
                assemblies.Add(entry.Path);
                _ = overridden.Add(file.ToString());
            }
        }
    }
}
