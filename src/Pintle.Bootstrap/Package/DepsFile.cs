using System.Text.Json;
using Pintle.Shared;

namespace Pintle.Bootstrap.Package;

/// <summary>
/// The assets that a deps.json lists for the layer's RID, in the order of its "libraries", as the .NET host takes them. Knows the file's format
/// (dotnet/sdk, documentation/specs/runtime-configuration-file.md), not which files exist.
/// </summary>
internal sealed class DepsFile
{
    public List<DepsAsset> Managed { get; } = [];
    public List<DepsAsset> Native { get; } = [];
    public List<DepsAsset> Resources { get; } = [];

    /// <exception cref="FaultException">DepsFileInvalid.</exception>
    public static DepsFile Parse(ReadOnlySpan<byte> json, string path, ReadOnlySpan<string> ridFallbacks)
    {
        json = json[ByteOrderMark.LengthIn(json)..];
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        try
        {
            var root = new Root(path);
            root.Read(ref reader);
            var libraries = root.ReadTarget(ref reader);
            var deps = new DepsFile();
            root.TakeLibraries(libraries, deps, ridFallbacks, ref reader);
            return deps;
        }
        catch (JsonException e)
        {
            throw Invalid(path, $"line {e.LineNumber + 1} {JsonPlace.Unreadable}");
        }
        catch (InvalidOperationException)
        {
            throw Invalid(path, $"{JsonPlace.Of(json, reader.TokenStartIndex)} is not of the kind that the format asks for");
        }
    }

    private static FaultException Invalid(string path, string reason) =>
        new(FaultCode.DepsFileInvalid, $"Expected {path} to be a deps.json as dotnet publish writes it, but {reason}. Publish the function again.");

    /// <summary>Onto an object's start; anything else there is reported as a value of the wrong kind.</summary>
    public static void EnterObject(ref Utf8JsonReader reader)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw new InvalidOperationException();
    }

    /// <summary>The three parts of the file that count. They are read where they stand, so that a file in the SDK's own order is gone through once.</summary>
    private ref struct Root(string path)
    {
        private string? _target;
        private Utf8JsonReader _targets;
        private Utf8JsonReader _libraries;
        private bool _hasTargets;
        private bool _hasLibraries;

        public void Read(ref Utf8JsonReader reader)
        {
            EnterObject(ref reader);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("runtimeTarget"u8))
                {
                    _target = TargetName(ref reader);
                    continue;
                }
                if (reader.ValueTextEquals("targets"u8))
                {
                    _targets = reader;
                    _hasTargets = true;
                }
                else if (reader.ValueTextEquals("libraries"u8))
                {
                    _libraries = reader;
                    _hasLibraries = true;
                }
                reader.Skip();
            }
        }

        public readonly List<DepsLibrary> ReadTarget(ref Utf8JsonReader reader)
        {
            if (_target is null || !_hasTargets)
                throw Invalid(path, "it has no entry of \"targets\" that \"runtimeTarget\" names");
            reader = _targets;
            EnterObject(ref reader);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals(_target))
                    return DepsLibrary.ReadAll(ref reader);
                reader.Skip();
            }
            throw Invalid(path, $"its \"targets\" lack \"{Quote.Bounded(_target)}\", which \"runtimeTarget\" names");
        }

        /// <summary>A library that "libraries" doesn't list is no part of the application: the .NET host leaves its assets out. For a file without that list the host has no rule; here all of its libraries count.</summary>
        public readonly void TakeLibraries(List<DepsLibrary> target, DepsFile deps, ReadOnlySpan<string> ridFallbacks, ref Utf8JsonReader reader)
        {
            if (!_hasLibraries)
            {
                foreach (var library in target)
                    library.AddTo(deps, ridFallbacks);
                return;
            }
            reader = _libraries;
            EnterObject(ref reader);
            var next = 0;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                // dotnet publish writes both lists in one order, so the next one is nearly always the right one.
                var index = next < target.Count && reader.ValueTextEquals(target[next].Name) ? next : DepsLibrary.Find(target, reader.GetString()!);
                EnterObject(ref reader);
                if (index < 0)
                {
                    while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                        reader.Skip();
                    continue;
                }
                target[index].ReadProperties(ref reader);
                target[index].AddTo(deps, ridFallbacks);
                next = index + 1;
            }
        }

        /// <summary>runtimeTarget is an object with a name; in old files it is the name itself.</summary>
        private static string? TargetName(ref Utf8JsonReader reader)
        {
            _ = reader.Read();
            if (reader.TokenType == JsonTokenType.String)
                return reader.GetString();
            if (reader.TokenType != JsonTokenType.StartObject)
                throw new InvalidOperationException();
            string? name = null;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isName = reader.ValueTextEquals("name"u8);
                _ = reader.Read();
                if (isName)
                    name = reader.GetString();
                else
                    reader.Skip();
            }
            return name;
        }
    }
}
