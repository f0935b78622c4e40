using System.Text.Json;
using Pintle.Shared;

namespace Pintle.Bootstrap;

/// <summary>
/// The assets that a function's deps.json lists for the layer's RID. Knows the file's format (dotnet/sdk, documentation/specs/runtime-configuration-file.md), not which files exist.
/// </summary>
internal sealed class DepsFile
{
    public List<Asset> Managed { get; } = [];
    public List<Asset> Native { get; } = [];
    public List<Asset> Resources { get; } = [];

    /// <param name="Path">Relative to the package, as published: the file's name, for a resource its culture and name, for a RID-specific asset the path as listed.</param>
    /// <param name="Versions">What decides against the framework's file of that name.</param>
    public readonly record struct Asset(string Path, AssetVersions Versions);

    /// <summary>Reads the runtime target's assets. A RID-specific asset replaces the general one of its library, the closest RID first.</summary>
    /// <exception cref="FaultException">DepsFileInvalid.</exception>
    public static DepsFile Parse(ReadOnlySpan<byte> json, string path, ReadOnlySpan<string> ridFallbacks)
    {
        var reader = new Utf8JsonReader(json[ByteOrderMark.LengthIn(json)..], new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        var deps = new DepsFile();
        try
        {
            var target = TargetName(reader);
            if (target is null || !FindTarget(ref reader, target))
                throw Invalid(path, "it has no entry of \"targets\" that \"runtimeTarget\" names");
            deps.ReadLibraries(ref reader, ridFallbacks);
            return deps;
        }
        catch (JsonException e)
        {
            throw Invalid(path, $"line {e.LineNumber + 1} is not JSON");
        }
        catch (InvalidOperationException)
        {
            throw Invalid(path, "a value is not of the kind that the format asks for");
        }
    }

    private static FaultException Invalid(string path, string reason) =>
        new(FaultCode.DepsFileInvalid, $"Expected {path} to be a deps.json as dotnet publish writes it, but {reason}. Publish the function again.");

    /// <summary>runtimeTarget is an object with a name, or in old files the name itself. The reader is a copy: the targets are read afterwards from the start.</summary>
    private static string? TargetName(Utf8JsonReader reader)
    {
        if (!EnterProperty(ref reader, "runtimeTarget"u8))
            return null;
        if (reader.TokenType == JsonTokenType.String)
            return reader.GetString();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isName = reader.ValueTextEquals("name"u8);
            _ = reader.Read();
            if (isName)
                return reader.GetString();
            reader.Skip();
        }
        return null;
    }

