using Pintle.Aws;
using Pintle.Cli.Auditing;
using Pintle.Layer.Audit;

namespace Pintle.Cli.Cloud.Knowing;

/// <summary>How functions stand, for people: a table for each region, which fits a terminal, and sentences for what the table does not say. What is cut short is whole in <c>--json</c>.</summary>
internal static class StatusText
{
    private const string Gap = "  ";
    // Chosen, not measured: shorter names are hard to tell apart, longer ones break rows in a terminal of 80 columns.
    private const int LongestLayer = 20;
    private const int NarrowestName = 12;

    private static readonly string[] Heads = ["standing", ".NET", "layer, runtime", "OS updates"];

    public static void Print(IReadOnlyList<FunctionStatus> functions, IReadOnlyList<string> notices, Terminal terminal)
    {
        foreach (var region in functions.GroupBy(each => each.Region))
        {
            terminal.Result(region.Key);
            foreach (var line in Table([.. region], terminal.OutputColumns))
                terminal.Result(line);
        }

        foreach (var each in functions)
        {
            if (each.Missed.Count > 0)
                terminal.Sentence($"{each.Function}: misses {string.Join(", ", each.Missed)}");
            foreach (var reason in each.Reasons.Concat(each.Drift is { } drift ? [drift] : []))
                terminal.Sentence($"{each.Function}: {reason}");
        }

        foreach (var (dotnet, latest) in functions.Where(each => each.Standing is Standing.Behind or Standing.SecurityFixMissed && each.Latest is not null && each.Latest != each.Dotnet).Select(each => (each.Dotnet, each.Latest)).Distinct())
            terminal.Sentence($".NET {latest} is out for what has {dotnet}: pintle patch");
        foreach (var notice in notices)
            terminal.Sentence(notice);
    }

    private static IEnumerable<string> Table(IReadOnlyList<FunctionStatus> functions, int? columns)
    {
        int[] widths = [.. Heads.Select((head, column) => functions.Select(each => Row(each, columns)[column].Length).Append(head.Length).Max())];
        var name = columns is { } all ? Math.Max(NarrowestName, all - widths.Sum(width => width + Gap.Length)) : int.MaxValue;
        return Line(Heads, "function", widths, name).Concat(functions.SelectMany(each => Line(Row(each, columns), each.Function, widths, name)));
    }

    /// <summary>A function on a layer has the runtime provided.al2023, so the layer alone says both.</summary>
    private static string[] Row(FunctionStatus each, int? columns) => [AuditText.Word(each.Standing), each.Dotnet ?? "-", each.Layer is { } layer ? Short(layer, columns) : each.Runtime, each.OsUpdates ?? "-"];

    /// <summary>The name is last; where the line is full, it continues below in its own column.</summary>
    private static IEnumerable<string> Line(string[] cells, string name, int[] widths, int width)
    {
        var before = string.Concat(cells.Select((cell, column) => cell.PadRight(widths[column]) + Gap));
        return Wrapping.Cell(name, width).Select((part, index) => (index == 0 ? before : new string(' ', before.Length)) + part);
    }

    private static string Short(string arn, int? columns)
    {
        if (LayerVersionArn.TryParse(arn) is not { } layer)
            return "-";
        var version = $":{layer.Version}";
        return columns is null || layer.Name.Length + version.Length <= LongestLayer ? layer.Name + version : $"{layer.Name[..(LongestLayer - version.Length - 1)]}…{version}";
    }
}
