using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace Pintle.Cli.Templates;

/// <summary>Texts of a template: as they stand, by <c>Ref</c> to a parameter's default, a resource or a pseudo parameter, and by <c>Fn::Sub</c> of these. Other functions need a deployment.</summary>
internal sealed partial class TemplateValues(YamlMappingNode root)
{
    public const string Region = "us-east-1";
    public const string Account = "123456789012";

    /// <summary>The text; null where it is only known after a deployment.</summary>
    public string? Text(YamlNode? node) => node switch
    {
        YamlScalarNode { Tag.IsEmpty: false, Tag.Value: "!Ref" } scalar => Reference(scalar.Value ?? ""),
        YamlScalarNode { Tag.IsEmpty: false, Tag.Value: "!Sub" } scalar => Substitute(scalar.Value ?? ""),
        YamlScalarNode { Tag.IsEmpty: false } scalar when scalar.Tag.Value.StartsWith('!') => null,
        YamlScalarNode scalar => scalar.Value,
        YamlMappingNode { Children.Count: 1 } map when TemplateDocument.Find(map, "Ref") is YamlScalarNode scalar => Reference(scalar.Value ?? ""),
        YamlMappingNode { Children.Count: 1 } map when TemplateDocument.Find(map, "Fn::Sub") is YamlScalarNode scalar => Substitute(scalar.Value ?? ""),
        _ => null,
    };

    private string? Reference(string name) => name switch
    {
        "AWS::Region" => Region,
        "AWS::AccountId" => Account,
        "AWS::Partition" => "aws",
        "AWS::StackName" => "local",
        "AWS::NoValue" => null,
        _ when TemplateDocument.Find(root, "Parameters", name) is { } parameter => Text(TemplateDocument.Find(parameter, "Default")),
        _ => TemplateDocument.Find(root, "Resources", name) is null ? null : name,
    };

    private string? Substitute(string text)
    {
        var isKnown = true;
        var result = Variable().Replace(text, match =>
        {
            var value = match.Groups["literal"].Success ? "${" + match.Groups["literal"].Value + "}" : Reference(match.Groups["name"].Value);
            isKnown &= value is not null;
            return value ?? "";
        });
        return isKnown ? result : null;
    }

    [GeneratedRegex(@"\$\{(!(?<literal>[^}]+)|(?<name>[A-Za-z0-9:.]+))\}", RegexOptions.ExplicitCapture)]
    private static partial Regex Variable();
}
