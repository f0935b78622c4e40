using System.ComponentModel;

namespace Pintle.Cli.MachineReadable;

/// <summary>What <c>pintle rollout --json</c> prints.</summary>
[JsonDocument("rollout", 1)]
internal sealed record RolloutJson(
    [property: Description("The rollout's id, which its receipts have too; null where there was nothing to do, and with --plan.")] string? Rollout,
    [property: Description("done, planned, nothing (everything has the newest version), reverted or failed.")] string Outcome,
    [property: Description("The check or call that failed; null for none.")] string? Reason,
    [property: Description("Each function that had an older version.")] IReadOnlyList<ChangedFunctionJson> Functions);
