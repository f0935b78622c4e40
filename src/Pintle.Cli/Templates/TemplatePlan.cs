using System.Globalization;
using Pintle.Cli.Functions;
using Pintle.Cli.Serving;
using Pintle.Testing;
using YamlDotNet.RepresentationModel;

namespace Pintle.Cli.Templates;

/// <summary>The functions of a template (<c>AWS::Serverless::Function</c>, <c>AWS::Lambda::Function</c>) and how HTTP reaches them.</summary>
/// <remarks>https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-function.html</remarks>
internal sealed class TemplatePlan
{
    private const string Serverless = "AWS::Serverless::Function";
    private const string Plain = "AWS::Lambda::Function";

    private readonly string _path;
    private readonly YamlMappingNode _root;
    private readonly TemplateValues _values;
    private readonly List<string> _notices = [];

    private TemplatePlan(string path, YamlMappingNode root) => (_path, _root, _values) = (path, root, new TemplateValues(root));

    /// <exception cref="ToolException">It is no template, has no function, or one that can't run here; the message says which and why.</exception>
    public static ServePlan Read(string path)
    {
        var plan = new TemplatePlan(path, TemplateDocument.Load(path).Root);
        var functions = plan.Resources().Where(each => each.Type is Serverless or Plain).Select(each => (each.Id, each.Node, Function: plan.Function(each.Id, each.Type, each.Node))).ToArray();
        if (functions.Length == 0)
            throw new ToolException($"Expected an {Serverless} or {Plain} in {path}, found none. Add one, or name a function with --function.");

        (string Name, YamlNode Node, string Id)[] named = [.. functions.Select(each => (each.Function.Name, each.Node, each.Id))];
        var fronts = new TemplateFronts(plan._values, plan._notices).Read(named, plan._root);
        var queues = new TemplateQueues(path, plan._root, plan._values, plan._notices).Read(named);
        return new ServePlan([.. functions.Select(each => each.Function)], fronts, queues, null, plan._notices);
    }

    private IEnumerable<(string Id, string Type, YamlNode Node)> Resources() =>
        from resource in ((YamlMappingNode)TemplateDocument.Find(_root, "Resources")!).Children
        let id = (resource.Key as YamlScalarNode)?.Value ?? ""
        let type = (TemplateDocument.Find(resource.Value, "Type") as YamlScalarNode)?.Value ?? ""
        select (id, type, resource.Value);

    private PlannedFunction Function(string id, string type, YamlNode resource)
    {
        var code = type == Serverless ? Property(resource, "CodeUri") : Property(resource, "Code");
        if ((code is YamlMappingNode && _values.Text(code) is null) || Property(resource, "InlineCode") is not null || (_values.Text(Property(resource, "PackageType")) ?? "Zip") != "Zip")
            throw new ToolException($"Expected the code of '{id}' to be a path on this machine, found S3, inline code or an image. Give the path of a project, a folder or a zip.");

        var name = _values.Text(Property(resource, "FunctionName")) ?? id;
        var reserved = Property(resource, "ReservedConcurrentExecutions");
        return new PlannedFunction(CodePath.Resolve(_path, id, Required(id, "CodeUri or Code", code)), new LambdaFunctionOptions
        {
            Function = "",
            FunctionName = name,
            Handler = Required(id, "Handler", Property(resource, "Handler")),
            MemoryMB = (int)Number(id, "MemorySize", Property(resource, "MemorySize"), 128),
            Timeout = TimeSpan.FromSeconds(Number(id, "Timeout", Property(resource, "Timeout"), 3) is var timeout and > 0 and <= 900 ? timeout : throw new ToolException($"Expected the timeout of '{id}' over 0 and up to 900 seconds. Correct it.")),
            Environment = Variables(id, resource),
            MoreLayers = Layers(id, resource),
            MaxEnvironments = LifeSettings.Environments,
            ReservedConcurrency = reserved is null ? null : (int)Number(id, "ReservedConcurrentExecutions", reserved, 0),
            EphemeralStorageMB = (int)Number(id, "EphemeralStorage.Size", TemplateDocument.Find(Property(resource, "EphemeralStorage"), "Size"), 512),
            Events = new TemplateEvents(_path, _root, _notices).Read(id, name, property => Property(resource, property), (what, node, otherwise) => Number(id, what, node, otherwise)),
        });
    }

    /// <summary>Layers whose content the template has; the others only a deployment knows, this runtime's own among them.</summary>
    private string[] Layers(string id, YamlNode resource)
    {
        var layers = new List<string>();
        foreach (var node in (YamlNode?[])[TemplateDocument.Find(_root, "Globals", "Function", "Layers"), TemplateDocument.Find(resource, "Properties", "Layers")])
        {
            foreach (var layer in node is YamlSequenceNode list ? list.Children : [])
            {
                var name = _values.Text(layer) ?? "?";
                var found = TemplateDocument.Find(_root, "Resources", name);
                var content = (TemplateDocument.Find(found, "Type") as YamlScalarNode)?.Value switch
                {
                    "AWS::Serverless::LayerVersion" => TemplateDocument.Find(found, "Properties", "ContentUri"),
                    "AWS::Lambda::LayerVersion" => TemplateDocument.Find(found, "Properties", "Content"),
                    _ => null,
                };
                if (_values.Text(content) is { } path)
                    layers.Add(CodePath.OfLayer(_path, name, path));
                else
                    _notices.Add($"{id}: the layer {name} has no content in the template and is left out; the layer with the runtime is that of --layer.");
            }
        }

        return [.. layers];
    }

    private Dictionary<string, string> Variables(string id, YamlNode resource)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var source in (YamlNode?[])[TemplateDocument.Find(_root, "Globals", "Function", "Environment", "Variables"), TemplateDocument.Find(resource, "Properties", "Environment", "Variables")])
        {
            foreach (var (name, value) in TemplateDocument.Members(source))
            {
                if (_values.Text(value) is { } text)
                    variables[name] = text;
                else
                    _notices.Add($"{id}: the environment variable {name} is known only after a deployment and is left out; set it with a parameter's default.");
            }
        }

        return variables;
    }

    private double Number(string id, string name, YamlNode? node, double otherwise)
    {
        if (node is null)
            return otherwise;
        return double.TryParse(_values.Text(node), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new ToolException($"Expected {name} of '{id}' to be a number or a !Ref to a parameter with a default. Correct it.");
    }

    private string Required(string id, string name, YamlNode? node) =>
        _values.Text(node) ?? throw new ToolException($"Expected {name} of '{id}' to be a text, or a !Ref or !Sub that has its value in the template. Correct it.");

    /// <summary>The resource's own, else that of the template's globals.</summary>
    private YamlNode? Property(YamlNode resource, string name) => TemplateDocument.Find(resource, "Properties", name) ?? TemplateDocument.Find(_root, "Globals", "Function", name);
}
