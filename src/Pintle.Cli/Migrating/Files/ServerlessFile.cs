using Pintle.Layer;
using Pintle.Layer.Migrate;

namespace Pintle.Cli.Migrating.Files;

/// <summary>A <c>serverless.yml</c> of the Serverless Framework (v3, v4, osls), and the .NET functions in it.</summary>
internal sealed class ServerlessFile : IDeploymentFile
{
    /// <summary>How the layer is named where no ARN is known: <c>--param="pintleLayer=ARN"</c>.</summary>
    public const string Parameter = "${param:pintleLayer}";

    private const string Provider = "provider";

    private readonly SourceMap _root;

    private ServerlessFile(SourceText source, SourceMap root)
    {
        Source = source;
        _root = root;
        Functions = [.. Members.Where(IsListed).Select(Describe)];
    }

    public SourceText Source { get; }

    public IReadOnlyList<DeployedFunction> Functions { get; }

    public MigrationFinding? Unseen => _root.Find("functions") switch
    {
        SourceScalar { Value: var text } at => Finding(MigrationSeverity.Warning, "deployment file", at, $"Its functions stand in another file ({Shared.Quote.Bounded(text)}), and were not looked at.", "Look there, and change their runtimes and layers by hand."),
        SourceList list when list.Items.FirstOrDefault(item => item is SourceScalar) is SourceScalar { Value: var text } at =>
            Finding(MigrationSeverity.Warning, "deployment file", at, $"Some of its functions stand in another file ({Shared.Quote.Bounded(text)}), and were not looked at.", "Look there, and change their runtimes and layers by hand."),
        _ => null,
    };

    public string? Region => Literal(_root.Find(Provider, "region"));

    public string? WhyNotWritten => null;

    /// <exception cref="ToolException">It is for another cloud.</exception>
    public static ServerlessFile Of(SourceText source, SourceMap root)
    {
        var provider = root.Find(Provider, "name")?.Text ?? root.Find(Provider)?.Text;
        return provider is null or "aws" ? new ServerlessFile(source, root) : throw new ToolException($"Expected {source.File} to be for AWS, found the provider \"{Shared.Quote.Bounded(provider)}\". Name another file.");
    }

    public ChangePlan Plan(IReadOnlyCollection<string> functions, LayerReference layer)
    {
        var plan = new ChangePlan(Source, _root, isJson: false, source => DeploymentFiles.Parse(source, isJson: false));
        SourceMember[] moving = [.. Members.Where(member => functions.Contains(member.Key.Value))];
        var isForAll = moving.Length > 0 && Unseen is null && Members.Where(member => member.Value.Find("image") is null).Where(member => Own(member, "runtime") is null).All(moving.Contains);
        MoveProvider(plan, isForAll);
        foreach (var member in moving)
        {
            MoveRuntime(plan, member, isForAll);
            PutLayer(plan, member, layer, isForAll);
        }

        return plan;
    }

    /// <summary>A map, or a list of maps; what comes from another file is not seen.</summary>
    private IEnumerable<SourceMember> Members => _root.Find("functions") switch
    {
        SourceMap map => map.All.Where(member => member.Value is SourceMap),
        SourceList list => list.Items.OfType<SourceMap>().SelectMany(map => map.All).Where(member => member.Value is SourceMap),
        _ => [],
    };

    private static SourceNode? Own(SourceMember member, string name) => member.Value.Find(name);

    private SourceNode? Effective(SourceMember member, string name) => Own(member, name) ?? _root.Find(Provider, name);

    private bool IsListed(SourceMember member) =>
        member.Value.Find("image") is null && Effective(member, "runtime") is { } runtime
        && (Literal(runtime) is null || new DeployedFunction("") { Runtime = runtime.Text, Handler = Literal(Own(member, "handler")), HasLayer = HasLayer(member) } is { IsOnManagedRuntime: true } or { IsMoved: true });

    private bool HasLayer(SourceMember member) => (Effective(member, "layers") as SourceList)?.Items.Any(item => (item as SourceScalar ?? item.Find("Ref") as SourceScalar)?.Value.Contains("pintle", StringComparison.OrdinalIgnoreCase) == true) == true;

    /// <summary>A text without variables of the framework, which only it can resolve.</summary>
    private static string? Literal(SourceNode? node) => node?.Text is { } text && !text.Contains("${", StringComparison.Ordinal) ? text : null;

