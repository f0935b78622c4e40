using System.ComponentModel;

namespace Pintle.Cli.MachineReadable;

/// <summary>What <c>pintle audit --json</c> prints.</summary>
[JsonDocument("audit", 1)]
internal sealed record AuditJson(
    [property: Description("The layer's file or folder name.")] string Layer,
    [property: Description("The function's file or folder name; null where none was given.")] string? Function,
    [property: Description("The day against which ends of support were held, as 2026-11-30.")] string Day,
    [property: Description("The worst standing of all: current (exit code 0), not judged (0), behind (1), security fix missed (2) or unknown (3).")] string Outcome,
    [property: Description("Each part.")] IReadOnlyList<AuditedJson> Components,
    [property: Description("What could not be had, as sentences.")] IReadOnlyList<string> Notices,
    [property: Description("The VEX that was written; null without --vex, and where the data tells too little for one.")] string? Vex);

/// <summary>One part of the layer, of the function, or of what AWS has below both.</summary>
internal sealed record AuditedJson(
    [property: Description("Its name.")] string Component,
    [property: Description("The version found; unknown where nothing says it.")] string Version,
    [property: Description("The path in the execution environment; - where it has none.")] string Where,
    [property: Description("Whose patch it is: yours or AWS's.")] string Patch,
    [property: Description("AWS's page that says so.")] string Page,
    [property: Description("current, not judged, behind, security fix missed or unknown.")] string Standing,
    [property: Description("The newest version that the data knows; unknown where it knows none.")] string Latest,
    [property: Description("Each security fix that it misses.")] IReadOnlyList<FixJson> Missed,
    [property: Description("Each security fix that it has, as far back as the data goes.")] IReadOnlyList<FixJson> Contained,
    [property: Description("The end of its channel's support, as 2028-11-14; unknown where the data has none.")] string EndOfSupport,
    [property: Description("Sentences for what the standing alone does not say.")] IReadOnlyList<string> Reasons);

/// <summary>A security fix.</summary>
internal sealed record FixJson(
    [property: Description("The vulnerability's number, or the words that the data has in its place.")] string Id,
    [property: Description("Its page; null where the data has none.")] string? Url,
    [property: Description("The first release with the fix; unknown where the data does not say it.")] string FixedIn);
