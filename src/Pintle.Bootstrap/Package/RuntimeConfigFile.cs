using System.Text.Json;
using Pintle.Bootstrap.Clr;
using Pintle.Bootstrap.Framework;
using Pintle.Shared;

namespace Pintle.Bootstrap.Package;

/// <summary>What the function's runtimeconfig.json says: frameworks, roll-forward, folders to probe, properties. Does not decide whether the layer suffices; see <see cref="RollForwardRule"/>.</summary>
internal sealed class RuntimeConfigFile
{
    private readonly string _path;

    private RuntimeConfigFile(string path) => _path = path;

    public List<FrameworkReference> Frameworks { get; } = [];
    public string? RollForward { get; private set; }

    /// <summary>tfm, such as net10.0: names a folder of a package store.</summary>
    public string? TargetFramework { get; private set; }

    /// <summary>additionalProbingPaths, in the order in which they are asked.</summary>
    public List<string> ProbingPaths { get; } = [];

    /// <summary>configProperties, in the file's order; values as text, as the .NET host passes them.</summary>
    public List<KeyValuePair<string, string>> Properties { get; } = [];

    /// <exception cref="FaultException">RuntimeConfigInvalid, or FrameworkMismatch for a self-contained publish.</exception>
    public static RuntimeConfigFile Parse(ReadOnlyMemory<byte> json, string path)
    {
        var config = new RuntimeConfigFile(path);
        try
        {
            using var document = JsonDocument.Parse(json[ByteOrderMark.LengthIn(json.Span)..], new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw config.Invalid("its root is not an object");
            if (document.RootElement.TryGetProperty("runtimeOptions"u8, out var options) && options.ValueKind != JsonValueKind.Null)
                config.ReadOptions(config.Require(options, JsonValueKind.Object, "runtimeOptions"));
            return config;
        }
        catch (JsonException e)
        {
            throw config.Invalid($"line {e.LineNumber + 1} {JsonPlace.Unreadable}");
        }
        catch (InvalidOperationException)
        {
            throw config.Invalid("it holds text that is not UTF-8");
        }
    }

    /// <summary>Adds what runtimeconfig.dev.json says: its folders after the file's own, its properties where the file has none of that name. Its frameworks do not count.</summary>
    public void AddDevelopment(RuntimeConfigFile development)
    {
        ProbingPaths.AddRange(development.ProbingPaths);
        foreach (var property in development.Properties)
        {
            if (!Properties.Exists(own => own.Key == property.Key))
                Properties.Add(property);
        }
    }

    private FaultException Invalid(string reason) =>
        new(FaultCode.RuntimeConfigInvalid, $"Expected {_path} to be a runtimeconfig.json as dotnet publish writes it, but {reason}. Publish the function again.");

    private JsonElement Require(JsonElement value, JsonValueKind kind, string field) =>
        value.ValueKind == kind ? value : throw Invalid($"\"{field}\" is {Kind(value.ValueKind)} where the format asks for {Kind(kind)}");

    private void ReadOptions(JsonElement options)
    {
        if (options.TryGetProperty("tfm"u8, out var tfm))
            TargetFramework = Text(tfm, "tfm");
        RollForward = ReadRollForward(options, "runtimeOptions");
        if (options.TryGetProperty("framework"u8, out var framework))
            AddFramework(framework, "framework");
        if (options.TryGetProperty("frameworks"u8, out var frameworks))
        {
            foreach (var each in Require(frameworks, JsonValueKind.Array, "frameworks").EnumerateArray())
                AddFramework(each, "frameworks");
        }
        if (options.TryGetProperty("includedFrameworks"u8, out _))
        {
            throw new FaultException(FaultCode.FrameworkMismatch,
                $"Expected a function that runs on the layer's .NET, but \"includedFrameworks\" in {_path} says that it was published with a .NET of its own. Publish it with --self-contained false.");
        }
        if (options.TryGetProperty("additionalProbingPaths"u8, out var paths))
            ReadProbingPaths(paths);
        if (options.TryGetProperty("configProperties"u8, out var properties))
            ReadProperties(properties);
    }

    private void ReadProbingPaths(JsonElement paths)
    {
        if (paths.ValueKind == JsonValueKind.String)
        {
            ProbingPaths.Add(paths.GetString()!);
            return;
        }
        foreach (var each in Require(paths, JsonValueKind.Array, "additionalProbingPaths").EnumerateArray())
            ProbingPaths.Add(Text(each, "additionalProbingPaths"));
    }

    private void ReadProperties(JsonElement properties)
    {
        foreach (var property in Require(properties, JsonValueKind.Object, "configProperties").EnumerateObject())
        {
            if (RuntimeProperties.IsHosts(property.Name))
                throw Invalid($"\"configProperties\" sets \"{property.Name}\", which only the host may");
            // Where a name stands twice, its last value counts.
            _ = Properties.RemoveAll(own => own.Key == property.Name);
            Properties.Add(new(property.Name, PropertyText.Of(property.Value)));
        }
    }

    private void AddFramework(JsonElement framework, string field)
    {
        var name = Text(Member(framework, "name", field), $"{field}/name");
        var version = Text(Member(framework, "version", field), $"{field}/version");
        if (name.Length == 0 || !FrameworkVersion.TryParse(version, out _))
            throw Invalid($"\"{field}\" asks for \"{Quote.Bounded(name)}\" in the version \"{Quote.Bounded(version)}\", which is not a name and a version of three numbers");
        if (Frameworks.Exists(other => other.Name == name))
            throw Invalid($"\"{field}\" names \"{Quote.Bounded(name)}\" twice");
        Frameworks.Add(new FrameworkReference(name, version, ReadRollForward(framework, field)));
    }

    private string? ReadRollForward(JsonElement parent, string field)
    {
        var hasOld = parent.TryGetProperty("rollForwardOnNoCandidateFx"u8, out var old);
        if (!parent.TryGetProperty("rollForward"u8, out var rollForward))
        {
            return !hasOld ? null
                : ResolutionSettings.OfNoCandidate(old.GetRawText()) ?? throw Invalid($"\"{field}/rollForwardOnNoCandidateFx\" is {Quote.Bounded(old.GetRawText())}, where 0, 1 or 2 is expected");
        }
        if (hasOld)
            throw Invalid($"\"{field}\" has both \"rollForward\" and \"rollForwardOnNoCandidateFx\"");
        var text = Text(rollForward, $"{field}/rollForward");
        return RollForwardRule.IsSetting(text) ? text : throw Invalid($"\"{field}/rollForward\" is \"{Quote.Bounded(text)}\", where {RollForwardRule.Settings} is expected");
    }

    private JsonElement Member(JsonElement parent, string name, string field) =>
        Require(parent, JsonValueKind.Object, field).TryGetProperty(name, out var member) ? member : throw Invalid($"\"{field}\" has no \"{name}\"");

    private string Text(JsonElement value, string field) => Require(value, JsonValueKind.String, field).GetString()!;

    private static string Kind(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "text",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "a truth value",
        _ => "null",
    };
}
