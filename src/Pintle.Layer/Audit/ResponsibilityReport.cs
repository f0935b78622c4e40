using System.Globalization;
using System.Text;

namespace Pintle.Layer.Audit;

/// <summary>An audit as one page of Markdown for somebody who was not there: what was found, and who has to patch what, compared with the other ways to run .NET on Lambda.</summary>
public static class ResponsibilityReport
{
    /// <summary>Who patches OS, .NET and function in each way to run .NET, with AWS's page on it.</summary>
    internal static readonly IReadOnlyList<(string Way, string Os, string Dotnet, string Function, Uri Page)> Ways =
    [
        ("this layer on provided.al2023, runtime updates Auto", "AWS", "you, by a new layer", "you", AwsPages.OsOnlyRuntimes),
        ("managed runtime, updates Auto", "AWS", "AWS", "you", AwsPages.SharedResponsibility),
        ("managed runtime, updates Manual", "nobody, until you move on", "nobody, until you move on", "you", AwsPages.RuntimeUpdates),
        ("container image", "you, by a rebuild from a newer base image", "you, by the same rebuild", "you", AwsPages.Images),
        ("OS-only runtime with .NET bundled in the function", "AWS", "you, by publishing the function again", "you", AwsPages.OsOnlyRuntimes),
    ];

    internal static readonly IReadOnlyList<string> Heads = ["component", "version", "where", "whose patch", "standing", "latest", "security fixes missed", "end of support"];

    internal static readonly IReadOnlyList<string> WayHeads = ["way", "the OS", ".NET", "the function", "AWS's page"];

    public static string Markdown(AuditReport report)
    {
        var page = new StringBuilder();
        Line(page, $"# Whose patch is whose: {Cell(report.Layer)}{(report.Function is null ? "" : $" and {Cell(report.Function)}")}", "");
        Line(page, Summary(report), "");
        Table(page, Heads, report.Components.Select(component => Cells(component, (text, link) => $"[{Cell(text)}](<{link.Replace(">", "%3E", StringComparison.Ordinal).ReplaceLineEndings("")}>)", Cell)));
        foreach (var component in report.Components.Where(component => component.Reasons.Count > 0))
            Line(page, $"- **{Cell(component.Name)}**: {Cell(string.Join(' ', component.Reasons))}");
        foreach (var notice in report.Notices)
            Line(page, $"- {Cell(notice)}");
        Line(page, "", "## Other ways to run .NET on Lambda", "");
        Table(page, WayHeads, Ways.Select(way => new[] { way.Way, way.Os, way.Dotnet, way.Function, $"<{way.Page}>" }));
        return page.ToString();
    }

    /// <summary>One sentence: the outcome and the number of fixes.</summary>
    public static string Summary(AuditReport report) => report.Worst switch
    {
        Standing.SecurityFixMissed => $"{Day(report.Day)}: {report.Missed.Count().ToString(CultureInfo.InvariantCulture)} security fixes are missed: {string.Join(", ", report.Missed.Select(fix => fix.Id))}.",
        Standing.Behind => $"{Day(report.Day)}: something is behind its channel; no security fix is missed.",
        Standing.Unknown => $"{Day(report.Day)}: it could not be told whether a security fix is missed: no data says it of {report.Components.Count(component => component.Standing == Standing.Unknown).ToString(CultureInfo.InvariantCulture)} of {report.Components.Count(component => component.Owner == PatchOwner.You).ToString(CultureInfo.InvariantCulture)} parts that are yours.",
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

    /// <summary>One component's cells, in the order of <see cref="Heads"/>.</summary>
    /// <param name="link">Writes a text with its address.</param>
    /// <param name="text">Writes a text.</param>
    internal static string[] Cells(AuditComponent component, Func<string, string, string> link, Func<string, string> text) =>
    [
        text(component.Name),
        text(component.Version ?? (component.Owner == PatchOwner.Aws ? "AWS's" : "unknown")),
        text(component.Where),
        link(component.Owner == PatchOwner.You ? "yours" : "AWS's", component.Page.OriginalString),
        text(Word(component.Standing)),
        text(component.Latest ?? (component.Standing == Standing.NotJudged ? "-" : "unknown")),
        component.Missed.Count == 0
            ? text(component.Standing switch { Standing.Unknown => "unknown", Standing.NotJudged => "-", _ => "none" })
            : string.Join(", ", component.Missed.Select(fix => fix.Url is null ? text(fix.Id) : link(fix.Id, fix.Url))),
        text(component.EndOfSupport is { } day ? Day(day) : component.Standing == Standing.NotJudged ? "-" : "unknown"),
    ];

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static void Table(StringBuilder page, IReadOnlyList<string> heads, IEnumerable<string[]> rows)
    {
        Line(page, $"| {string.Join(" | ", heads)} |", $"|{string.Concat(heads.Select(_ => "---|"))}");
        foreach (var row in rows)
            Line(page, $"| {string.Join(" | ", row)} |");
        Line(page, "");
    }

    /// <summary>Names come from the function's own files; none may break out of its cell or become markup. Backslashes, Markdown's own way, because some readers see the text as it is.</summary>
    private static string Cell(string text)
    {
        var cell = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            // Inside a word an underscore means nothing.
            var isPlain = text[at] == '_' ? at > 0 && at < text.Length - 1 && char.IsLetterOrDigit(text[at - 1]) && char.IsLetterOrDigit(text[at + 1]) : !@"\`*[]<>|&~#".Contains(text[at], StringComparison.Ordinal);
            if (!isPlain)
                _ = cell.Append('\\');
            _ = cell.Append(char.IsControl(text[at]) ? ' ' : text[at]);
        }

        return cell.ToString();
    }

    internal static void Line(StringBuilder page, params ReadOnlySpan<string> lines)
    {
        foreach (var line in lines)
            _ = page.Append(line).Append('\n');
    }
}
