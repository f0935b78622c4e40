using System.ComponentModel;

namespace Pintle.Cli.MachineReadable;

/// <summary>What <c>pintle prune --json</c> prints.</summary>
[JsonDocument("prune", 1)]
internal sealed record PruneJson([property: Description("Each version of the layer in each region.")] IReadOnlyList<PrunedJson> Versions);

/// <summary>One version of a layer.</summary>
internal sealed record PrunedJson(
    [property: Description("Its region.")] string Region,
    [property: Description("Its ARN.")] string Arn,
    [property: Description("deleted, would be deleted (with --dry-run), kept or failed.")] string Outcome,
    [property: Description("Why it was kept or failed; null where it was not.")] string? Reason);
