using Pintle.Aws;
using Pintle.Cli.Commands;

namespace Pintle.Cli.Cloud;

/// <summary>Which calls each command can make: the client sends no other, and <c>docs/iam.md</c> is made from it.</summary>
internal static class CommandPolicies
{
    /// <summary>By the command's name, in the order of the page.</summary>
    public static IReadOnlyList<(string Command, IReadOnlyList<AwsAction> Actions)> All { get; } =
    [
        ("publish", PublishCommand.Actions),
        ("prune", PruneCommand.Actions),
        ("attach", AttachCommand.Actions),
        ("detach", UndoCommand.Actions),
        ("undo", UndoCommand.Actions),
        ("status", StatusCommand.Actions),
        ("rollout", RolloutCommand.Actions),
        ("compare", CompareCommand.Actions),
    ];
}
