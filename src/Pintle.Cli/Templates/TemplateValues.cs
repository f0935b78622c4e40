using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace Pintle.Cli.Templates;

/// <summary>Texts of a template: as they stand, by <c>Ref</c> to a parameter, a resource or a pseudo parameter, and by those of CloudFormation's functions that need no deployment.</summary>
/// <remarks>https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html</remarks>
internal sealed partial class TemplateValues(YamlMappingNode root, TemplateParameters parameters)
{
    public const string Region = "us-east-1";
    public const string Account = "123456789012";

    /// <summary>The text; null where it is only known after a deployment.</summary>
    public string? Text(YamlNode? node) => FunctionOf(node) switch
    {
        (null, _) => (node as YamlScalarNode)?.Value,
        ("Ref", YamlScalarNode name) => Reference(name.Value ?? ""),
        ("Sub", YamlScalarNode text) => Substitute(text.Value ?? "", null),
        ("Sub", YamlSequenceNode { Children: [YamlScalarNode text, YamlMappingNode map] }) => Substitute(text.Value ?? "", map),
        ("Join", YamlSequenceNode { Children: [YamlScalarNode between, var list] }) => Texts(list) is { } texts ? string.Join(between.Value, texts) : null,
        ("Select", YamlSequenceNode { Children: [var index, var list] }) => Texts(list) is { } texts && int.TryParse(Text(index), NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at < texts.Count ? texts[at] : null,
        ("FindInMap", YamlSequenceNode { Children: [var map, var first, var second] }) => Text(TemplateDocument.Find(root, "Mappings", Text(map) ?? "", Text(first) ?? "", Text(second) ?? "")),
        ("Base64", var text) => Text(text is YamlScalarNode { Tag.IsEmpty: false } plain && plain.Tag.Value == "!Base64" ? new YamlScalarNode(plain.Value) : text) is { } plainText ? Convert.ToBase64String(Encoding.UTF8.GetBytes(plainText)) : null,
        ("GetAtt", _) => TargetOf(node) is (var id, "Arn") ? ArnOf(id) : null,
        _ => null,
    };

    /// <summary>What <c>Fn::GetAtt</c> asks for.</summary>
    public static (string Id, string Attribute)? TargetOf(YamlNode? node) => FunctionOf(node) switch
    {
        ("GetAtt", YamlScalarNode { Value: { } both }) when both.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot => (both[..dot], both[(dot + 1)..]),
        ("GetAtt", YamlSequenceNode { Children: [YamlScalarNode { Value: { } id }, YamlScalarNode { Value: { } attribute }] }) => (id, attribute),
        _ => null,
    };

    /// <summary>The resource or parameter that <c>Ref</c> names; null for anything else.</summary>
    public static string? ReferenceOf(YamlNode? node) => FunctionOf(node) is ("Ref", YamlScalarNode { Value: { } name }) ? name : null;

    /// <summary>A list of texts: as it stands, split, or a parameter that is one; null where a part of it is not known.</summary>
    public IReadOnlyList<string>? List(YamlNode? node) => Texts(node);

    /// <summary>The function and its argument, in the short form of YAML or in the long one of both; null: a plain value.</summary>
    public static (string? Name, YamlNode? Argument) FunctionOf(YamlNode? node) => node switch
    {
        { Tag.IsEmpty: false } when node.Tag.Value.StartsWith('!') => (node.Tag.Value[1..], node),
        YamlMappingNode { Children: { Count: 1 } members } when members[0].Key is YamlScalarNode { Value: { } name } && (name == "Ref" || name.StartsWith("Fn::", StringComparison.Ordinal)) =>
            (name is "Ref" ? name : name[4..], members[0].Value),
        _ => (null, null),
    };

    private List<string>? Texts(YamlNode? node)
    {
        if (FunctionOf(node) is ("Split", YamlSequenceNode { Children: [YamlScalarNode { Value: { Length: > 0 } between }, var text] }))
            return Text(text)?.Split(between).ToList();
        if (ReferenceOf(node) is { } name && parameters.IsList(name))
            return parameters.ValueOf(name)?.Split(',', StringSplitOptions.TrimEntries).ToList();
        if (node is not YamlSequenceNode list)
            return null;
        var known = list.Children.Select(Text).OfType<string>().ToList();
        return known.Count == list.Children.Count ? known : null;
    }

    private string? ArnOf(string id)
    {
        var resource = TemplateDocument.Find(root, "Resources", id);
        var properties = TemplateDocument.Find(resource, "Properties");
        return (TemplateDocument.Find(resource, "Type") as YamlScalarNode)?.Value switch
        {
            "AWS::SQS::Queue" => $"arn:aws:sqs:{Region}:{Account}:{Text(TemplateDocument.Find(properties, "QueueName")) ?? id}",
            "AWS::Serverless::Function" or "AWS::Lambda::Function" => $"arn:aws:lambda:{Region}:{Account}:function:{Text(TemplateDocument.Find(properties, "FunctionName")) ?? id}",
            _ => null,
        };
    }

    private string? Reference(string name) => name switch
    {
        "AWS::Region" => Region,
        "AWS::AccountId" => Account,
        "AWS::Partition" => "aws",
        "AWS::URLSuffix" => "amazonaws.com",
        "AWS::StackName" => "local",
        "AWS::NoValue" => null,
        _ when parameters.Has(name) => parameters.ValueOf(name),
        _ => TemplateDocument.Find(root, "Resources", name) is { } resource ? TemplateNames.Of(name, resource, Text) : null,
    };

    private string? Substitute(string text, YamlMappingNode? map)
    {
        var isKnown = true;
        var result = Variable().Replace(text, match =>
        {
            var name = match.Groups["name"].Value;
            var value = match.Groups["literal"].Success ? "${" + match.Groups["literal"].Value + "}"
                : TemplateDocument.Find(map, name) is { } own ? Text(own)
                : name.EndsWith(".Arn", StringComparison.Ordinal) ? ArnOf(name[..^4])
                : Reference(name);
            isKnown &= value is not null;
            return value ?? "";
        });
        return isKnown ? result : null;
    }

    [GeneratedRegex(@"\$\{(!(?<literal>[^}]+)|(?<name>[A-Za-z0-9:._-]+))\}", RegexOptions.ExplicitCapture)]
    private static partial Regex Variable();
}
