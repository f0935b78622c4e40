using Pintle.Layer.Audit;

namespace Pintle.Cli.Auditing;

/// <summary>An audit for a terminal of 80 columns: a line for each part, the missed fixes below. What each part's line leaves out is said with <c>--details</c>.</summary>
internal static class AuditText
{
    private const int Width = 80;
    private const string Gap = "  ";

    public static IEnumerable<string> Lines(AuditReport report)
    {
        string[][] rows = [.. report.Components.Select(Row)];
        int[] widths = [.. Enumerable.Range(0, 3).Select(column => Math.Max(Heads[column].Length, rows.Max(row => row[column].Length)))];
        foreach (var owner in (PatchOwner[])[PatchOwner.You, PatchOwner.Aws])
        {
            foreach (var line in Line([.. Heads, owner == PatchOwner.You ? "yours to patch" : "AWS's to patch"], widths))
                yield return line;
            foreach (var line in report.Components.Select((component, index) => (component.Owner, Row: rows[index])).Where(each => each.Owner == owner).SelectMany(each => Line(each.Row, widths)))
                yield return line;
            yield return "";
        }

        foreach (var same in report.Components.SelectMany(Missed).GroupBy(each => each.Fixes, StringComparer.Ordinal))
        {
            foreach (var line in Wrapping.Cell($"{string.Join(", ", same.Select(each => each.Part))} {(same.Count() == 1 ? "misses" : "miss")}, {same.Key}", Width - Gap.Length).Select((line, index) => index == 0 ? line : Gap + line))
                yield return line;
            yield return "";
        }
    }

    private static IEnumerable<(string Part, string Fixes)> Missed(AuditComponent component) => component.Missed.GroupBy(fix => fix.FixedIn)
        .Select(release => ($"{component.Name} {component.Version}", $"fixed in {release.Key ?? "a release that is not known"}: {string.Join(", ", release.Select(fix => fix.Id))}"));

    /// <summary>Where each part is, how long it is supported, the pages of its fixes, and the page that says whose duty it is.</summary>
    public static IEnumerable<string> Details(AuditReport report)
    {
        foreach (var component in report.Components)
        {
            yield return component.Name;
            yield return $"{Gap}where: {component.Where}";
            if (component.EndOfSupport is { } day)
                yield return $"{Gap}end of support: {day:yyyy-MM-dd}";
            foreach (var fix in component.Missed)
                yield return $"{Gap}missed: {fix.Id}{(fix.FixedIn is null ? "" : $", fixed in {fix.FixedIn}")}{(fix.Url is null ? "" : $", {fix.Url}")}";
            yield return $"{Gap}whose patch: {(component.Owner == PatchOwner.You ? "yours" : "AWS's")}, {component.Page}";
            yield return "";
        }
    }

    /// <summary>Each sentence once, after the names of those that it is about.</summary>
    public static IEnumerable<string> Reasons(AuditReport report) =>
        report.Components.SelectMany(component => component.Reasons.Select(reason => (component.Name, Reason: reason)))
            .GroupBy(each => each.Reason, StringComparer.Ordinal)
            .Select(same => $"{string.Join(", ", same.Select(each => each.Name))}: {same.Key}");

    private static readonly string[] Heads = ["standing", "version", "latest"];

    /// <summary>A standing as tables have it: short, and the worst one cannot be overlooked.</summary>
    public static string Word(Standing standing) => standing switch { Standing.SecurityFixMissed => "FIX MISSED", Standing.NotJudged => "-", _ => ResponsibilityReport.Word(standing) };

    private static string[] Row(AuditComponent component) =>
    [
        Word(component.Standing),
        component.Version ?? "-",
        component.Latest ?? "-",
        component.Name,
    ];

    /// <summary>The name is last; where the line is full, it continues below in its own column.</summary>
    private static IEnumerable<string> Line(string[] cells, int[] widths)
    {
        var before = string.Concat(widths.Select((width, column) => cells[column].PadRight(width) + Gap));
        return Wrapping.Cell(cells[^1], Math.Max(20, Width - before.Length)).Select((part, index) => (index == 0 ? before : new string(' ', before.Length)) + part);
    }
}