    private static bool FindTarget(ref Utf8JsonReader reader, string target)
    {
        if (!EnterProperty(ref reader, "targets"u8) || reader.TokenType != JsonTokenType.StartObject)
            return false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var found = reader.ValueTextEquals(target);
            _ = reader.Read();
            if (found)
                return reader.TokenType == JsonTokenType.StartObject;
            reader.Skip();
        }
        return false;
    }

    /// <summary>From the start of a document, onto the value of one property of its root.</summary>
    private static bool EnterProperty(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            return false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var found = reader.ValueTextEquals(name);
            _ = reader.Read();
            if (found)
                return true;
            reader.Skip();
        }
        return false;
    }

    /// <summary>Onto an object's start; anything else there is reported as a value of the wrong kind.</summary>
    private static void EnterObject(ref Utf8JsonReader reader)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw new InvalidOperationException();
    }

    private void ReadLibraries(ref Utf8JsonReader reader, ReadOnlySpan<string> ridFallbacks)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            EnterObject(ref reader);
            var library = new Library();
            library.Read(ref reader);
            library.AddTo(this, ridFallbacks);
        }
    }

    /// <summary>The assets of one library while it is read: which RID's are taken shows only at its end.</summary>
    private sealed class Library
    {
        private readonly List<Asset> _runtime = [];
        private readonly List<Asset> _native = [];
        private readonly List<Asset> _resources = [];
        private readonly List<(string Rid, bool IsNative, Asset Asset)> _ridSpecific = [];

        public void Read(ref Utf8JsonReader reader)
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("runtime"u8))
                    ReadAssets(ref reader, _runtime, FileName);
                else if (reader.ValueTextEquals("native"u8))
                    ReadAssets(ref reader, _native, FileName);
                else if (reader.ValueTextEquals("resources"u8))
                    ReadAssets(ref reader, _resources, CultureAndFileName);
                else if (reader.ValueTextEquals("runtimeTargets"u8))
                    ReadRuntimeTargets(ref reader);
                else
                    reader.Skip();
            }
        }

        public void AddTo(DepsFile deps, ReadOnlySpan<string> ridFallbacks)
        {
            var managed = Closest(ridFallbacks, isNative: false);
            var native = Closest(ridFallbacks, isNative: true);
            deps.Managed.AddRange(managed.Count > 0 ? managed : _runtime);
            deps.Native.AddRange(native.Count > 0 ? native : _native);
            deps.Resources.AddRange(_resources);
        }

        private List<Asset> Closest(ReadOnlySpan<string> ridFallbacks, bool isNative)
        {
            var assets = new List<Asset>();
            foreach (var rid in ridFallbacks)
            {
                foreach (var candidate in _ridSpecific)
                {
                    if (candidate.IsNative == isNative && candidate.Rid == rid)
                        assets.Add(candidate.Asset);
                }
                if (assets.Count > 0)
                    break;
            }
            return assets;
        }

        private static void ReadAssets(ref Utf8JsonReader reader, List<Asset> assets, Func<string, string> publishedPath)
        {
            EnterObject(ref reader);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var path = reader.GetString()!;
                var properties = ReadProperties(ref reader);
                if (!path.EndsWith("/_._", StringComparison.Ordinal))
                    assets.Add(new Asset(publishedPath(path), properties.Versions));
            }
        }

        private void ReadRuntimeTargets(ref Utf8JsonReader reader)
        {
            EnterObject(ref reader);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var path = reader.GetString()!;
                var properties = ReadProperties(ref reader);
                if (properties.Rid is not null && !path.EndsWith("/_._", StringComparison.Ordinal))
                    _ridSpecific.Add((properties.Rid, properties.IsNative, new Asset(path, properties.Versions)));
            }
        }

        private static (string? Rid, bool IsNative, AssetVersions Versions) ReadProperties(ref Utf8JsonReader reader)
        {
            string? rid = null;
            var isNative = false;
            Version? assembly = null, file = null;
            EnterObject(ref reader);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("assemblyVersion"u8))
                    assembly = ReadVersion(ref reader);
                else if (reader.ValueTextEquals("fileVersion"u8))
                    file = ReadVersion(ref reader);
                else if (reader.ValueTextEquals("rid"u8) && reader.Read())
                    rid = reader.GetString();
                else if (reader.ValueTextEquals("assetType"u8) && reader.Read())
                    isNative = reader.ValueTextEquals("native"u8);
                else
                    reader.Skip();
            }
            return (rid, isNative, new AssetVersions(assembly, file));
        }

        private static Version? ReadVersion(ref Utf8JsonReader reader)
        {
            _ = reader.Read();
            return reader.TokenType is JsonTokenType.String or JsonTokenType.Null ? AssetVersions.Parse(reader.ValueSpan) : throw new InvalidOperationException();
        }

        /// <summary>dotnet publish copies a package's assets next to the application; only the file's name is left of the path in the package.</summary>
        private static string FileName(string path) => path[(path.LastIndexOf('/') + 1)..];

        private static string CultureAndFileName(string path)
        {
            var name = path.LastIndexOf('/');
            return name < 0 ? path : path[(path.LastIndexOf('/', name - 1 < 0 ? 0 : name - 1) + 1)..];
        }
    }
}
