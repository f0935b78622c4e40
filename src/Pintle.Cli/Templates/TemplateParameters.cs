using YamlDotNet.RepresentationModel;

namespace Pintle.Cli.Templates;

/// <summary>The values of a template's parameters: those that were given, else the defaults.</summary>
/// <remarks>https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html</remarks>
internal sealed class TemplateParameters
{
    private readonly YamlNode? _parameters;
    private readonly IReadOnlyDictionary<string, string> _given;

    /// <exception cref="ToolException">A value is given for what is no parameter, or one that a parameter doesn't allow.</exception>
    public TemplateParameters(YamlMappingNode root, IReadOnlyDictionary<string, string> given)
    {
        (_parameters, _given) = (TemplateDocument.Find(root, "Parameters"), given);
        foreach (var (name, value) in given)
        {
            if (TemplateDocument.Find(_parameters, name) is not { } parameter)
                throw new ToolException($"Expected --parameter-overrides to name parameters of the template ({(Names is { Length: > 0 } names ? string.Join(", ", names) : "it has none")}), found '{name}'. Correct it.");
            if (TemplateDocument.Find(parameter, "AllowedValues") is YamlSequenceNode allowed && !allowed.Children.OfType<YamlScalarNode>().Any(each => each.Value == value))
                throw new ToolException($"Expected the parameter '{name}' to be one of {string.Join(", ", allowed.Children)}, found another value. Correct it.");
        }
    }

    private string[] Names => [.. TemplateDocument.Members(_parameters).Select(each => each.Name)];

    public bool Has(string name) => TemplateDocument.Find(_parameters, name) is not null;

    /// <summary>Null where it has none: if a parameter is kept elsewhere, its default only says where to look.</summary>
    public string? ValueOf(string name) =>
        _given.TryGetValue(name, out var given) ? given
        : TypeOf(name).StartsWith("AWS::SSM::", StringComparison.Ordinal) ? null
        : (TemplateDocument.Find(_parameters, name, "Default") as YamlScalarNode)?.Value;

    /// <summary>Whether its value is several texts with commas between.</summary>
    public bool IsList(string name) => TypeOf(name) is var type && (type == "CommaDelimitedList" || type.StartsWith("List<", StringComparison.Ordinal));

    private string TypeOf(string name) => (TemplateDocument.Find(_parameters, name, "Type") as YamlScalarNode)?.Value ?? "String";
}
