using System.Globalization;
using Spectre.Console;

namespace Pintle.Cli.Benchmarking;

/// <summary>A suite in one table: a row for each function in each form. The function as published shows its times, the other forms their ratios to those, run by run.</summary>
internal static class SuiteTable
{
    private static readonly Metric FirstInvocation = Metric.All.Single(metric => metric.Key == "firstInvocationMs");
    private static readonly Metric Resident = Metric.All.Single(metric => metric.Key == "residentMiB");

    public static void Write(IReadOnlyList<SuiteEntry> suite, Terminal terminal)
    {
        var result = suite[0].Result;
        int[] memories = [.. result.Series.Select(series => series.MemoryMB).Distinct()];
        Column[] columns =
        [
            .. memories.Select(memory => new Column(FirstInvocation, "first\ninvocation", memory)),
            .. memories.Select(memory => new Column(Metric.FirstResponse, "start →\nresponse", memory)),
            new Column(Resident, "\nresident", memories[0]),
        ];
        var table = new Table { Border = TableBorder.Simple };
        _ = table.AddColumn("");
        foreach (var column in columns)
            _ = table.AddColumn(new TableColumn($"{column.Title}\n{column.MemoryMB} MB") { Alignment = Justify.Right });
        _ = table.AddColumn(new TableColumn("\njitted") { Alignment = Justify.Right });
        foreach (var entry in suite)
            Add(table, entry, columns);
        foreach (var name in suite.SelectMany(entry => Others(entry)).Distinct().ToList())
            Summarize(table, suite, name, columns);

        terminal.Result(BenchText.Conditions(result));
        terminal.Output.Write(table);
        terminal.Result("As published: ms, MiB, and methods jitted until the first response. The others: ratios to as published, run by run, the median; below 1 is less. --json has the quartiles.");
        foreach (var entry in suite)
        {
            foreach (var (form, why) in entry.Missing)
                terminal.Notice($"{entry.Name} was not measured {form}: {why}");
        }
    }

    private static void Add(Table table, SuiteEntry entry, Column[] columns)
    {
        var first = entry.Result.Series[0];
        _ = table.AddRow([Markup.Escape(entry.Name), .. columns.Select(column => Cell(BenchText.Value(Series(entry, first.Name, column)?.Of(column.Metric), column.Metric))), Count(first)]);
        foreach (var name in Others(entry))
        {
            var jitted = entry.Result.Series.First(series => series.Name == name);
            _ = table.AddRow([Markup.Escape($"  {name}"), .. columns.Select(column => Cell(Number(Ratio(entry, name, column)))), Count(jitted)]);
        }
    }

    /// <summary>Over all functions that have it: the median of their ratios, and the worst.</summary>
    private static void Summarize(Table table, IReadOnlyList<SuiteEntry> suite, string name, Column[] columns)
    {
        _ = table.AddRow([Markup.Escape($"{name}: median; worst"), .. columns.Select(column => Cell(MedianAndWorst(suite, name, column))), ""]);

        static string MedianAndWorst(IReadOnlyList<SuiteEntry> suite, string name, Column column)
        {
            double[] ratios = [.. suite.Select(entry => Ratio(entry, name, column)?.Median).OfType<double>()];
            return Spread.Of(ratios) is { } all ? string.Create(CultureInfo.InvariantCulture, $"{all.Median:F2}; {ratios.Max():F2}") : BenchText.Nothing;
        }
    }

    private static IEnumerable<string> Others(SuiteEntry entry) => entry.Result.Series.Select(series => series.Name).Distinct().Skip(1);

    /// <summary>Its figures over those of the function as published.</summary>
    private static Spread? Ratio(SuiteEntry entry, string name, Column column) =>
        Series(entry, name, column) is { } series ? Spread.OfRatios(series.Figures(column.Metric), entry.Result.First(column.MemoryMB).Figures(column.Metric)) : null;

    private static Series? Series(SuiteEntry entry, string name, Column column) => entry.Result.Series.FirstOrDefault(series => series.Name == name && series.MemoryMB == column.MemoryMB);

    private static string Number(Spread? spread) => spread is { } known ? BenchText.Number(known.Median, 2) : BenchText.Nothing;

    private static string Count(Series series) => series.Jitted?.Count.ToString(CultureInfo.InvariantCulture) ?? BenchText.Nothing;

    private static string Cell(string text) => Markup.Escape(text);

    /// <summary>A figure with an amount of memory.</summary>
    private sealed record Column(Metric Metric, string Title, int MemoryMB);
}
