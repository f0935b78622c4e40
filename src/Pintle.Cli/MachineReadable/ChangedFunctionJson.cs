using System.ComponentModel;

namespace Pintle.Cli.MachineReadable;

/// <summary>What became of one function.</summary>
internal sealed record ChangedFunctionJson(
    [property: Description("Its name.")] string Function,
    [property: Description("Its region.")] string Region,
    [property: Description("done, already (it was as it shall be), planned (with --dry-run or --plan), reverted (a check failed, and it is as it was before), failed (see reason), or untouched (an earlier one failed).")] string Outcome,
    [property: Description("The members of its configuration that change.")] IReadOnlyList<ChangedMemberJson> Changes,
    [property: Description("What is to be known of its package.")] IReadOnlyList<string> Notes,
    [property: Description("The receipt's file, with which pintle undo takes it back; null where nothing was changed.")] string? Receipt,
    [property: Description("The version that was published; null for none.")] string? Version,
    [property: Description("Why it was reverted or failed; null where it was not.")] string? Reason);

/// <summary>A member of a configuration.</summary>
internal sealed record ChangedMemberJson(
    [property: Description("AWS's name of it.")] string Member,
    [property: Description("What it was.")] string Before,
    [property: Description("What it is set to.")] string After);

/// <summary>What <c>pintle attach --json</c> prints.</summary>
[JsonDocument("attach", 1)]
internal sealed record AttachJson([property: Description("Each function.")] IReadOnlyList<ChangedFunctionJson> Functions);

/// <summary>What <c>pintle detach --json</c> prints.</summary>
[JsonDocument("detach", 1)]
internal sealed record DetachJson([property: Description("Each function.")] IReadOnlyList<ChangedFunctionJson> Functions);

/// <summary>What <c>pintle undo --json</c> prints.</summary>
[JsonDocument("undo", 1)]
internal sealed record UndoJson([property: Description("Each function.")] IReadOnlyList<ChangedFunctionJson> Functions);
