namespace Pintle.Bootstrap.Package;

/// <summary>One file of a library, as deps.json lists it.</summary>
/// <param name="Listed">The path as it stands in the file.</param>
/// <param name="Path">Below the application's folder, as published: the file's name, for a resource its culture and name, for a RID-specific asset the path as listed.</param>
/// <param name="Versions">What decides between it and another file of that name.</param>
/// <param name="Library">The library that it belongs to.</param>
internal readonly record struct DepsAsset(string Listed, string Path, AssetVersions Versions, DepsLibrary Library)
{
    /// <summary>Below a package store, or a folder of packages.</summary>
    public string PackagePath => $"{Library.Folder}/{Listed}";

    public string FileName => Listed[(Listed.LastIndexOf('/') + 1)..];

    /// <summary>The name that no two files may share: the file's name without its extension, and without ".ni", which marked precompiled files long ago.</summary>
    public string Name
    {
        get
        {
            var name = System.IO.Path.GetFileNameWithoutExtension(Listed);
            return name.EndsWith(".ni", StringComparison.Ordinal) ? name[..^3] : name;
        }
    }
}
