using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Pintle.Cli.Templates;

/// <summary>A CloudFormation template as YAML or JSON, before anybody looks for functions in it. Its size, depth and aliases are bounded as CloudFormation bounds them.</summary>
internal sealed class TemplateDocument
{
    // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
    private const long MaxBytes = 1024 * 1024;

    private TemplateDocument(YamlMappingNode root) => Root = root;

    public YamlMappingNode Root { get; }

    /// <exception cref="ToolException">It is no template.</exception>
    public static TemplateDocument Load(string path)
    {
        if (new FileInfo(path).Length is var length && length > MaxBytes)
            throw new ToolException($"Expected {path} to be a template of at most {MaxBytes} bytes, found {length}. Give a smaller one.");

        try
        {
            var stream = new YamlShape(path, "a template in YAML or JSON", ", which CloudFormation does not take", "Give a template.").Load(path);
            if (stream.Documents is [{ RootNode: YamlMappingNode root }] && Find(root, "Resources") is YamlMappingNode)
                return new TemplateDocument(root);
        }
        catch (YamlException fault)
        {
            // The fault's start is where a quote or a bracket is that is not closed; a tab in the indentation is never meant there.
            throw new ToolException(TabIn(path, fault) is { } tab
                ? $"Expected {path} to be a template in YAML or JSON, but line {tab}, column 1, is indented with a tab, which YAML doesn't take. Use spaces."
                : $"Expected {path} to be a template in YAML or JSON, but it can't be read at line {fault.Start.Line}, column {fault.Start.Column}. Correct it there.");
        }

        throw new ToolException($"Expected {path} to be a SAM or CloudFormation template with \"Resources\", but it has none. Give a template or a pintle.json.");
    }

    public static YamlNode? Find(YamlNode? node, string name) =>
        node is YamlMappingNode map ? map.Children.FirstOrDefault(each => each.Key is YamlScalarNode key && key.Value == name).Value : null;

    /// <summary>The members of a map; none of anything else.</summary>
    public static IEnumerable<(string Name, YamlNode Value)> Members(YamlNode? node) =>
        node is YamlMappingNode map ? map.Children.Select(each => ((each.Key as YamlScalarNode)?.Value ?? "", each.Value)) : [];

    public static YamlNode? Find(YamlNode? node, params string[] names) => names.Aggregate(node, Find);

    /// <summary>The line of a tab that indents something where YAML could not be read; in JSON it does no harm.</summary>
    private static long? TabIn(string path, YamlException fault)
    {
        var lines = File.ReadAllLines(path);
        if (lines.FirstOrDefault(line => line.Trim().Length > 0)?.TrimStart().StartsWith('{') == true)
            return null;

        for (var number = fault.Start.Line; number <= Math.Min(fault.End.Line + 1, lines.Length); number++)
        {
            if (number > 0 && lines[number - 1] is var line && line.AsSpan(0, line.Length - line.TrimStart().Length).Contains('\t'))
                return number;
        }

        return null;
    }
}
