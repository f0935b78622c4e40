using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Pintle.Cli.Templates;

/// <summary>A CloudFormation template as YAML or JSON, before anybody looks for functions in it. Its size, depth and aliases are bounded as CloudFormation bounds them.</summary>
internal sealed class TemplateDocument
{
    // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
    private const long MaxBytes = 1024 * 1024;
    private const int MaxDepth = 64;

    private TemplateDocument(YamlMappingNode root) => Root = root;

    public YamlMappingNode Root { get; }

    /// <exception cref="ToolException">It is no template.</exception>
    public static TemplateDocument Load(string path)
    {
        if (new FileInfo(path).Length is var length && length > MaxBytes)
            throw new ToolException($"Expected {path} to be a template of at most {MaxBytes} bytes, found {length}. Give a smaller one.");

        try
        {
            using (var reader = File.OpenText(path))
                CheckShape(path, reader);
            using var text = File.OpenText(path);
            var stream = new YamlStream();
            stream.Load(text);
            if (stream.Documents is [{ RootNode: YamlMappingNode root }] && Find(root, "Resources") is YamlMappingNode)
                return new TemplateDocument(root);
        }
        catch (YamlException fault)
        {
            throw new ToolException($"Expected {path} to be a template in YAML or JSON, but it can't be read at line {fault.Start.Line}, column {fault.Start.Column}. Correct it there.");
        }

        throw new ToolException($"Expected {path} to be a SAM or CloudFormation template with \"Resources\", but it has none. Give a template or a pintle.json.");
    }

    public static YamlNode? Find(YamlNode? node, string name) =>
        node is YamlMappingNode map ? map.Children.FirstOrDefault(each => each.Key is YamlScalarNode key && key.Value == name).Value : null;

    /// <summary>The members of a map; none of anything else.</summary>
    public static IEnumerable<(string Name, YamlNode Value)> Members(YamlNode? node) =>
        node is YamlMappingNode map ? map.Children.Select(each => ((each.Key as YamlScalarNode)?.Value ?? "", each.Value)) : [];

    public static YamlNode? Find(YamlNode? node, params string[] names) => names.Aggregate(node, Find);

    /// <summary>Looked at event by event, so that neither depth nor aliases cost anything.</summary>
    private static void CheckShape(string path, TextReader reader)
    {
        var parser = new Parser(reader);
        var depth = 0;
        while (parser.MoveNext())
        {
            depth += parser.Current!.NestingIncrease;
            if (depth > MaxDepth)
                throw new ToolException($"Expected {path} to be nested at most {MaxDepth} deep, found more at line {parser.Current.Start.Line}. Give a template.");
            if (parser.Current is YamlDotNet.Core.Events.AnchorAlias)
                throw new ToolException($"Expected {path} without YAML aliases, which CloudFormation does not take, found one at line {parser.Current.Start.Line}. Write the value out.");
        }
    }
}
