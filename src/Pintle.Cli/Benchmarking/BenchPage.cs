using System.Globalization;
using System.Net;
using System.Reflection;
using System.Text;

namespace Pintle.Cli.Benchmarking;

/// <summary>A result as one page that needs nothing else: no script, no font, no picture from anywhere.</summary>
internal static class BenchPage
{
    private const string Place = "<!-- result -->";

    public static string Write(BenchResult result)
    {
        var body = new StringBuilder();
        _ = body.Append("<h1>").Append(Text($"{result.Handler}: cold start and warm path")).Append("</h1>\n<p>").Append(Text(BenchText.Conditions(result))).Append(" <time>")
            .Append(result.Time.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture)).Append("</time></p>\n");
        if (BenchText.Warning(result) is { } warning)
            _ = body.Append("<p class=\"warning\" role=\"note\">").Append(Text(warning)).Append("</p>\n");
        AddTimelines(body, result);
        AddFigures(body, result);
        AddRatios(body, result);
        if (result.IsColdCache)
            AddFiles(body, result.Series[0]);
        return Template().Replace(Place, body.ToString(), StringComparison.Ordinal);
    }

    private static void AddTimelines(StringBuilder body, BenchResult result)
    {
        var timelines = result.Series.Select(series => (Series: series, Phases: Timeline.Of(series.Runs, series.FunctionFolder))).Where(each => each.Phases.Count > 0).ToArray();
        var longest = timelines.Max(each => each.Phases[^1].To);
        _ = body.Append("<h2>From start to first response</h2>\n");
        foreach (var (series, phases) in timelines)
        {
            _ = body.Append("<figure>\n<figcaption><b>").Append(Text(BenchText.Name(result, series))).Append("</b> ").Append(Number(phases[^1].To, 1)).Append(" ms</figcaption>\n<div class=\"track\">");
            foreach (var phase in phases)
            {
                _ = body.Append("<span class=\"").Append(phase.Name).Append("\" style=\"width:").Append(Number(phase.Length / longest * 100, 3)).Append("%\" title=\"")
                    .Append(Text($"{phase.Name}: {Number(phase.Length, 1)} ms, from {Number(phase.From, 1)} to {Number(phase.To, 1)} ms")).Append("\"></span>");
            }

            _ = body.Append("</div>\n</figure>\n");
        }

        AddPhases(body, result, [.. timelines.Select(each => (each.Series, each.Phases))]);
        _ = body.Append("<p class=\"remark\">Phases end as the kernel reports a file opened, or as a request arrives; the process knows nothing of it. Times are medians.</p>\n");
    }

    /// <summary>The legend, which is a table as well: nothing is said by colour alone.</summary>
    private static void AddPhases(StringBuilder body, BenchResult result, IReadOnlyList<(Series Series, IReadOnlyList<Phase> Phases)> timelines)
    {
        Head(body, ["phase", .. timelines.Select(each => BenchText.Name(result, each.Series) + ", ms"), "what it is"], lastIsWords: true);
        foreach (var (name, explained) in Timeline.Explained.Where(each => timelines.Any(timeline => timeline.Phases.Any(phase => phase.Name == each.Key))))
        {
            _ = body.Append("<tr><th scope=\"row\"><i class=\"").Append(name).Append("\"></i>").Append(name).Append("</th>");
            foreach (var (_, phases) in timelines)
                Cell(body, phases.Where(phase => phase.Name == name).Select(phase => Number(phase.Length, 1)).FirstOrDefault(BenchText.Nothing));
            _ = body.Append("<td class=\"words\">").Append(Text(explained)).Append("</td></tr>\n");
        }

        _ = body.Append("</tbody></table></div>\n");
    }

    private static void AddFigures(StringBuilder body, BenchResult result)
    {
        _ = body.Append("<h2>Figures</h2>\n");
        Head(body, ["median (quartiles)", .. result.Series.Select(series => BenchText.Name(result, series))]);
        foreach (var metric in Metric.All)
            Row(body, BenchText.Title(metric), result.Series.Select(series => series.Of(metric) is { } spread ? $"{Number(spread.Median, metric.Decimals)} ({Number(spread.Low, metric.Decimals)}–{Number(spread.High, metric.Decimals)})" : BenchText.Nothing));
        Row(body, "methods jitted until the first response", result.Series.Select(series => series.Jitted?.Count.ToString(CultureInfo.InvariantCulture) ?? BenchText.Nothing));
        if (Spread.Of(result.BareClr) is { } bare)
        {
            Row(body, "bare CLR start, ms", result.Series.Select(_ => Number(bare.Median, 1)));
            foreach (var metric in (Metric[])[Metric.FirstNext, Metric.FirstResponse])
                Row(body, $"{metric.Title}, over a bare CLR start", result.Series.Select(series => BenchText.Ratio(Spread.OfRatios(series.Figures(metric), result.BareClr))));
        }

        _ = body.Append("</tbody></table></div>\n");
    }

    private static void AddRatios(StringBuilder body, BenchResult result)
    {
        var others = result.Series.Where(series => series != result.First(series.MemoryMB)).ToArray();
        if (others.Length == 0)
            return;
        _ = body.Append("<h2>Ratios</h2>\n<p>").Append(Text(result.Series[0].Name)).Append(" over each other program, run by run. ").Append(Text(BenchText.Reading(result))).Append("</p>\n");
        Head(body, ["median (quartiles)", .. others.Select(series => BenchText.Name(result, series))]);
        foreach (var metric in Metric.All)
            Row(body, metric.Title, others.Select(series => BenchText.Ratio(result.Ratio(series, metric))));
        _ = body.Append("</tbody></table></div>\n");
    }

    private static void AddFiles(StringBuilder body, Series series)
    {
        _ = body.Append("<h2>What was read from the disk</h2>\n<p>").Append(Text(series.Name)).Append(": bytes of each file in memory after the first response of the last start.</p>\n");
        Head(body, ["file", "kB"]);
        foreach (var file in series.Runs[^1].Residents)
            Row(body, Path.GetFileName(file.Path), [Number(file.Bytes / 1e3, 0)]);
        _ = body.Append("</tbody></table></div>\n");
    }

    private static void Head(StringBuilder body, string[] columns, bool lastIsWords = false) => _ = body
        .Append(lastIsWords ? "<div class=\"wide\"><table class=\"explained\"><thead><tr>" : "<div class=\"wide\"><table><thead><tr>")
        .Append(string.Concat(columns.Select(column => $"<th scope=\"col\">{Text(column)}</th>"))).Append("</tr></thead><tbody>\n");

    private static void Row(StringBuilder body, string title, IEnumerable<string> cells)
    {
        _ = body.Append("<tr><th scope=\"row\">").Append(Text(title)).Append("</th>");
        foreach (var cell in cells)
            Cell(body, cell);
        _ = body.Append("</tr>\n");
    }

    private static void Cell(StringBuilder body, string text) => _ = body.Append("<td>").Append(Text(text)).Append("</td>");

    private static string Number(double value, int decimals) => BenchText.Number(value, decimals);

    private static string Text(string text) => WebUtility.HtmlEncode(text);

    private static string Template()
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream("bench.html")!);
        return reader.ReadToEnd();
    }
}
