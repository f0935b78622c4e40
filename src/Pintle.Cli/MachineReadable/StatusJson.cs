using System.ComponentModel;

namespace Pintle.Cli.MachineReadable;

/// <summary>What <c>pintle status --json</c> prints.</summary>
[JsonDocument("status", 1)]
internal sealed record StatusJson(
    [property: Description("The worst standing of all: current (exit code 0), not judged (0), behind (1), security fix missed (2) or unknown (3).")] string Outcome,
    [property: Description("Each function of the regions.")] IReadOnlyList<StatusOfFunctionJson> Functions,
    [property: Description("What could not be had, as sentences.")] IReadOnlyList<string> Notices);

/// <summary>How one function stands.</summary>
internal sealed record StatusOfFunctionJson(
    [property: Description("Its region.")] string Region,
    [property: Description("Its name.")] string Function,
    [property: Description("Its runtime, as Lambda says it; container image for one.")] string Runtime,
    [property: Description("The ARN of the layer version of Pintle's that it has; null where it has none.")] string? Layer,
    [property: Description("The exact .NET version of that layer; null where there is none, or nothing says it.")] string? Dotnet,
    [property: Description("current, not judged (no layer of Pintle's), behind, security fix missed or unknown.")] string Standing,
    [property: Description("The newest .NET version of its channel that the data knows; null where it knows none.")] string? Latest,
    [property: Description("Each security fix that its .NET misses.")] IReadOnlyList<string> Missed,
    [property: Description("Whether AWS patches the OS below it: Auto, or FunctionUpdate or Manual, with which it does not by itself; null where it was not asked.")] string? OsUpdates,
    [property: Description("What was changed since it was attached, and who deploys over it; null where nothing was.")] string? Drift,
    [property: Description("Sentences for what the standing alone does not say.")] IReadOnlyList<string> Reasons);
