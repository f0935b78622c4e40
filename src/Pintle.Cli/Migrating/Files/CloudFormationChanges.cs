using Pintle.Layer;

namespace Pintle.Cli.Migrating.Files;

/// <summary>What has to change in a template: runtime and layers of each function, or once in SAM's Globals where that means these functions and no other.</summary>
internal sealed class CloudFormationChanges
{
    private static readonly string[] GlobalPath = ["Globals", "Function"];

    private readonly CloudFormationFile _file;
    private readonly LayerReference _layer;
    private readonly ChangePlan _plan;
    private readonly SourceMember[] _moving;
    private readonly Dictionary<string, LayerArchitecture> _architectures;
    private readonly bool _isOnlyArchitecture;

    public CloudFormationChanges(CloudFormationFile file, IReadOnlyCollection<string> functions, LayerReference layer)
    {
        _file = file;
        _layer = layer;
        _plan = new ChangePlan(file.Source, file.Root, file.IsJson, source => DeploymentFiles.Parse(source, file.IsJson));
        _architectures = file.Functions.ToDictionary(function => function.Name, function => function.Architecture);
        _moving = [.. file.Resources.Where(resource => functions.Contains(resource.Key.Value) && file.Property(resource, "Runtime") is { Text: not null })];
        _isOnlyArchitecture = _moving.Select(resource => _architectures[resource.Key.Value]).Distinct().Count() < 2;
    }

    public ChangePlan Plan()
    {
        var isGlobal = MoveGlobals();
        foreach (var resource in _moving)
        {
            var inherits = resource.Value.Find("Properties", "Runtime") is null;
            if (inherits && !isGlobal)
                InsertRuntime(resource);
            else if (!inherits)
                ReplaceRuntime(resource);
            if (!isGlobal || !GlobalLayerFits())
                PutLayer(resource);
            KeepBuilding(resource);
        }

        if (isGlobal && GlobalLayerFits())
            PutGlobalLayer();
        if (_layer.IsParameter && _moving.Length > 0)
            AddParameters();
        return _plan;
    }

    private IEnumerable<SourceMember> Sam => _file.Resources.Where(resource => CloudFormationFile.TypeOf(resource) == CloudFormationFile.Serverless);

    /// <summary>Whether Globals set a .NET runtime for functions that all move.</summary>
    private bool MoveGlobals()
    {
        if (_file.Root.Find([.. GlobalPath, "Runtime"]) is not { Text: { } text } runtime)
            return false;
        SourceMember[] inherit = [.. Sam.Where(resource => resource.Value.Find("Properties", "Runtime") is null && !_file.IsImage(resource))];
        if (inherit.Length == 0 || _file.Unseen is not null || !inherit.All(_moving.Contains))
            return false;
        if (text == DeployedFunction.OsOnly)
            return true;
        if (!_plan.Edits.Replace(runtime, DeployedFunction.OsOnly))
            return false;
        _plan.Add(runtime.Start, "Globals.Function.Runtime", text, DeployedFunction.OsOnly, ("Globals.Function.Runtime", DeployedFunction.OsOnly));
        return true;
    }

    /// <summary>Global layers are added to every function's own list, but not to a list that an intrinsic function makes: so only where all functions move, to one layer, and each has a plain list or none.</summary>
    private bool GlobalLayerFits() => _isOnlyArchitecture && _file.Unseen is null && Sam.All(_moving.Contains) && _moving.All(resource => CloudFormationFile.TypeOf(resource) == CloudFormationFile.Serverless && resource.Value.Find("Properties", "Layers") is null or SourceList { Tag: null } && !HasLayer(resource));

    private bool HasLayer(SourceMember resource) => (resource.Value.Find("Properties", "Layers") as SourceList)?.Items.Any(item => item is SourceScalar { Value: var value } && (value.StartsWith(LayerReference.Parameter, StringComparison.Ordinal)
        || (_layer.ArnFor(_architectures[resource.Key.Value]) is { } arn && LayerReference.IsSameLayer(value, arn)))) == true;

    private void ReplaceRuntime(SourceMember resource)
    {
        var runtime = resource.Value.Find("Properties", "Runtime")!;
        var path = PathOf(resource, "Runtime");
        if (runtime.Text == DeployedFunction.OsOnly)
            return;
        if (_plan.Edits.Replace(runtime, DeployedFunction.OsOnly))
            _plan.Add(runtime.Start, path, runtime.Text, DeployedFunction.OsOnly, (path, DeployedFunction.OsOnly));
        else
            _plan.Refuse(resource.Key.Value, runtime.Start, "Its runtime is written over several lines or with escapes");
    }

    private void InsertRuntime(SourceMember resource)
    {
        if (_file.Root.Find([.. GlobalPath, "Runtime"])?.Text == DeployedFunction.OsOnly)
            return;
        var path = PathOf(resource, "Runtime");
        if (InsertProperty(resource, "Runtime", SourceValue.Of(_file.IsJson ? $"\"{DeployedFunction.OsOnly}\"" : DeployedFunction.OsOnly)) is { } at)
            _plan.Add(at, path, null, DeployedFunction.OsOnly, (path, DeployedFunction.OsOnly));
    }

    private void PutLayer(SourceMember resource)
    {
        if (Rendered(resource) is { } layer && !(CloudFormationFile.TypeOf(resource) == CloudFormationFile.Serverless && _file.Root.Find([.. GlobalPath, "Layers"]) is SourceList { Tag: null } globals && LayerList.Find(globals, layer) is not null))
            LayerList.Put(_plan, resource.Key.Value, resource.Value.Find("Properties", "Layers"), PathOf(resource, "Layers"), layer, value => InsertProperty(resource, "Layers", value));
    }

