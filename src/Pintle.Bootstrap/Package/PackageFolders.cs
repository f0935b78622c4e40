using Pintle.Bootstrap.Posix;
using Pintle.Shared;

namespace Pintle.Bootstrap.Package;

/// <summary>
/// Where an asset's file is looked for: below the function's folder, then in package stores (DOTNET_SHARED_STORE) and in additionalProbingPaths. As in the .NET host, nothing checks that a file
/// is there which can only be in the function's folder: the CLR opens it when it is needed.
/// </summary>
internal sealed class PackageFolders
{
    private const string Placeholder = "|arch|/|tfm|";
    private readonly string _taskRoot;
    private readonly List<string> _probed = [];
    private bool _checksFiles;

    /// <param name="taskRoot">The function's folder, or a plug-in's.</param>
    /// <param name="probed">What <see cref="Probed"/> of another gave.</param>
    public PackageFolders(string taskRoot, IReadOnlyList<string>? probed = null)
    {
        _taskRoot = taskRoot;
        if (probed is not { Count: > 0 })
            return;
        _probed.AddRange(probed);
        _checksFiles = true;
    }

    /// <summary>The folders beside the function's own, in their order.</summary>
    public IReadOnlyList<string> Probed => _probed;

    /// <summary>From here on each file is checked to be there, because several folders, or several lists of assets, may have it.</summary>
    public void CheckFiles() => _checksFiles = true;

    public void AddStores(string? sharedStore, string rid, string? targetFramework)
    {
        if (sharedStore is null || targetFramework is null)
            return;
        foreach (var folder in sharedStore.Split(':', StringSplitOptions.RemoveEmptyEntries))
        {
            if (LibC.RealPath(folder) is { } real)
                AddExisting($"{real}/{Architecture(rid)}/{targetFramework}");
        }
    }

    /// <summary>A path that does not exist is tried once more with the architecture and the target framework in place of the host's placeholder, and then left out.</summary>
    public void AddProbingPaths(List<string> paths, string rid, string? targetFramework)
    {
        foreach (var path in paths)
        {
            var real = LibC.RealPath(path);
            if (real is null && path.Contains(Placeholder, StringComparison.Ordinal) && targetFramework is not null)
                real = LibC.RealPath(path.Replace(Placeholder, $"{Architecture(rid)}/{targetFramework}", StringComparison.Ordinal));
            if (real is not null)
                AddExisting(real);
        }
    }

    /// <returns>The file's path, or null when it is in none of the folders.</returns>
    public string? Locate(in DepsAsset asset)
    {
        var own = $"{_taskRoot}/{asset.Path}";
        if (!_checksFiles || File.Exists(own))
            return own;
        foreach (var folder in _probed)
        {
            var path = $"{folder}/{asset.PackagePath}";
            if (File.Exists(path))
                return path;
        }
        return null;
    }

    public FaultException Missing(in DepsAsset asset, string depsPath) => new(FaultCode.FunctionFileMissing,
        $"Expected {asset.Path} in {_taskRoot}{(_probed.Count == 0 ? "" : $", or {asset.PackagePath} in {string.Join(" or ", _probed)}")}, because {depsPath} lists it, but it is not there. "
        + $"Publish the function again, and zip the whole publish folder{(_probed.Count == 0 ? "" : "; or attach the layer that has the package store")}.");

    private static string Architecture(string rid) => rid[(rid.LastIndexOf('-') + 1)..];

    private void AddExisting(string folder)
    {
        if (!Directory.Exists(folder))
            return;
        _probed.Add(folder);
        _checksFiles = true;
    }
}
