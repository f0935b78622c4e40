using System.ComponentModel;

namespace Pintle.Cli.MachineReadable;

/// <summary>What <c>pintle compare --json</c> prints.</summary>
[JsonDocument("compare", 1)]
internal sealed record CompareJson(
    [property: Description("The region.")] string Region,
    [property: Description("How many cold starts of each.")] int Runs,
    [property: Description("The two sides, the function as it is first.")] IReadOnlyList<ComparedSideJson> Sides,
    [property: Description("What pintle attach says of the function's package on the layer, and what could not be had to say it; none where two functions are compared.")] IReadOnlyList<string> Notes,
    [property: Description("Each event.")] IReadOnlyList<ComparedEventJson> Events,
    [property: Description("What Lambda reported, side by side.")] IReadOnlyList<ComparedMetricJson> Metrics,
    [property: Description("Temporary functions that could not be removed, as sentences.")] IReadOnlyList<string> Left);

/// <summary>One side.</summary>
internal sealed record ComparedSideJson(
    [property: Description("The function that was copied.")] string Function,
    [property: Description("The copy's runtime.")] string Runtime,
    [property: Description("The copy's layers.")] IReadOnlyList<string> Layers);

/// <summary>What became of one event.</summary>
internal sealed record ComparedEventJson(
    [property: Description("The event's file.")] string Event,
    [property: Description("equal, different or unsteady (a side is not like itself from run to run).")] string Answers,
    [property: Description("The same of whether there was an error.")] string Errors,
    [property: Description("The same of the function's own log lines, without times and ids.")] string Logs,
    [property: Description("Lines that only the first (-) or the second (+) has; none where all is equal.")] IReadOnlyList<string> Difference);

/// <summary>A figure of both sides.</summary>
internal sealed record ComparedMetricJson(
    [property: Description("What is measured, with its unit.")] string Metric,
    [property: Description("The first side; null where Lambda reported none.")] SpreadJson? First,
    [property: Description("The second side; null where Lambda reported none.")] SpreadJson? Second,
    [property: Description("The second's median over the first's; null where there is none.")] double? Ratio);
