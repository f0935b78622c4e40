using Pintle.Testing;
using YamlDotNet.RepresentationModel;

namespace Pintle.Cli.Templates;

/// <summary>What a template says on events that fail: <c>EventInvokeConfig</c>, a dead-letter queue, and <c>AWS::Lambda::EventInvokeConfig</c>. Queues and topics become a file on this machine.</summary>
/// <remarks>https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-eventinvokeconfiguration.html</remarks>
internal sealed class TemplateEvents(string template, YamlMappingNode root, List<string> notices)
{
    /// <summary>Beside the template, in a folder that no build looks at.</summary>
    private const string Folder = ".pintle";

    /// <param name="id">The function's logical id.</param>
    /// <param name="name">The function's name.</param>
    /// <param name="property">Finds a property of the function.</param>
    /// <param name="number">Reads a number from a node, or takes the default.</param>
    public EventInvocationOptions Read(string id, string name, Func<string, YamlNode?> property, Func<string, YamlNode?, double, double> number)
    {
        var settings = property("EventInvokeConfig") ?? ResourceOf(id);
        var options = new EventInvocationOptions
        {
            MaxRetries = (int)Within(id, "MaximumRetryAttempts", number("MaximumRetryAttempts", TemplateDocument.Find(settings, "MaximumRetryAttempts"), 2), 0, 2),
            MaxAge = TimeSpan.FromSeconds(Within(id, "MaximumEventAgeInSeconds", number("MaximumEventAgeInSeconds", TemplateDocument.Find(settings, "MaximumEventAgeInSeconds"), 21_600), 60, 21_600)),
        };
        if (property("DeadLetterQueue") is null && property("DeadLetterConfig") is null && TemplateDocument.Find(settings, "DestinationConfig", "OnFailure") is null)
            return options;

        var file = Path.Combine(Path.GetDirectoryName(template)!, Folder, $"{name}.dead-letters.jsonl");
        notices.Add($"{name}: events that are given up are written to {file}, and not to a queue.");
        return options with { DeadLetterFile = file };
    }

    private static double Within(string id, string name, double value, double least, double most) =>
        value >= least && value <= most ? value : throw new ToolException($"Expected {name} of '{id}' of {least} to {most}, found {value}. Correct it.");

    private YamlNode? ResourceOf(string id) =>
        ((YamlMappingNode)TemplateDocument.Find(root, "Resources")!).Children.Values
            .Where(each => (TemplateDocument.Find(each, "Type") as YamlScalarNode)?.Value == "AWS::Lambda::EventInvokeConfig")
            .Select(each => TemplateDocument.Find(each, "Properties"))
            .FirstOrDefault(each => TemplateDocument.Find(each, "FunctionName") is { } target && target.AllNodes.OfType<YamlScalarNode>().Any(node => node.Value == id));
}
