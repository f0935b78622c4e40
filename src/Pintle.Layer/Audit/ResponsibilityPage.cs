using System.Net;
using System.Text;
using static Pintle.Layer.Audit.ResponsibilityReport;

namespace Pintle.Layer.Audit;

/// <summary>The same as <see cref="ResponsibilityReport"/> in HTML, without scripts or anything from elsewhere. On a phone each row of a table becomes a block, with the heads beside the cells.</summary>
public static class ResponsibilityPage
{
    private const string Style = """
        :root{color-scheme:light dark}
        body{font:16px/1.5 system-ui,sans-serif;margin:1.5rem auto;max-width:80rem;padding:0 1rem;overflow-wrap:anywhere}
        h1{font-size:1.5rem;line-height:1.25}
        table{border-collapse:collapse;margin:1rem 0;width:100%;table-layout:fixed}
        th,td{border:1px solid #8888;padding:.3rem .6rem;text-align:left;vertical-align:top}
        .findings th:nth-child(1){width:22%}
        .findings th:nth-child(2),.findings th:nth-child(6){width:8.5%}
        .findings th:nth-child(3){width:14%}
        .findings th:nth-child(4){width:7.5%}
        .findings th:nth-child(5){width:9.5%}
        .findings th:nth-child(7){width:19%}
        ul{padding-left:1.2rem}
        @media (max-width:70rem){
        table,tbody,tr,td{display:block}
        thead{display:none}
        tr{border:1px solid #8888;border-radius:.4rem;margin:0 0 1rem;padding:.5rem .75rem}
        td{border:0;padding:.1rem 0;display:grid;grid-template-columns:8.5rem minmax(0,1fr);gap:.5rem}
        td::before{content:attr(data-head);opacity:.7}
        td:first-child{display:block;font-weight:bold}
        td:first-child::before{content:none}
        }
        """;

    public static string Html(AuditReport report)
    {
        var page = new StringBuilder();
        var title = $"Whose patch is whose: {report.Layer}{(report.Function is null ? "" : $" and {report.Function}")}";
        Line(page, "<!doctype html>", "<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
        Line(page, $"<title>{Text(title)}</title>", "<style>", Style, "</style></head><body>");
        Line(page, $"<h1>{Text(title)}</h1>", $"<p>{Text(Summary(report))}</p>");
        Table(page, "findings", Heads, report.Components.Select(component => Cells(component, Link, Text)));
        var notes = report.Components.Where(component => component.Reasons.Count > 0)
            .Select(component => $"<b>{Text(component.Name)}</b>: {Text(string.Join(' ', component.Reasons))}")
            .Concat(report.Notices.Select(Text));
        Line(page, $"<ul>{string.Concat(notes.Select(note => $"<li>{note}</li>"))}</ul>", "<h2>Other ways to run .NET on Lambda</h2>");
        Table(page, "ways", WayHeads, Ways.Select(way => new[] { Text(way.Way), Text(way.Os), Text(way.Dotnet), Text(way.Function), Link(way.Page.Segments[^1], way.Page.OriginalString) }));
        Line(page, "</body></html>");
        return page.ToString();
    }

    private static void Table(StringBuilder page, string name, IReadOnlyList<string> heads, IEnumerable<string[]> rows)
    {
        Line(page, $"<table class=\"{name}\"><thead><tr>{string.Concat(heads.Select(head => $"<th>{Text(head)}</th>"))}</tr></thead><tbody>");
        foreach (var row in rows)
            // One element around each cell's content, or a grid would lay out its links one by one.
            Line(page, $"<tr>{string.Concat(row.Select((cell, index) => $"<td data-head=\"{Text(heads[index])}\"><span>{cell}</span></td>"))}</tr>");
        Line(page, "</tbody></table>");
    }

    private static string Link(string text, string address) => $"<a href=\"{Text(address)}\">{Text(text)}</a>";

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
