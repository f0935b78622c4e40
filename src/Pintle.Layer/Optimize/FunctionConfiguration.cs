using System.Text.Json;
using System.Text.Json.Nodes;
using Pintle.Layer.Tree;

namespace Pintle.Layer.Optimize;

/// <summary>What a function's <c>runtimeconfig.json</c> and <c>deps.json</c> say of frameworks and assemblies. Where there are several of a kind, it says nothing.</summary>
internal sealed class FunctionConfiguration
{
    private const string DepsEnding = ".deps.json";

    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n", Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly FunctionFiles _files;
    private readonly TreeFile? _depsFile;
    private readonly JsonNode? _deps;
    private readonly bool _hasSeveral;

    public FunctionConfiguration(FunctionFiles files)
    {
        _files = files;
        var deps = AtRoot(DepsEnding);
        _hasSeveral = deps.Length > 1;
        _depsFile = deps is [TreeFile one] ? one : null;
        _deps = _depsFile is null ? null : Read(_depsFile);
        if (AtRoot(".runtimeconfig.json") is [TreeFile config] && Read(config)?["runtimeOptions"] is JsonObject options)
        {
            foreach (var framework in ((options["frameworks"] as JsonArray)?.OfType<JsonNode>() ?? []).Append(options["framework"]).OfType<JsonNode>())
            {
                if ((string?)framework["name"] is { } name && Version.TryParse(((string?)framework["version"] ?? "").Split('-')[0], out var version))
                    Frameworks[name] = version;
            }
        }
    }

    /// <summary>The least version of each framework that the function asks for.</summary>
    public Dictionary<string, Version> Frameworks { get; } = new(StringComparer.Ordinal);

    /// <summary>The name of the assembly that the package was published for; <c>null</c> where that cannot be told.</summary>
    public string? MainAssembly => _depsFile?.Path[..^DepsEnding.Length];

    /// <summary>Whether the runtime takes the framework's assembly in place of this one at the package's root.</summary>
    public bool IsShadowed(string file, FrameworkAssemblies framework) =>
        !_hasSeveral && framework.Find(file) is { } frameworks && (_deps is null || Assets(file) is [var listed] && Versions(listed.Owner[listed.Key]).CompareTo(frameworks) <= 0);

    /// <summary>Takes files that are shadowed out of the package and out of its <c>deps.json</c>.</summary>
    public void Remove(IReadOnlyCollection<string> files)
    {
        foreach (var file in files)
        {
            foreach ((var owner, var key) in Assets(file))
                _ = owner.Remove(key);
            _files.Remove(file);
        }

        if (_depsFile is not null && files.Count > 0)
            _files.Write(_depsFile.Path, System.Text.Encoding.UTF8.GetBytes(_deps!.ToJsonString(Indented) + "\n"));
    }

    private (JsonObject Owner, string Key)[] Assets(string file) =>
    [
        .. from target in (_deps?["targets"] as JsonObject)?.Select(each => each.Value).OfType<JsonObject>() ?? []
           from library in target.Select(each => each.Value).OfType<JsonObject>()
           from kind in (string[])["runtime", "runtimeTargets"]
           where library[kind] is JsonObject
           from asset in library[kind]!.AsObject()
           where Path.GetFileName(asset.Key) == file
           select (library[kind]!.AsObject(), asset.Key),
    ];

    private static AssemblyVersions Versions(JsonNode? asset) => AssemblyVersions.Parse((string?)asset?["assemblyVersion"], (string?)asset?["fileVersion"]);

    private TreeFile[] AtRoot(string ending) => [.. _files.All.Where(file => file.Path.EndsWith(ending, StringComparison.Ordinal) && !file.Path.Contains('/', StringComparison.Ordinal))];

    private static JsonNode? Read(TreeFile file)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllBytes(file.FullPath), documentOptions: Lenient);
        }
        catch (JsonException e)
        {
            throw new LayerException(LayerFault.SubjectInvalid, $"Expected JSON in the function's {file.Path}, but {e.Message} Publish the function again.", e);
        }
    }
}
