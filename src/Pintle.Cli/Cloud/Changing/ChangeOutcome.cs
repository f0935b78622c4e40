using Pintle.Cli.MachineReadable;

namespace Pintle.Cli.Cloud.Changing;

/// <summary>What became of one function.</summary>
internal sealed record ChangeOutcome(string Function, string Region, string Result)
{
    public const string Done = "done";
    public const string Already = "already";
    public const string Planned = "planned";
    public const string Reverted = "reverted";
    public const string Failed = "failed";
    public const string Untouched = "untouched";

    public IReadOnlyList<ChangedMember> Changes { get; init; } = [];

    /// <summary>Null where no alias moves.</summary>
    public AliasMove? Alias { get; init; }

    public IReadOnlyList<string> Notes { get; init; } = [];

    public string? Receipt { get; init; }

    public string? Version { get; init; }

    public string? Reason { get; init; }

    /// <summary>For several: 0 where all is done, 1 where a check failed and its function is as before, 2 where something could not be done.</summary>
    public static int ExitCodeOf(IReadOnlyCollection<ChangeOutcome> outcomes) =>
        outcomes.Any(each => each.Result == Failed) ? ExitCode.ToolError
        : outcomes.Any(each => each.Result == Reverted) ? ExitCode.FunctionError
        : outcomes.Any(each => each.Result == Untouched) ? ExitCode.ToolError
        : ExitCode.Success;

    public ChangedFunctionJson ToJson() => new(Function, Region, Result, [.. Changes.Select(each => each.ToJson())], Alias?.ToJson(), Notes, Receipt, Version, Reason);
}
