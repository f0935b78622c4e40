using System.Globalization;
using Pintle.Cli.MachineReadable;

namespace Pintle.Cli.Cloud.Comparing;

/// <summary>A comparison for people: a line for each event, and the figures side by side.</summary>
internal static class CompareText
{
    private static readonly string[] Heads = ["first", "second"];

    public static void Print(CompareJson compared, Terminal terminal)
    {
        foreach (var each in compared.Events)
        {
            terminal.ResultSentence($"{Path.GetFileName(each.Event)}: answers {each.Answers}, errors {each.Errors}, logs {each.Logs}");
            foreach (var line in each.Difference)
                terminal.ResultSentence($"  {line}");
        }

        foreach (var (side, head) in compared.Sides.Zip(Heads))
            terminal.ResultSentence($"{head}: {side.Function}, {side.Runtime}{string.Concat(side.Layers.Select(layer => $", {layer}"))}");
        string[][] rows =
        [
            ["", .. Heads, "ratio"],
            .. compared.Metrics.Select(each => (string[])[each.Metric, Words(each.First), Words(each.Second), each.Ratio is { } ratio ? ratio.ToString("0.00", CultureInfo.InvariantCulture) : "-"]),
        ];
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length))];
        foreach (var row in rows)
            terminal.Result(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        terminal.Sentence($"Medians of {compared.Runs} cold start{(compared.Runs == 1 ? "" : "s")} each, with quartiles.");
    }

    private static string Words(SpreadJson? figure) => figure is null ? "-" : $"{Figure(figure.Median)} ({Figure(figure.Low)} to {Figure(figure.High)})";

    /// <summary>Three digits: more is noise, and would make the table wider than a terminal.</summary>
    private static string Figure(double value) => value.ToString(Math.Abs(value) switch { < 10 => "0.##", < 100 => "0.#", _ => "0" }, CultureInfo.InvariantCulture);
}
