using Pintle.Layer;
using Pintle.Layer.Migrate;

namespace Pintle.Cli.Migrating.Files;

/// <summary>An <c>aws-lambda-tools-defaults.json</c>, by which <c>dotnet lambda deploy-function</c> deploys the project beside it.</summary>
/// <remarks>https://github.com/aws/aws-extensions-for-dotnet-cli: function-layers is one text with commas between ARNs.</remarks>
internal sealed class ToolsDefaultsFile : IDeploymentFile
{
    private const string Runtime = "function-runtime";
    private const string Layers = "function-layers";

    private readonly SourceMap _root;

    public ToolsDefaultsFile(SourceText source, SourceMap root)
    {
        Source = source;
        _root = root;
        Functions = [Describe()];
    }

    public SourceText Source { get; }

    public IReadOnlyList<DeployedFunction> Functions { get; }

    public string? Region => _root.Find("region")?.Text is { Length: > 0 } region ? region : null;

    public string? WhyNotWritten => null;

    public ChangePlan Plan(IReadOnlyCollection<string> functions, LayerReference layer)
    {
        var plan = new ChangePlan(Source, _root, isJson: true, source => DeploymentFiles.Parse(source, isJson: true));
        var function = Functions[0];
        if (!functions.Contains(function.Name))
            return plan;
        if (layer.ArnFor(function.Architecture) is not { } arn)
        {
            plan.Refuse(function.Name, _root.Start, layer.IsParameter ? $"{Layers} needs a version's ARN (--layer-arn or --layer-name)" : $"It is for {function.Architecture.Name()}, for which no layer is published under that name");
            return plan;
        }

        var existing = _root.Find(Layers);
        if (!PutRuntime(plan, function) || !PutLayers(plan, existing, arn))
            plan.Refuse(function.Name, (existing ?? _root).Start, "It is laid out so that the layer cannot be added");
        return plan;
    }

    private DeployedFunction Describe()
    {
        var runtime = _root.Find(Runtime)?.Text;
        var folder = Path.GetDirectoryName(Source.File)!;
        string[] projects = [.. Directory.EnumerateFiles(folder, "*.*proj")];
        var function = new DeployedFunction(_root.Find("function-name")?.Text is { Length: > 0 } name ? name : Path.GetFileName(folder))
        {
            // The tools take it from the framework where nothing else is said.
            Runtime = runtime is { Length: > 0 } ? runtime : _root.Find("framework")?.Text is ['n', 'e', 't', .. var version] ? "dotnet" + version.Split('.')[0] : null,
            Handler = (_root.Find("function-handler") ?? _root.Find("image-command"))?.Text,
            Architecture = _root.Find("function-architecture")?.Text == "arm64" ? LayerArchitecture.Arm64 : LayerArchitecture.X64,
            Code = projects is [var only] ? only : null,
            Variables = Variables(),
        };
        return function with { Findings = [.. Checks(function, projects.Length)] };
    }

