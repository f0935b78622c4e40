using System.Globalization;
using Pintle.Cli.MachineReadable;

namespace Pintle.Cli.Cloud.Comparing;

/// <summary>A comparison for people: a line for each event, and the figures side by side.</summary>
internal static class CompareText
{
    public static void Print(CompareJson compared, Terminal terminal)
    {
        foreach (var each in compared.Events)
        {
            terminal.Result($"{Path.GetFileName(each.Event)}: answers {each.Answers}, errors {each.Errors}, logs {each.Logs}");
            foreach (var line in each.Difference)
                terminal.Result($"  {line}");
        }

        string[][] rows =
        [
            ["", .. compared.Sides.Select(side => $"{side.Function} ({side.Runtime})"), "ratio"],
            .. compared.Metrics.Select(each => (string[])[each.Metric, Words(each.First), Words(each.Second), each.Ratio is { } ratio ? ratio.ToString("0.00", CultureInfo.InvariantCulture) : "-"]),
        ];
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length))];
        foreach (var row in rows)
            terminal.Result(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        terminal.Say($"Medians of {compared.Runs} cold start{(compared.Runs == 1 ? "" : "s")} each, with quartiles.");
    }

    private static string Words(SpreadJson? figure) => figure is null ? "-" : string.Create(CultureInfo.InvariantCulture, $"{figure.Median:0.##} ({figure.Low:0.##} to {figure.High:0.##})");
}
