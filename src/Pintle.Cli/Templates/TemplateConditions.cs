using YamlDotNet.RepresentationModel;

namespace Pintle.Cli.Templates;

/// <summary>Decides which parts of a template exist: resources with a <c>Condition</c>, the branches of <c>Fn::If</c>, and members that are <c>AWS::NoValue</c>. What depends on a value that nobody has given stays undecided.</summary>
/// <remarks>https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-conditions.html</remarks>
internal sealed class TemplateConditions(YamlMappingNode root, TemplateValues values)
{
    private readonly Dictionary<string, bool?> _known = new(StringComparer.Ordinal);
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);

    /// <summary>Takes out of the template what is not there, and puts chosen branches in their places.</summary>
    /// <param name="notices">Gets a line for each resource that nobody can decide on.</param>
    /// <exception cref="ToolException">A condition is missing, depends on itself or is not valid.</exception>
    public void Apply(List<string> notices)
    {
        var resources = (YamlMappingNode)TemplateDocument.Find(root, "Resources")!;
        foreach (var (key, resource) in resources.Children.ToArray())
        {
            if (TemplateDocument.Find(resource, "Condition") is not YamlScalarNode { Value: { } name })
                continue;

            var isThere = IsMet(name);
            if (isThere is null)
                notices.Add($"{key} is not served: its condition {name} depends on a parameter without a value. Give it one with --parameter-overrides.");
            if (isThere is not true)
                _ = resources.Children.Remove(key);
        }

        _ = Decide(resources);
        if (TemplateDocument.Find(root, "Globals") is { } globals)
            _ = Decide(globals);
    }

    /// <returns>Null where it depends on what is not known.</returns>
    private bool? IsMet(string name)
    {
        if (_known.TryGetValue(name, out var known))
            return known;
        if (!_asked.Add(name))
            throw new ToolException($"Expected the condition '{name}' not to depend on itself, but it does. Correct it.");

        var expression = TemplateDocument.Find(root, "Conditions", name) ?? throw new ToolException($"Expected a condition '{name}' under Conditions, found none. Correct the name.");
        return _known[name] = IsMet(name, expression);
    }

    private bool? IsMet(string name, YamlNode? expression)
    {
        if (expression is YamlMappingNode { Children: [{ Key: YamlScalarNode { Value: "Condition" }, Value: YamlScalarNode { Value: { } other } }] })
            return IsMet(other);

        return TemplateValues.FunctionOf(expression) switch
        {
            ("Condition", YamlScalarNode { Value: { } another }) => IsMet(another),
            ("Equals", YamlSequenceNode { Children: [var one, var two] }) => values.Text(one) is { } first && values.Text(two) is { } second ? first == second : null,
            ("Not", YamlSequenceNode { Children: [var inner] }) => !IsMet(name, inner),
            ("And", YamlSequenceNode { Children.Count: >= 2 } list) => list.Children.Select(each => IsMet(name, each)).Aggregate((one, two) => one & two),
            ("Or", YamlSequenceNode { Children.Count: >= 2 } list) => list.Children.Select(each => IsMet(name, each)).Aggregate((one, two) => one | two),
            _ => throw new ToolException($"Expected the condition '{name}' to be made of Fn::Equals, Fn::And, Fn::Or, Fn::Not and Condition, found something else. Correct it."),
        };
    }

    /// <returns>What stands there; null for <c>AWS::NoValue</c>.</returns>
    private YamlNode? Decide(YamlNode node)
    {
        switch (TemplateValues.FunctionOf(node))
        {
            case ("Ref", YamlScalarNode { Value: "AWS::NoValue" }):
                return null;
            case ("If", YamlSequenceNode { Children: [YamlScalarNode { Value: { } name }, var yes, var no] }) when IsMet(name) is { } isMet:
                return Decide(isMet ? yes : no);
        }

        if (node is YamlMappingNode map)
        {
            foreach (var (key, value) in map.Children.ToArray())
            {
                if (Decide(value) is not { } decided)
                    _ = map.Children.Remove(key);
                else if (!ReferenceEquals(decided, value))
                    map.Children[key] = decided;
            }
        }
        else if (node is YamlSequenceNode list)
        {
            var decided = list.Children.Select(Decide).OfType<YamlNode>().ToArray();
            list.Children.Clear();
            foreach (var each in decided)
                list.Children.Add(each);
        }

        return node;
    }
}
