using System.ComponentModel;

namespace Pintle.Cli.MachineReadable;

/// <summary>What became of one function.</summary>
internal sealed record ChangedFunctionJson(
    [property: Description("Its name.")] string Function,
    [property: Description("Its region.")] string Region,
    [property: Description("done, already (it was as it shall be), planned (with --dry-run or --plan), reverted (a check failed, and it is as it was before), failed (see reason), or untouched (an earlier one failed).")] string Outcome,
    [property: Description("The members of its configuration that change.")] IReadOnlyList<ChangedMemberJson> Changes,
    [property: Description("Where the alias of --alias points before and after; null where none moves.")] MovedAliasJson? Alias,
    [property: Description("What is to be known of its package.")] IReadOnlyList<string> Notes,
    [property: Description("The receipt's file, with which pintle undo takes it back; null where nothing was changed.")] string? Receipt,
    [property: Description("The version that was published; null for none.")] string? Version,
    [property: Description("Why it was reverted or failed; null where it was not.")] string? Reason);

/// <summary>A member of a configuration.</summary>
internal sealed record ChangedMemberJson(
    [property: Description("AWS's name of it.")] string Member,
    [property: Description("What it was.")] string Before,
    [property: Description("What it is set to.")] string After);

/// <summary>An alias that moves.</summary>
internal sealed record MovedAliasJson(
    [property: Description("Its name.")] string Name,
    [property: Description("Where it pointed; null where there was none.")] AliasTargetJson? Before,
    [property: Description("Where it points then; null in a plan of attach or rollout, because the version is still to be published, and where undo or detach removes it.")] AliasTargetJson? After);

/// <summary>What an alias points to.</summary>
internal sealed record AliasTargetJson(
    [property: Description("The version.")] string Version,
    [property: Description("Other versions that get a part of the invocations; none as a rule.")] IReadOnlyList<AliasWeightJson> Weights);

/// <summary>A version that gets a part.</summary>
internal sealed record AliasWeightJson(
    [property: Description("The version.")] string Version,
    [property: Description("Its part, between 0 and 1.")] double Weight);

/// <summary>What <c>pintle attach --json</c> prints.</summary>
[JsonDocument("attach", 1)]
internal sealed record AttachJson(
    [property: Description("Each function.")] IReadOnlyList<ChangedFunctionJson> Functions,
    [property: Description("What could not be had to look into the packages, as sentences.")] IReadOnlyList<string> Notices);

/// <summary>What <c>pintle detach --json</c> prints.</summary>
[JsonDocument("detach", 1)]
internal sealed record DetachJson([property: Description("Each function.")] IReadOnlyList<ChangedFunctionJson> Functions);

/// <summary>What <c>pintle undo --json</c> prints.</summary>
[JsonDocument("undo", 1)]
internal sealed record UndoJson([property: Description("Each function.")] IReadOnlyList<ChangedFunctionJson> Functions);