    private DeployedFunction Describe(SourceMember member)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var variable in ((SourceNode?[])[_root.Find(Provider, "environment"), Own(member, "environment")]).OfType<SourceMap>().SelectMany(map => map.All))
        {
            if (Literal(variable.Value) is { } text)
                variables[variable.Key.Value] = text;
        }

        var function = new DeployedFunction(member.Key.Value)
        {
            Runtime = Literal(Effective(member, "runtime")),
            Handler = Literal(Own(member, "handler")),
            Architecture = Literal(Effective(member, "architecture")) == "arm64" ? LayerArchitecture.Arm64 : LayerArchitecture.X64,
            Variables = variables,
            HasLayer = HasLayer(member),
        };
        var (code, unknown) = CodeOf(member);
        return function with { Code = code, Findings = [.. Checks(member, function), .. unknown is null ? (MigrationFinding[])[] : [unknown]] };
    }

    private (string?, MigrationFinding?) CodeOf(SourceMember member)
    {
        var node = member.Value.Find("package", "artifact") ?? _root.Find("package", "artifact");
        if (Literal(node) is { } given && !given.Any(char.IsControl) && Path.GetFullPath(given, Path.GetDirectoryName(Source.File)!) is var path && Path.Exists(path))
            return (path, null);
        return (null, Finding(MigrationSeverity.Note, "package", node ?? member.Key, $"Its artifact is not on this machine{(node?.Text is { } text ? $" ({Shared.Quote.Bounded(text)})" : "")}, so it was not looked into.", "Package it first, or give it alone: pintle migrate PACKAGE.zip."));
    }

    private IEnumerable<MigrationFinding> Checks(SourceMember member, DeployedFunction function)
    {
        if (function.Runtime is null)
            yield return Finding(MigrationSeverity.Warning, "runtime", Effective(member, "runtime")!, "What its runtime is cannot be told here.", $"It comes from a variable of the framework. Change that by hand to {DeployedFunction.OsOnly}.");
        if (Effective(member, "architecture") is { } architecture && Literal(architecture) is null)
            yield return Finding(MigrationSeverity.Warning, "architecture", architecture, "Its architecture cannot be told here, and x86_64 was taken.", "It comes from a variable of the framework. See that the layer is for it.");
        if (Own(member, "snapStart") is { } snapStart && snapStart.Text != "false")
            yield return Finding(MigrationSeverity.Blocker, "SnapStart", snapStart, "It has SnapStart, which is not offered to zip functions on provided.al2023: the deployment would be refused.", "Remove snapStart, or leave this function as it is.");
        if (Own(member, "durableConfig") is { } durable)
            yield return Finding(MigrationSeverity.Blocker, "durable functions", durable, "It is a durable function, which zip functions on provided.al2023 are not offered.", "Leave this function on the managed runtime, or deploy it as a container image.");
        if (Effective(member, "runtimeManagement") is { } management && (management.Text ?? management.Find("mode")?.Text) is { } mode && mode != "auto")
            yield return Finding(MigrationSeverity.Warning, "patches", management, $"Its runtime updates are on {Shared.Quote.Bounded(mode)}: then AWS patches the OS under the layer only when that says so, or never.", "Set runtimeManagement to auto, or remove it.");
        if (function.IsOnManagedRuntime && Effective(member, "layers") is SourceList { Items.Count: >= LayerList.Most and var count } layers)
            yield return Finding(MigrationSeverity.Blocker, "layers", layers, $"It has {count} layers, and Lambda takes {LayerList.Most}.", "Put two of them together, or one into the package.");
        foreach (var finding in VariableChecks.Run(function.Variables, Source, member.Key.Start))
            yield return finding;
    }

    private void MoveProvider(ChangePlan plan, bool isForAll)
    {
        if (!isForAll || _root.Find(Provider, "runtime") is not { } runtime || new DeployedFunction("") { Runtime = Literal(runtime) } is not { IsOnManagedRuntime: true })
            return;
        if (plan.Edits.Replace(runtime, DeployedFunction.OsOnly))
            plan.Add(runtime.Start, "provider.runtime", runtime.Text, DeployedFunction.OsOnly, ("provider.runtime", DeployedFunction.OsOnly));
    }

    private void MoveRuntime(ChangePlan plan, SourceMember member, bool isForAll)
    {
        var path = PathOf(member, "runtime");
        if (Own(member, "runtime") is { } own)
        {
            if (Literal(own) == DeployedFunction.OsOnly)
                return;
            if (Literal(own) is not null && plan.Edits.Replace(own, DeployedFunction.OsOnly))
                plan.Add(own.Start, path, own.Text, DeployedFunction.OsOnly, (path, DeployedFunction.OsOnly));
            else
                plan.Refuse(member.Key.Value, own.Start, "Its runtime is a variable, or written over several lines");
        }
        else if (!isForAll && Literal(_root.Find(Provider, "runtime")) != DeployedFunction.OsOnly && Insert(plan, member, "runtime", SourceValue.Of(DeployedFunction.OsOnly)) is { } at)
        {
            plan.Add(at, path, null, DeployedFunction.OsOnly, (path, DeployedFunction.OsOnly));
        }
        else if (isForAll && Literal(_root.Find(Provider, "runtime")) is null)
        {
            plan.Refuse(member.Key.Value, _root.Find(Provider, "runtime")!.Start, "Its runtime is a variable");
        }
    }

    /// <summary>A function's own list takes the place of the provider's.</summary>
    private void PutLayer(ChangePlan plan, SourceMember member, LayerReference reference, bool isForAll)
    {
        var architecture = Functions.First(function => function.Name == member.Key.Value).Architecture;
        if ((reference.IsParameter ? Parameter : reference.ArnFor(architecture)) is not { } text)
        {
            plan.Refuse(member.Key.Value, member.Key.Start, $"It is for {architecture.Name()}, for which no layer is published under that name");
            return;
        }

        // In brackets a plain text has no braces.
        var layer = new RenderedLayer(reference.IsParameter ? $"'{text}'" : text, reference.IsParameter ? null : text, text, path => (path, text));
        var isOneArchitecture = Functions.Select(function => function.Architecture).Distinct().Count() == 1;
        if (Own(member, "layers") is { } own)
            LayerList.Put(plan, member.Key.Value, own, PathOf(member, "layers"), layer, _ => null);
        else if (_root.Find(Provider, "layers") is { } shared && isForAll && isOneArchitecture)
            LayerList.Put(plan, member.Key.Value, shared, "provider.layers", layer, _ => null);
        else if (_root.Find(Provider, "layers") is SourceList list && LayerList.Find(list, layer) is not null)
            return;
        else if (_root.Find(Provider, "layers") is { } others)
            plan.Refuse(member.Key.Value, others.Start, "It has the provider's layers, which other functions have as well");
        else if (isForAll && isOneArchitecture && Members.All(each => Own(each, "runtime") is null) && _root.Find(Provider) is SourceMap provider && provider.Members.FirstOrDefault(each => each.Key.Value == "runtime") is { } runtime)
            LayerList.Put(plan, member.Key.Value, null, "provider.layers", layer, value => plan.Edits.Insert(provider, runtime, "layers", value) ? runtime.Key.Start : Refused(plan, member));
        else
            LayerList.Put(plan, member.Key.Value, null, PathOf(member, "layers"), layer, value => Insert(plan, member, "layers", value));
    }

    private static int? Insert(ChangePlan plan, SourceMember member, string key, SourceValue value)
    {
        var map = (SourceMap)member.Value;
        foreach (var behind in ((string[])["runtime", "handler", "name", "memorySize", "timeout"]).Select(name => map.Members.FirstOrDefault(each => each.Key.Value == name)).OfType<SourceMember>())
        {
            if (plan.Edits.Insert(map, behind, key, value))
                return behind.Key.Start;
        }

        return plan.Edits.InsertFirst(map, key, value) ? map.Members[0].Key.Start : Refused(plan, member);
    }

    private static int? Refused(ChangePlan plan, SourceMember member)
    {
        plan.Refuse(member.Key.Value, member.Key.Start, "It is laid out so that nothing can be added");
        return null;
    }

    private string PathOf(SourceMember member, string name)
    {
        if (_root.Find("functions") is SourceList list)
            return $"functions[{list.Items.TakeWhile(item => (item as SourceMap)?.Members.Contains(member) != true).Count()}].{member.Key.Value}.{name}";
        return $"functions.{member.Key.Value}.{name}";
    }

    private MigrationFinding Finding(MigrationSeverity severity, string check, SourceNode at, string found, string remedy) => new(severity, check, $"line {Source.LineOf(at.Start)}", found, remedy);
}
