using System.Globalization;
using System.Net;
using System.Text;

namespace Pintle.Layer.Audit;

/// <summary>An audit as one page for somebody who was not there: what was found, and whose duty what is, compared with the other ways to run .NET on Lambda.</summary>
public static class ResponsibilityReport
{
    /// <summary>Who patches, by the way of running: OS, .NET, function; with AWS's page on it.</summary>
    private static readonly (string Way, string Os, string Dotnet, string Function, Uri Page)[] Ways =
    [
        ("this layer on provided.al2023, runtime updates Auto", "AWS", "you, by a new layer", "you", AwsPages.OsOnlyRuntimes),
        ("managed runtime, updates Auto", "AWS", "AWS", "you", AwsPages.SharedResponsibility),
        ("managed runtime, updates Manual", "nobody, until you move on", "nobody, until you move on", "you", AwsPages.RuntimeUpdates),
        ("container image", "you, by a rebuild from a newer base image", "you, by the same rebuild", "you", AwsPages.Images),
        ("OS-only runtime with .NET bundled in the function", "AWS", "you, by publishing the function again", "you", AwsPages.OsOnlyRuntimes),
    ];

    private static readonly string[] Heads = ["component", "version", "where", "whose patch", "standing", "latest", "security fixes missed", "end of support"];

    public static string Markdown(AuditReport report)
    {
        var page = new StringBuilder();
        Line(page, $"# Whose patch is whose: {Cell(report.Layer)}{(report.Function is null ? "" : $" and {Cell(report.Function)}")}", "");
        Line(page, Summary(report), "");
        Table(page, Heads, report.Components.Select(component => Cells(component, (text, link) => $"[{Cell(text)}]({link})", Cell)));
        foreach (AuditComponent component in report.Components.Where(component => component.Reasons.Count > 0))
            Line(page, $"- **{Cell(component.Name)}**: {Cell(string.Join(' ', component.Reasons))}");
        foreach (string notice in report.Notices)
            Line(page, $"- {Cell(notice)}");
        Line(page, "", "## Other ways to run .NET on Lambda", "");
        Table(page, ["way", "the OS", ".NET", "the function", "AWS's page"], Ways.Select(way => new[] { way.Way, way.Os, way.Dotnet, way.Function, $"<{way.Page}>" }));
        return page.ToString();
    }

    public static string Html(AuditReport report)
    {
        var page = new StringBuilder();
        Line(page, "<!doctype html>", "<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Whose patch is whose</title>");
        Line(page, "<style>body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:75rem;padding:0 1rem}table{border-collapse:collapse;margin:1rem 0}th,td{border:1px solid #999;padding:.3rem .6rem;text-align:left;vertical-align:top}</style></head><body>");
        Line(page, $"<h1>Whose patch is whose: {Text(report.Layer)}{(report.Function is null ? "" : $" and {Text(report.Function)}")}</h1>", $"<p>{Text(Summary(report))}</p>");
        HtmlTable(page, Heads, report.Components.Select(component => Cells(component, (text, link) => $"<a href=\"{Text(link)}\">{Text(text)}</a>", Text)));
        IEnumerable<string> notes = report.Components.Where(component => component.Reasons.Count > 0)
            .Select(component => $"<b>{Text(component.Name)}</b>: {Text(string.Join(' ', component.Reasons))}")
            .Concat(report.Notices.Select(Text));
        Line(page, $"<ul>{string.Concat(notes.Select(note => $"<li>{note}</li>"))}</ul>", "<h2>Other ways to run .NET on Lambda</h2>");
        HtmlTable(page, ["way", "the OS", ".NET", "the function", "AWS's page"], Ways.Select(way => new[] { Text(way.Way), Text(way.Os), Text(way.Dotnet), Text(way.Function), $"<a href=\"{way.Page}\">{way.Page}</a>" }));
        Line(page, "</body></html>");
        return page.ToString();
    }

    /// <summary>One sentence: the outcome and the number of fixes.</summary>
    public static string Summary(AuditReport report) => report.Worst switch
    {
        Standing.SecurityFixMissed => $"{Day(report.Day)}: {report.Missed.Count().ToString(CultureInfo.InvariantCulture)} security fixes are missed: {string.Join(", ", report.Missed.Select(fix => fix.Id))}.",
        Standing.Behind => $"{Day(report.Day)}: something is behind its channel; {(report.Notices.Count == 0 ? "no missed security fix is known" : "whether a security fix is missed could not be told of everything")}.",
        Standing.Unknown => $"{Day(report.Day)}: it could not be told whether everything is current.",
        _ => $"{Day(report.Day)}: everything that is yours is current.",
    };

    public static string Word(Standing standing) => standing switch
    {
        Standing.Current => "current",
        Standing.NotJudged => "not judged",
        Standing.Unknown => "unknown",
        Standing.Behind => "behind",
        Standing.SecurityFixMissed => "security fix missed",
        _ => throw new ArgumentOutOfRangeException(nameof(standing), standing, null),
    };

    private static string[] Cells(AuditComponent component, Func<string, string, string> link, Func<string, string> text) =>
    [
        text(component.Name),
        text(component.Version ?? (component.Owner == PatchOwner.Aws ? "AWS's" : "unknown")),
        text(component.Where),
        link(component.Owner == PatchOwner.You ? "yours" : "AWS's", component.Page.OriginalString),
        text(Word(component.Standing)),
        text(component.Latest ?? (component.Standing == Standing.NotJudged ? "-" : "unknown")),
        component.Missed.Count == 0
            ? text(component.Standing switch { Standing.Unknown => "unknown", Standing.Behind => "none known", _ => "none" })
            : string.Join(", ", component.Missed.Select(fix => fix.Url is null ? text(fix.Id) : link(fix.Id, fix.Url))),
        text(component.EndOfSupport is { } day ? Day(day) : component.Standing == Standing.NotJudged ? "-" : "unknown"),
    ];

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static void Table(StringBuilder page, string[] heads, IEnumerable<string[]> rows)
    {
        Line(page, $"| {string.Join(" | ", heads)} |", $"|{string.Concat(heads.Select(_ => "---|"))}");
        foreach (string[] row in rows)
            Line(page, $"| {string.Join(" | ", row)} |");
        Line(page, "");
    }

    private static void HtmlTable(StringBuilder page, string[] heads, IEnumerable<string[]> rows)
    {
        Line(page, $"<table><thead><tr>{string.Concat(heads.Select(head => $"<th>{head}</th>"))}</tr></thead><tbody>");
        foreach (string[] row in rows)
            Line(page, $"<tr>{string.Concat(row.Select(cell => $"<td>{cell}</td>"))}</tr>");
        Line(page, "</tbody></table>");
    }

    /// <summary>Names come from the function's own files; none may break out of its cell or become markup.</summary>
    private static string Cell(string text) => Text(text).ReplaceLineEndings(" ").Replace("|", "\\|", StringComparison.Ordinal).Replace("[", "\\[", StringComparison.Ordinal).Replace("`", "\\`", StringComparison.Ordinal);

    private static string Text(string text) => WebUtility.HtmlEncode(text);

    private static void Line(StringBuilder page, params ReadOnlySpan<string> lines)
    {
        foreach (string line in lines)
            _ = page.Append(line).Append('\n');
    }
}
