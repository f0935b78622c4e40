using System.Globalization;
using Pintle.Emulator.Queues;
using Pintle.Testing;
using YamlDotNet.RepresentationModel;

namespace Pintle.Cli.Templates;

/// <summary>Queues that a template lets invoke its functions: events of the type <c>SQS</c> and <c>AWS::Lambda::EventSourceMapping</c>. Each is a folder on this machine, with the visibility timeout and the redrive policy of the template's queue.</summary>
/// <remarks>https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-sqs.html</remarks>
internal sealed class TemplateQueues(string template, YamlMappingNode root, TemplateValues values, List<string> notices)
{
    /// <summary>Beside the template, where no build looks.</summary>
    private static readonly string Folder = Path.Combine(".pintle", "queues");

    /// <param name="name">The function's name.</param>
    /// <param name="node">Its resource.</param>
    /// <param name="id">Its logical id.</param>
    /// <exception cref="ToolException">One of its queues is not possible.</exception>
    public IEnumerable<QueueSource> Read(string name, YamlNode node, string id)
    {
        var events = TemplateDocument.Members(TemplateDocument.Find(node, "Properties", "Events"))
            .Where(each => (TemplateDocument.Find(each.Value, "Type") as YamlScalarNode)?.Value == "SQS")
            .Select(each => (TemplateDocument.Find(each.Value, "Properties"), "Queue"));
        return events.Concat(Mappings(name, id))
            .Where(each => !string.Equals(values.Text(TemplateDocument.Find(each.Item1, "Enabled")), "false", StringComparison.OrdinalIgnoreCase))
            .Select(each => Queue(name, each.Item1, TemplateDocument.Find(each.Item1, each.Item2)));
    }

    private IEnumerable<(YamlNode?, string)> Mappings(string name, string id)
    {
        const string target = "EventSourceArn";
        foreach (var (mapping, resource) in TemplateDocument.Members(TemplateDocument.Find(root, "Resources")))
        {
            var properties = TemplateDocument.Find(resource, "Properties");
            if ((TemplateDocument.Find(resource, "Type") as YamlScalarNode)?.Value != "AWS::Lambda::EventSourceMapping" || !IsFunction(TemplateDocument.Find(properties, "FunctionName"), name, id))
                continue;
            if (IsQueue(TemplateDocument.Find(properties, target)))
                yield return (properties, target);
            else
                notices.Add($"{mapping} is not served: {name} gets events of queues here and of no other source; use --sample or the page.");
        }
    }

    private QueueSource Queue(string function, YamlNode? properties, YamlNode? target)
    {
        var name = NameOf(target) ?? throw new ToolException($"Expected a queue of '{function}' to be an ARN or the Arn of a queue of the template, found neither. Write !GetAtt QUEUE.Arn.");
        var queue = ResourceOf(target);
        var redrive = TemplateDocument.Find(queue, "RedrivePolicy");
        var folder = PathOf(name);
        var source = new QueueSource
        {
            FunctionName = function,
            Queue = folder,
            BatchSize = Number(function, properties, "BatchSize") ?? 10,
            BatchingWindow = TimeSpan.FromSeconds(Number(function, properties, "MaximumBatchingWindowInSeconds") ?? 0),
            ReportsItemFailures = TemplateDocument.Find(properties, "FunctionResponseTypes") is YamlSequenceNode types && types.Children.Any(each => values.Text(each) == "ReportBatchItemFailures"),
            Filters = Filters(function, TemplateDocument.Find(properties, "FilterCriteria", "Filters")),
            MaxConcurrency = Number(function, TemplateDocument.Find(properties, "ScalingConfig"), "MaximumConcurrency"),
            VisibilityTimeout = queue is null ? null : TimeSpan.FromSeconds(Number(name, queue, "VisibilityTimeout") ?? 30),
            MaxReceiveCount = redrive is null ? null : Number(name, redrive, "maxReceiveCount"),
            DeadLetterFolder = NameOf(TemplateDocument.Find(redrive, "deadLetterTargetArn")) is { } dead ? PathOf(dead) : null,
        };
        if (new QueuePollerOptions { BatchSize = source.BatchSize, BatchingWindow = source.BatchingWindow, Filters = source.Filters }.WhyNot(name.EndsWith(".fifo", StringComparison.Ordinal)) is { } why)
            throw new ToolException($"The queue {name} of '{function}': {why}");
        notices.Add($"{function}: messages of the queue {name} are files in {folder}.");
        return source;
    }

    private string[] Filters(string function, YamlNode? node) => node is not YamlSequenceNode list
        ? []
        : [.. list.Children.Select(each => values.Text(TemplateDocument.Find(each, "Pattern")) ?? throw new ToolException($"Expected each filter of a queue of '{function}' to have a Pattern with JSON as a text, found one without. Correct it."))];

    private bool IsFunction(YamlNode? node, string name, string id) =>
        TemplateValues.ReferenceOf(node) == id || TemplateValues.TargetOf(node)?.Id == id || (values.Text(node) is { } text && (text == id || text == name || text.EndsWith($":{name}", StringComparison.Ordinal)));

    private bool IsQueue(YamlNode? node) => ResourceOf(node) is not null || values.Text(node)?.StartsWith("arn:aws:sqs:", StringComparison.Ordinal) == true;

    /// <summary>The properties of a queue of this template; null for a queue of another one.</summary>
    private YamlNode? ResourceOf(YamlNode? node) =>
        TemplateValues.TargetOf(node) is (var id, "Arn") && TemplateDocument.Find(root, "Resources", id) is { } resource && (TemplateDocument.Find(resource, "Type") as YamlScalarNode)?.Value == "AWS::SQS::Queue"
            ? TemplateDocument.Find(resource, "Properties") ?? new YamlMappingNode()
            : null;

    private string? NameOf(YamlNode? node) => values.Text(node) is { } arn && arn.Split(':') is [.., { Length: > 0 } name] && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.') && name is not ("." or "..") ? name : null;

    private string PathOf(string name) => Path.Combine(Path.GetDirectoryName(template)!, Folder, name);

    private int? Number(string of, YamlNode? properties, string name) => TemplateDocument.Find(properties, name) is not { } node
        ? null
        : int.TryParse(values.Text(node), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw new ToolException($"Expected {name} of '{of}' to be a number or a !Ref to a parameter with a value. Correct it.");
}
