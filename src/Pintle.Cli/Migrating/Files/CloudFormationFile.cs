using Pintle.Cli.Templates;
using Pintle.Layer;
using Pintle.Layer.Migrate;
using YamlDotNet.RepresentationModel;

namespace Pintle.Cli.Migrating.Files;

/// <summary>A SAM or CloudFormation template, in YAML or JSON, and the .NET functions in it.</summary>
internal sealed class CloudFormationFile : IDeploymentFile
{
    public const string Serverless = "AWS::Serverless::Function";
    public const string Plain = "AWS::Lambda::Function";

    private readonly YamlMappingNode? _yaml;
    private readonly TemplateValues? _values;

    private CloudFormationFile(SourceText source, SourceMap root, bool isJson, string? whyNotWritten)
    {
        Source = source;
        Root = root;
        IsJson = isJson;
        WhyNotWritten = whyNotWritten;
        try
        {
            _yaml = TemplateDocument.Load(source.File).Root;
            _values = new TemplateValues(_yaml, new TemplateParameters(_yaml, new Dictionary<string, string>()));
        }
        catch (ToolException)
        {
            // It may have YAML aliases, which SAM's tools take and CloudFormation does not: what is written out is read all the same.
        }

        Functions = [.. Resources.Where(IsListed).Select(Describe)];
    }

    public SourceText Source { get; }

    public SourceMap Root { get; }

    public bool IsJson { get; }

    public IReadOnlyList<DeployedFunction> Functions { get; }

    public MigrationFinding? Unseen => (Root.Find("Resources") as SourceMap)?.All.FirstOrDefault(member => member.Key.Value.StartsWith("Fn::", StringComparison.Ordinal)) is { } made
        ? new MigrationFinding(
            MigrationSeverity.Warning, "deployment file", $"line {Source.LineOf(made.Key.Start)}", $"{Shared.Quote.Bounded(made.Key.Value)} makes resources when it is deployed, and functions among them were not looked at.", "Look there, and change their runtimes and layers by hand.")
        : null;

    public string? Region => null;

    public string? WhyNotWritten { get; }

    /// <summary>Its functions of both types, whatever their runtime.</summary>
    public IEnumerable<SourceMember> Resources => ((Root.Find("Resources") as SourceMap)?.All ?? []).Where(member => TypeOf(member) is Serverless or Plain);

    /// <exception cref="ToolException">It cannot be read.</exception>
    public static CloudFormationFile Of(SourceText source, SourceMap root, bool isJson, string? whyNotWritten) => new(source, root, isJson, whyNotWritten);

    public ChangePlan Plan(IReadOnlyCollection<string> functions, LayerReference layer) => new CloudFormationChanges(this, functions, layer).Plan();

    public static string? TypeOf(SourceMember resource) => resource.Value.Find("Type")?.Text;

    /// <summary>A property as the function has it, its own or SAM's global one.</summary>
    public SourceNode? Property(SourceMember resource, params string[] names) =>
        resource.Value.Find(["Properties", .. names]) ?? (TypeOf(resource) == Serverless ? Root.Find(["Globals", "Function", .. names]) : null);

    public bool IsImage(SourceMember resource) => Text(resource, "PackageType") == "Image" || Property(resource, "ImageUri") is not null || Property(resource, "Code", "ImageUri") is not null;

    private bool HasLayer(SourceMember resource) => ((SourceNode?[])[resource.Value.Find("Properties", "Layers"), TypeOf(resource) == Serverless ? Root.Find("Globals", "Function", "Layers") : null])
        .OfType<SourceList>().SelectMany(list => list.Items).Any(item => (item as SourceScalar ?? item.Find("Ref") as SourceScalar)?.Value.Contains("pintle", StringComparison.OrdinalIgnoreCase) == true);

    private bool IsListed(SourceMember resource)
    {
        if (IsImage(resource) || Property(resource, "Runtime") is not { } runtime)
            return false;
        var text = Text(resource, "Runtime");
        return text is null || runtime.Text is null || new DeployedFunction("") { Runtime = text, Handler = Text(resource, "Handler"), HasLayer = HasLayer(resource) } is { IsOnManagedRuntime: true } or { IsMoved: true };
    }

    private DeployedFunction Describe(SourceMember resource)
    {
        var function = new DeployedFunction(resource.Key.Value)
        {
            Runtime = Text(resource, "Runtime"),
            Handler = Text(resource, "Handler"),
            Architecture = Text(resource, "Architectures") == "arm64" ? LayerArchitecture.Arm64 : LayerArchitecture.X64,
            Variables = Variables(resource),
            HasLayer = HasLayer(resource),
        };
        var (code, unknown) = CodeOf(resource);
        return function with { Code = code, Findings = [.. CloudFormationChecks.Run(this, resource, function), .. unknown is null ? (MigrationFinding[])[] : [unknown]] };
    }

    /// <summary>The text as written, or as resolved where that needs no deployment; of a list its only item.</summary>
    public string? Text(SourceMember resource, params string[] names)
    {
        var node = Property(resource, names);
        if (node is SourceList { Items: [var only] })
            node = only;
        if (node is null or { Text: not null } || _values is null)
            return node?.Text;
        var found = TemplateDocument.Find(_yaml, ["Resources", resource.Key.Value, "Properties", .. names]) ?? (TypeOf(resource) == Serverless ? TemplateDocument.Find(_yaml, ["Globals", "Function", .. names]) : null);
        return _values.Text(found is YamlSequenceNode { Children: [var item] } ? item : found);
    }

    private Dictionary<string, string> Variables(SourceMember resource)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var map in (SourceNode?[])[TypeOf(resource) == Serverless ? Root.Find("Globals", "Function", "Environment", "Variables") : null, resource.Value.Find("Properties", "Environment", "Variables")])
        {
            foreach (var member in (map as SourceMap)?.All ?? [])
            {
                if (member.Value.Text is { } text)
                    variables[member.Key.Value] = text;
            }
        }

        return variables;
    }

    private (string? Path, MigrationFinding? Unknown) CodeOf(SourceMember resource)
    {
        var asset = resource.Value.Find("Metadata", "aws:asset:path")?.Text;
        var given = asset ?? Text(resource, TypeOf(resource) == Serverless ? "CodeUri" : "Code");
        var folder = Path.GetDirectoryName(Source.File)!;
        if (given is not null && !given.Contains("://", StringComparison.Ordinal) && !given.Any(char.IsControl) && Path.GetFullPath(given, folder) is var path && Path.Exists(path))
            return (path, null);
        var at = resource.Value.Find("Properties", "CodeUri") ?? resource.Value.Find("Properties", "Code") ?? resource.Key;
        return (null, new MigrationFinding(
            MigrationSeverity.Note, "package", $"line {Source.LineOf(at.Start)}", $"Its code is not on this machine{(given is null ? "" : $" ({Shared.Quote.Bounded(given)})")}, so it was not looked into.", "Give its package: pintle migrate PACKAGE.zip."));
    }
}
