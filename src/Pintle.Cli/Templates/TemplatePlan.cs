using System.Globalization;
using Pintle.Cli.Functions;
using Pintle.Cli.Serving;
using Pintle.Testing;
using YamlDotNet.RepresentationModel;

namespace Pintle.Cli.Templates;

/// <summary>The functions of a template (<c>AWS::Serverless::Function</c>, <c>AWS::Lambda::Function</c>) and how HTTP and queues reach them. What can't be served is named, and the rest is served.</summary>
/// <remarks>https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-function.html</remarks>
internal sealed class TemplatePlan
{
    private const string Serverless = "AWS::Serverless::Function";
    private const string Plain = "AWS::Lambda::Function";

    private readonly string _path;
    private readonly YamlMappingNode _root;
    private readonly TemplateValues _values;
    private readonly List<string> _notices = [];

    private TemplatePlan(string path, YamlMappingNode root, IReadOnlyDictionary<string, string> overrides) => (_path, _root, _values) = (path, root, new TemplateValues(root, new TemplateParameters(root, overrides)));

    /// <param name="path">The template.</param>
    /// <param name="overrides">Values of parameters, in place of their defaults.</param>
    /// <exception cref="ToolException">It is no template, or none of its functions can run here; the message says which and why.</exception>
    public static ServePlan Read(string path, IReadOnlyDictionary<string, string>? overrides = null)
    {
        var plan = new TemplatePlan(path, TemplateDocument.Load(path).Root, overrides ?? new Dictionary<string, string>());
        new TemplateConditions(plan._root, plan._values).Apply(plan._notices);
        return plan.Read();
    }

    private ServePlan Read()
    {
        var fronts = new TemplateFronts(_root, _values, _notices);
        var queues = new TemplateQueues(_path, _root, _values, _notices);
        var functions = new List<PlannedFunction>();
        var sources = new List<QueueSource>();
        ToolException? first = null;
        foreach (var (id, type, node) in Resources().Where(each => each.Type is Serverless or Plain))
        {
            try
            {
                var function = Function(id, type, node);
                if (functions.Exists(each => each.Name == function.Name))
                    throw new ToolException($"Expected '{id}' to have a name of its own, but another function is called '{function.Name}' as well. Correct one.");

                var ofQueues = queues.Read(function.Name, node, id).ToArray();
                fronts.Add(function.Name, node, id);
                functions.Add(function);
                sources.AddRange(ofQueues);
            }
            catch (ToolException fault)
            {
                first ??= fault;
                _notices.Add($"{id} is not served: {fault.Message}");
            }
        }

        if (functions.Count == 0)
            throw first ?? new ToolException($"Expected an {Serverless} or {Plain} in {_path}, found none. Add one, or name a function with --function.");

        TemplateRest.Name(Resources().Select(each => (each.Id, each.Type)), _notices);
        return new ServePlan(functions, fronts.All(), sources, null, _notices);
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

        var name = Property(resource, "FunctionName") is { } stated ? Required(id, "FunctionName", stated) : id;
        var reserved = Property(resource, "ReservedConcurrentExecutions");
        var options = new LambdaFunctionOptions
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
        };
        try
        {
            OptionsCheck.Check(options);
        }
        catch (FunctionSetupException fault)
        {
            throw new ToolException($"'{id}': {fault.Message}");
        }

        return new PlannedFunction(CodePath.Resolve(_path, id, Required(id, "CodeUri or Code", code)), options, Architecture: Architecture(id, Property(resource, "Architectures")));
    }

    private string? Architecture(string id, YamlNode? node)
    {
        if (node is null)
            return null;
        return _values.List(node) is [var one] && one is "x86_64" or "arm64" ? one : throw new ToolException($"Expected Architectures of '{id}' to be one of x86_64 and arm64, found something else. Correct it.");
    }

    /// <summary>Layers whose content the template has; the others only a deployment knows, this runtime's own among them.</summary>
    private string[] Layers(string id, YamlNode resource)
    {
        var layers = new List<string>();
        foreach (var node in (YamlNode?[])[TemplateDocument.Find(_root, "Globals", "Function", "Layers"), TemplateDocument.Find(resource, "Properties", "Layers")])
        {
            foreach (var layer in node is YamlSequenceNode list ? list.Children : [])
            {
                var name = TemplateValues.ReferenceOf(layer) ?? _values.Text(layer) ?? "?";
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
                    _notices.Add($"{id}: the environment variable {name} is known only after a deployment and is left out; set it with a parameter and --parameter-overrides.");
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
            : throw new ToolException($"Expected {name} of '{id}' to be a number or a !Ref to a parameter with a value. Correct it, or give the value with --parameter-overrides.");
    }

    private string Required(string id, string name, YamlNode? node) =>
        _values.Text(node) ?? throw new ToolException($"Expected {name} of '{id}' to be a text, or a !Ref or !Sub that has its value in the template. Correct it, or give a parameter its value with --parameter-overrides.");

    /// <summary>The resource's own, else that of the template's globals.</summary>
    private YamlNode? Property(YamlNode resource, string name) => TemplateDocument.Find(resource, "Properties", name) ?? TemplateDocument.Find(_root, "Globals", "Function", name);
}
