using System.Globalization;
using Spectre.Console;

namespace Pintle.Cli.Benchmarking;

/// <summary>A result in the terminal: figures, ratios, and a bar for each start.</summary>
internal static class BenchTable
{
    private const int BarWidth = 60;

    public static void Write(BenchResult result, Terminal terminal)
    {
        var output = terminal.Output;
        terminal.Result(BenchText.Conditions(result));
        // A table for each amount of memory: even on a pipe the width is limited.
        foreach (var same in result.Series.GroupBy(series => series.MemoryMB).Select(group => group.ToArray()))
        {
            output.Write(Figures(result, same));
            if (same.Length > 1)
            {
                output.Write(Ratios(result, same[1..]));
                terminal.Result(BenchText.Reading(result));
            }
        }

        terminal.Result("");
        foreach (var line in Bars(result))
            terminal.Result(line);
        if (result.IsColdCache)
            output.Write(Files(result.Series[0]));
    }

    private static Table Figures(BenchResult result, Series[] shown)
    {
        var table = new Table { Border = TableBorder.Simple };
        _ = table.AddColumn("");
        foreach (var series in shown)
            _ = table.AddColumn(new TableColumn(Markup.Escape(BenchText.Name(result, series))) { Alignment = Justify.Right });
        foreach (var metric in Metric.All)
            Row(BenchText.Title(metric), series => BenchText.Value(series.Of(metric), metric));
        Row("methods jitted until the first response", series => series.Jitted?.Count.ToString(CultureInfo.InvariantCulture) ?? BenchText.Nothing);
        if (Spread.Of(result.BareClr) is { } bare)
        {
            Row("bare CLR start, ms", _ => BenchText.Number(bare.Median, 1));
            foreach (var metric in (Metric[])[Metric.FirstNext, Metric.FirstResponse])
                Row($"{metric.Title}, over a bare CLR start", series => BenchText.Ratio(Spread.OfRatios(series.Figures(metric), result.BareClr)));
        }

        return table;

        void Row(string title, Func<Series, string> cell) => _ = table.AddRow([Markup.Escape(title), .. shown.Select(series => Markup.Escape(cell(series)))]);
    }

    private static Table Ratios(BenchResult result, Series[] others)
    {
        var table = new Table { Border = TableBorder.Simple };
        _ = table.AddColumn(Markup.Escape($"{result.Series[0].Name} over …, run by run: median (quartiles)"));
        foreach (var series in others)
            _ = table.AddColumn(new TableColumn(Markup.Escape(BenchText.Name(result, series))) { Alignment = Justify.Right });
        foreach (var metric in Metric.All)
            _ = table.AddRow([Markup.Escape(metric.Title), .. others.Select(series => Markup.Escape(BenchText.Ratio(result.Ratio(series, metric))))]);
        return table;
    }

    /// <summary>One character for each phase, as long as it took; all to the same scale.</summary>
    private static IEnumerable<string> Bars(BenchResult result)
    {
        var timelines = result.Series.Select(series => (series, Phases: Timeline.Of(series.Runs, series.FunctionFolder))).Where(each => each.Phases.Count > 0).ToArray();
        var longest = timelines.Max(each => each.Phases[^1].To);
        var width = timelines.Max(each => BenchText.Name(result, each.series).Length);
        foreach (var (series, phases) in timelines)
        {
            var bar = string.Concat(phases.Select(phase => new string(char.ToLowerInvariant(phase.Name[0]), (int)Math.Round(phase.To / longest * BarWidth) - (int)Math.Round(phase.From / longest * BarWidth))));
            yield return $"{BenchText.Name(result, series).PadRight(width)}  {bar}";
            yield return $"{new string(' ', width)}  {string.Join("  ", phases.Select(phase => string.Create(CultureInfo.InvariantCulture, $"{phase.Name} {phase.Length:F1}")))} ms";
        }
    }

    private static Table Files(Series series)
    {
        var table = new Table { Border = TableBorder.Simple };
        _ = table.AddColumn("in memory after the first response, last run").AddColumn(new TableColumn("kB") { Alignment = Justify.Right });
        foreach (var file in series.Runs[^1].Residents)
            _ = table.AddRow(Markup.Escape(Path.GetFileName(file.Path)), BenchText.Number(file.Bytes / 1e3, 0));
        return table;
    }
}
