namespace Pintle.Bootstrap.Package;

/// <summary>One file of a library, as deps.json lists it.</summary>
/// <param name="Listed">The path as it stands in the file.</param>
/// <param name="Path">Below the application's folder, as published: the file's name, for a resource its culture and name, for a RID-specific asset the path as listed.</param>
/// <param name="Versions">What decides against another file of that name.</param>
/// <param name="Library">Whose it is.</param>
internal readonly record struct DepsAsset(string Listed, string Path, AssetVersions Versions, DepsLibrary Library)
{
    /// <summary>Below a package store, or a folder of packages.</summary>
    public string PackagePath => $"{Library.Folder}/{Listed}";

    public string FileName => Listed[(Listed.LastIndexOf('/') + 1)..];

    /// <summary>What two files may not both have: the file's name without its extension, nor ".ni", which marked precompiled files long ago.</summary>
    public string Name
    {
        get
        {
            var name = System.IO.Path.GetFileNameWithoutExtension(Listed);
            return name.EndsWith(".ni", StringComparison.Ordinal) ? name[..^3] : name;
        }
    }
}