    private IEnumerable<MigrationFinding> Checks(DeployedFunction function, int projects)
    {
        if (_root.Find("template") is { } template)
            yield return Finding(MigrationSeverity.Warning, "deployment file", template, "It deploys a template: runtimes and layers stand there.", $"Run pintle migrate on {Shared.Quote.Bounded(template.Text ?? "it")}.");
        if (string.Equals(_root.Find("package-type")?.Text, "image", StringComparison.OrdinalIgnoreCase))
            yield return Finding(MigrationSeverity.Blocker, "package", _root.Find("package-type")!, "It is deployed as a container image, which takes no layers.", "Deploy it as a zip: remove package-type and the settings of the image.");
        if (_root.Find("snap-start-apply-on") is { } snapStart && snapStart.Text is not (null or "" or "None"))
            yield return Finding(MigrationSeverity.Blocker, "SnapStart", snapStart, "It has SnapStart, which is not offered to zip functions on provided.al2023: the deployment would be refused.", "Remove snap-start-apply-on, or leave this function as it is.");
        if (_root.Find("msbuild-parameters")?.Text is { } parameters && (parameters.Contains("--self-contained true", StringComparison.OrdinalIgnoreCase) || parameters.Contains("PublishAot=true", StringComparison.OrdinalIgnoreCase)))
            yield return Finding(MigrationSeverity.Blocker, "project", _root.Find("msbuild-parameters")!, "It is published self-contained or as a native executable, with a .NET of its own.", "Remove that from msbuild-parameters, or leave this function without the layer.");
        if (_root.Find(Layers)?.Text is { } layers && function.IsOnManagedRuntime && layers.Split(',').Length >= LayerList.Most)
            yield return Finding(MigrationSeverity.Blocker, "layers", _root.Find(Layers)!, $"It has {layers.Split(',').Length} layers, and Lambda takes {LayerList.Most}.", "Put two of them together, or one into the package.");
        if (projects != 1)
            yield return new MigrationFinding(MigrationSeverity.Note, "package", null, $"Beside it there is {(projects == 0 ? "no project" : "more than one project")}, so its code was not looked into.", "Give its package or its project: pintle migrate PROJECT.csproj.");
        foreach (var finding in VariableChecks.Run(function.Variables, Source, (_root.Find("environment-variables") ?? _root).Start))
            yield return finding;
    }

    /// <summary>As <c>"NAME"="VALUE";"NAME"="VALUE"</c>.</summary>
    private Dictionary<string, string> Variables()
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in (_root.Find("environment-variables") as SourceScalar)?.Value.Split(';', StringSplitOptions.RemoveEmptyEntries) ?? [])
        {
            if (pair.Split('=', 2) is [var name, var value])
                variables[name.Trim().Trim('"')] = value.Trim().Trim('"');
        }

        return variables;
    }

    private bool PutRuntime(ChangePlan plan, DeployedFunction function)
    {
        if (_root.Find(Runtime) is { } runtime)
        {
            if (runtime.Text == DeployedFunction.OsOnly)
                return true;
            plan.Add(runtime.Start, Runtime, runtime.Text, DeployedFunction.OsOnly, (Runtime, DeployedFunction.OsOnly));
            return plan.Edits.Replace(runtime, DeployedFunction.OsOnly);
        }

        plan.Add(_root.Start, Runtime, null, DeployedFunction.OsOnly, (Runtime, DeployedFunction.OsOnly));
        return function.Runtime is not null && Insert(plan, Runtime, DeployedFunction.OsOnly);
    }

    private bool PutLayers(ChangePlan plan, SourceNode? existing, string arn)
    {
        if (existing?.Text is not { Length: > 0 } there)
        {
            plan.Add((existing ?? _root).Start, Layers, existing is null ? null : "", arn, (Layers, arn));
            return existing is null ? Insert(plan, Layers, arn) : plan.Edits.Replace(existing, arn);
        }

        var items = there.Split(',');
        var at = Array.FindIndex(items, item => LayerReference.IsSameLayer(item.Trim(), arn));
        var now = at < 0 ? $"{there},{arn}" : string.Join(',', items.Select((item, index) => index == at ? item.Replace(item.Trim(), arn, StringComparison.Ordinal) : item));
        if (now == there)
            return true;
        plan.Add(existing.Start, Layers, there, now, (Layers, now));
        return plan.Edits.Replace(existing, now);
    }

    private bool Insert(ChangePlan plan, string key, string value)
    {
        foreach (var behind in ((string[])[Runtime, "framework", "function-handler", "function-architecture", "configuration"]).Select(name => _root.Members.FirstOrDefault(member => member.Key.Value == name)).OfType<SourceMember>())
        {
            if (plan.Edits.Insert(_root, behind, key, SourceValue.Of($"\"{value}\"")))
                return true;
        }

        return plan.Edits.InsertFirst(_root, key, SourceValue.Of($"\"{value}\""));
    }

    private MigrationFinding Finding(MigrationSeverity severity, string check, SourceNode at, string found, string remedy) => new(severity, check, $"line {Source.LineOf(at.Start)}", found, remedy);
}
