namespace Pintle.Cli.Migrating.Files;

/// <summary>Puts the layer into a list of layers, or finds that it is there.</summary>
internal static class LayerList
{
    /// <summary>Lambda's limit (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html).</summary>
    public const int Most = 5;

    /// <param name="plan">Gets the change.</param>
    /// <param name="function">For what is refused.</param>
    /// <param name="list">The list; null where the map has none yet.</param>
    /// <param name="path">The list's full path.</param>
    /// <param name="layer">As it is written.</param>
    /// <param name="insert">Puts a new list where there is none.</param>
    public static void Put(ChangePlan plan, string function, SourceNode? list, string path, RenderedLayer layer, Func<SourceValue, int?> insert)
    {
        switch (list)
        {
            case null:
                if (insert(SourceValue.List(layer.Text)) is { } at)
                    plan.Add(at, path, null, layer.Shown, layer.Meant($"{path}[0]"));
                break;
            case SourceList { Tag: null } there when Find(there, layer) is { } index:
                if (index >= 0 && there.Items[index] is { Text: { } before } item && layer.Arn is { } arn && before != arn)
                {
                    if (plan.Edits.Replace(item, arn))
                        plan.Add(item.Start, $"{path}[{index}]", before, arn, ($"{path}[{index}]", arn));
                    else
                        plan.Refuse(function, item.Start, "Its older version of the layer");
                }

                break;
            case SourceList { Tag: null } there:
                if (plan.Edits.Append(there, layer.Text))
                    plan.Add(there.Items is [.., var last] ? last.End : there.Start, $"{path}[{there.Items.Count}]", null, layer.Shown, layer.Meant($"{path}[{there.Items.Count}]"));
                else
                    plan.Refuse(function, there.Start, "Its list of layers is laid out so that nothing can be added");
                break;
            default:
                plan.Refuse(function, list.Start, "Its list of layers is made by a function of the template");
                break;
        }
    }

    /// <summary>Which item is the layer, in whatever version, or a parameter that stands for it; null: none.</summary>
    public static int? Find(SourceList list, RenderedLayer layer)
    {
        for (var i = 0; i < list.Items.Count; i++)
        {
            var item = list.Items[i];
            var name = item is SourceScalar scalar ? scalar.Value : item.Find("Ref")?.Text;
            if (name is null)
                continue;
            var isParameter = item is not SourceScalar { Tag: null } && name.StartsWith(LayerReference.Parameter, StringComparison.Ordinal);
            if (isParameter || name == layer.Shown || name == ServerlessFile.Parameter || (layer.Arn is { } arn && LayerReference.IsSameLayer(name, arn)))
                return i;
        }

        return null;
    }

    public static RenderedLayer Parameter(string name, bool isJson) => new(isJson ? $"{{ \"Ref\": \"{name}\" }}" : $"!Ref {name}", null, $"!Ref {name}", path => isJson ? ($"{path}.Ref", name) : (path, $"!Ref {name}"));

    public static RenderedLayer Arn(string arn, bool isJson) => new(isJson ? $"\"{arn}\"" : arn, arn, arn, path => (path, arn));
}

/// <summary>The layer as a file names it: its text in the file, its ARN where that is one, its text for people, and the property that it becomes at a path.</summary>
internal sealed record RenderedLayer(string Text, string? Arn, string Shown, Func<string, (string Path, string Value)> Meant);
