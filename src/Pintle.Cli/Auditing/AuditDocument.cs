using System.Globalization;
using Pintle.Cli.MachineReadable;
using Pintle.Layer.Audit;

namespace Pintle.Cli.Auditing;

/// <summary>An audit for scripts. What is not known is called unknown and not null, because that is an answer.</summary>
internal static class AuditDocument
{
    private const string Unknown = "unknown";

    /// <param name="report">What was found.</param>
    /// <param name="vex">The VEX that was written, if one was.</param>
    public static AuditJson Of(AuditReport report, string? vex) => new(
        report.Layer, report.Function, Day(report.Day), ResponsibilityReport.Word(report.Worst), [.. report.Components.Select(Component)], report.Notices, vex);

    private static AuditedJson Component(AuditComponent component) => new(
        component.Name, component.Version ?? Unknown, component.Where, component.Owner == PatchOwner.You ? "yours" : "AWS's", component.Page.OriginalString,
        ResponsibilityReport.Word(component.Standing), component.Latest ?? Unknown, Fixes(component.Missed), Fixes(component.Contained),
        component.EndOfSupport is { } day ? Day(day) : Unknown, component.Reasons);

    private static FixJson[] Fixes(IReadOnlyList<MissedFix> fixes) => [.. fixes.Select(fix => new FixJson(fix.Id, fix.Url, fix.FixedIn ?? Unknown))];

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