    private void PutGlobalLayer()
    {
        var globals = (SourceMap)_file.Root.Find(GlobalPath)!;
        if (Rendered(_moving[0]) is { } layer)
            LayerList.Put(_plan, _moving[0].Key.Value, globals.Find("Layers"), "Globals.Function.Layers", layer, value => _plan.Edits.Insert(globals, globals.Member("Runtime")!, "Layers", value) ? globals.Member("Runtime")!.Key.Start : null);
    }

    private RenderedLayer? Rendered(SourceMember resource)
    {
        var architecture = _architectures[resource.Key.Value];
        if (_layer.IsParameter)
            return LayerList.Parameter(LayerReference.ParameterOf(architecture, _isOnlyArchitecture), _file.IsJson);
        if (_layer.ArnFor(architecture) is { } arn)
            return LayerList.Arn(arn, _file.IsJson);
        _plan.Refuse(resource.Key.Value, resource.Key.Start, $"It is for {architecture.Name()}, for which no layer is published under that name");
        return null;
    }

    /// <summary>After the runtime, else after another property on one line, else before all of them.</summary>
    private int? InsertProperty(SourceMember resource, string key, SourceValue value)
    {
        if (resource.Value.Find("Properties") is not SourceMap properties)
            return Refused(resource.Key.Start);
        foreach (var behind in ((string[])["Runtime", "Handler", "CodeUri", "FunctionName", "MemorySize", "Timeout"]).Select(name => properties.Members.FirstOrDefault(member => member.Key.Value == name)).OfType<SourceMember>())
        {
            if (_plan.Edits.Insert(properties, behind, key, value))
                return behind.Key.Start;
        }

        return _plan.Edits.InsertFirst(properties, key, value) ? properties.Members[0].Key.Start : Refused(properties.Start);

        int? Refused(int at)
        {
            _plan.Refuse(resource.Key.Value, at, $"Its properties are laid out so that {key} cannot be added");
            return null;
        }
    }

    /// <summary>SAM chooses how to build by the runtime; from provided.al2023 alone it cannot tell that this is .NET.</summary>
    private void KeepBuilding(SourceMember resource)
    {
        var runtime = _file.Property(resource, "Runtime")!.Text!;
        var isBuiltBySam = CloudFormationFile.TypeOf(resource) == CloudFormationFile.Serverless && !_file.Source.File.EndsWith(".template", StringComparison.Ordinal)
            && _file.Functions.First(function => function.Name == resource.Key.Value).Code is { } code && (Directory.Exists(code) ? Directory.EnumerateFiles(code, "*.*proj").Any() : code.EndsWith("proj", StringComparison.Ordinal));
        if (!isBuiltBySam || runtime == DeployedFunction.OsOnly || resource.Value.Find("Metadata", "BuildMethod") is not null || resource.Value is not SourceMap map)
            return;
        var path = $"Resources.{resource.Key.Value}.Metadata.BuildMethod";
        var text = _file.IsJson ? $"\"{runtime}\"" : runtime;
        var isDone = map.Find("Metadata") is SourceMap metadata
            ? _plan.Edits.InsertFirst(metadata, "BuildMethod", SourceValue.Of(text))
            : map.Members.FirstOrDefault(member => member.Key.Value == "Type") is { } type && _plan.Edits.Insert(map, type, "Metadata", SourceValue.Map(("BuildMethod", SourceValue.Of(text))));
        if (isDone)
            _plan.Add(resource.Key.Start, path, null, runtime, (path, runtime));
        else
            _plan.Refuse(resource.Key.Value, resource.Key.Start, $"Its resource is laid out so that Metadata with BuildMethod {runtime} cannot be added");
    }

    private void AddParameters()
    {
        var missing = _moving.Select(resource => _architectures[resource.Key.Value]).Distinct().Select(architecture => (
                Name: LayerReference.ParameterOf(architecture, _isOnlyArchitecture), Description: $"The ARN of the layer version with .NET for {architecture.Name()} (layers.json)"))
            .Where(each => _file.Root.Find("Parameters", each.Name) is null && _plan.Changes.Any(change => change.After == $"!Ref {each.Name}")).ToArray();
        if (missing.Length == 0)
            return;
        (string Name, SourceValue Value)[] values = [.. missing.Select(each => (each.Name, SourceValue.Map(("Type", SourceValue.Of(Quoted("String"))), ("Description", SourceValue.Of(Quoted(each.Description))))))];
        var isDone = _file.Root.Find("Parameters") switch
        {
            SourceMap { Members.Count: > 0 } there => values.All(each => _plan.Edits.InsertFirst(there, each.Name, each.Value)),
            null => Behind() is { } behind ? _plan.Edits.Insert(_file.Root, behind, "Parameters", SourceValue.Map(values)) : _plan.Edits.InsertFirst(_file.Root, "Parameters", SourceValue.Map(values)),
            _ => false,
        };
        foreach (var (name, description) in missing)
        {
            var path = $"Parameters.{name}";
            if (isDone)
                _plan.Add(_file.Root.Find("Parameters")?.Start ?? 0, path, null, "String", ($"{path}.Type", "String"), ($"{path}.Description", description));
            else
                _plan.Refuse(_moving[0].Key.Value, _file.Root.Start, $"The template is laid out so that the parameter {name} cannot be added");
        }

        string Quoted(string text) => _file.IsJson ? $"\"{text}\"" : text;
    }

    private SourceMember? Behind() => ((string[])["Transform", "AWSTemplateFormatVersion"]).Select(name => _file.Root.Members.FirstOrDefault(member => member.Key.Value == name)).FirstOrDefault(member => member?.Value is SourceScalar { Tag: null });

    private static string PathOf(SourceMember resource, string property) => $"Resources.{resource.Key.Value}.Properties.{property}";
}
