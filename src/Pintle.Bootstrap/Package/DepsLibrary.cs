using System.Text.Json;

namespace Pintle.Bootstrap.Package;

/// <summary>One library of a deps.json's target, with its assets: which RID's are taken shows only at its end.</summary>
internal sealed class DepsLibrary
{
    private const string Placeholder = "/_._";

    private readonly List<Entry> _runtime = [];
    private List<Entry>? _native;
    private List<Entry>? _resources;
    private List<Entry>? _ridSpecific;
    private string? _folder;
    private bool _isRuntimePack;

    private enum AssetType { Runtime, Native, Resources, Other }

    private readonly record struct Entry(string Listed, string? Local, AssetVersions Versions, string? Rid, AssetType Type);

    private DepsLibrary(string name) => Name = name;

    /// <summary>Name and version, with a slash between them.</summary>
    public string Name { get; }

    /// <summary>Its path below a package store.</summary>
    public string Folder => string.IsNullOrEmpty(_folder) ? Name : _folder;

    /// <summary>Reads the target that the reader stands at the name of.</summary>
    public static List<DepsLibrary> ReadAll(ref Utf8JsonReader reader)
    {
        var libraries = new List<DepsLibrary>(64);
        DepsFile.EnterObject(ref reader);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var library = new DepsLibrary(reader.GetString()!);
            DepsFile.EnterObject(ref reader);
            library.ReadAssets(ref reader);
            libraries.Add(library);
        }
        return libraries;
    }

    public static int Find(List<DepsLibrary> libraries, string name)
    {
        for (var i = 0; i < libraries.Count; i++)
        {
            if (libraries[i].Name == name)
                return i;
        }
        return -1;
    }

    /// <summary>Reads the library's entry of "libraries", inside the object.</summary>
    public void ReadProperties(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("path"u8))
                _folder = OptionalText(ref reader);
            else if (reader.ValueTextEquals("type"u8))
                _isRuntimePack = string.Equals(OptionalText(ref reader), "runtimepack", StringComparison.OrdinalIgnoreCase);
            else
                reader.Skip();
        }
    }

    /// <summary>RID-specific assets replace the general ones of their type, the closest RID first.</summary>
    public void AddTo(DepsFile deps, ReadOnlySpan<string> ridFallbacks)
    {
        Add(deps.Managed, AssetType.Runtime, _runtime, ridFallbacks);
        Add(deps.Native, AssetType.Native, _native, ridFallbacks);
        Add(deps.Resources, AssetType.Resources, _resources, ridFallbacks);
    }

    private void Add(List<DepsAsset> assets, AssetType type, List<Entry>? general, ReadOnlySpan<string> ridFallbacks)
    {
        if (_ridSpecific is not null && Closest(type, ridFallbacks) is { } rid)
        {
            foreach (var entry in _ridSpecific)
            {
                if (entry.Type == type && entry.Rid == rid && !entry.Listed.EndsWith(Placeholder, StringComparison.Ordinal))
                    assets.Add(new DepsAsset(entry.Listed, entry.Local ?? entry.Listed, entry.Versions, this));
            }
            return;
        }
        if (general is null)
            return;
        foreach (var entry in general)
        {
            if (!entry.Listed.EndsWith(Placeholder, StringComparison.Ordinal))
                assets.Add(new DepsAsset(entry.Listed, PublishedPath(entry, type), entry.Versions, this));
        }
    }

    private string? Closest(AssetType type, ReadOnlySpan<string> ridFallbacks)
    {
        foreach (var rid in ridFallbacks)
        {
            foreach (var entry in _ridSpecific!)
            {
                if (entry.Type == type && entry.Rid == rid)
                    return rid;
            }
        }
        return null;
    }

    /// <summary>dotnet publish copies a package's assets next to the application; only the file's name is left of the path in the package, and for a resource its culture too.</summary>
    private string PublishedPath(Entry entry, AssetType type)
    {
        if (entry.Local is not null || _isRuntimePack)
            return entry.Local ?? entry.Listed;
        var name = entry.Listed.LastIndexOf('/');
        if (name > 0 && type == AssetType.Resources)
            name = entry.Listed.LastIndexOf('/', name - 1);
        return entry.Listed[(name + 1)..];
    }

    private void ReadAssets(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("runtime"u8))
                ReadEntries(ref reader, _runtime, AssetType.Runtime);
            else if (reader.ValueTextEquals("native"u8))
                ReadEntries(ref reader, _native ??= [], AssetType.Native);
            else if (reader.ValueTextEquals("resources"u8))
                ReadEntries(ref reader, _resources ??= [], AssetType.Resources);
            else if (reader.ValueTextEquals("runtimeTargets"u8))
                ReadEntries(ref reader, _ridSpecific ??= [], AssetType.Other);
            else
                reader.Skip();
        }
    }

    private static void ReadEntries(ref Utf8JsonReader reader, List<Entry> entries, AssetType type)
    {
        DepsFile.EnterObject(ref reader);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            entries.Add(ReadEntry(ref reader, reader.GetString()!, type));
    }

    private static Entry ReadEntry(ref Utf8JsonReader reader, string listed, AssetType type)
    {
        string? rid = null, local = null;
        Version? assembly = null, file = null;
        DepsFile.EnterObject(ref reader);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("assemblyVersion"u8))
                assembly = ReadVersion(ref reader);
            else if (reader.ValueTextEquals("fileVersion"u8))
                file = ReadVersion(ref reader);
            else if (reader.ValueTextEquals("localPath"u8))
                local = OptionalText(ref reader);
            else if (type == AssetType.Other && reader.ValueTextEquals("rid"u8) && reader.Read())
                rid = reader.GetString();
            else if (reader.ValueTextEquals("assetType"u8) && reader.Read())
                type = TypeOf(ref reader, type);
            else
                reader.Skip();
        }
        // No file has such a name, and CoreCLR's list of files would end there.
        if (listed.Contains('\0', StringComparison.Ordinal) || local?.Contains('\0', StringComparison.Ordinal) == true)
            throw new InvalidOperationException();
        return new Entry(listed, string.IsNullOrEmpty(local) ? null : local, new AssetVersions(assembly, file), rid, type);
    }

    /// <summary>Only RID-specific assets say of what type they are; for others the list that they are in says it.</summary>
    private static AssetType TypeOf(ref Utf8JsonReader reader, AssetType listed)
    {
        var text = reader.GetString();
        if (listed != AssetType.Other)
            return listed;
        return string.Equals(text, "native", StringComparison.OrdinalIgnoreCase) ? AssetType.Native
            : string.Equals(text, "runtime", StringComparison.OrdinalIgnoreCase) ? AssetType.Runtime
            : string.Equals(text, "resources", StringComparison.OrdinalIgnoreCase) ? AssetType.Resources
            : AssetType.Other;
    }

    private static Version? ReadVersion(ref Utf8JsonReader reader)
    {
        _ = reader.Read();
        if (reader.TokenType == JsonTokenType.String)
            return AssetVersions.Parse(reader.ValueSpan);
        reader.Skip();
        return null;
    }

    /// <summary>A value of another kind counts as absent, as in the .NET host.</summary>
    private static string? OptionalText(ref Utf8JsonReader reader)
    {
        _ = reader.Read();
        if (reader.TokenType == JsonTokenType.String)
            return reader.GetString();
        reader.Skip();
        return null;
    }
}
