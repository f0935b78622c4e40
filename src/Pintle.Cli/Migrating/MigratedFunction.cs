using Pintle.Layer.Migrate;

namespace Pintle.Cli.Migrating;

/// <summary>A function as <c>pintle migrate</c> reports it: its name in the deployment file or of its package, what was looked into, where that could be had, and what was found, the worst first.</summary>
internal sealed record MigratedFunction(string Name, string? Package, string? Handler, string? Runtime, IReadOnlyList<MigrationFinding> Findings, StartGain? Start)
{
    public bool IsBlocked => Findings.Any(finding => finding.Severity == MigrationSeverity.Blocker);
}

/// <summary>A change to a deployment file: in which of its lines, to which property (names from the root, with dots between them), from what, where it was there, to what.</summary>
internal sealed record MigrationChange(int Line, string Property, string? Before, string After);

/// <summary>All that one run found and did; the file that was written, where one was.</summary>
internal sealed record MigrationResult(string Source, string? Layer, IReadOnlyList<MigratedFunction> Functions, IReadOnlyList<MigrationChange> Changes, string? Written)
{
    public MigrationSeverity Worst => Functions.SelectMany(function => function.Findings).Select(finding => finding.Severity).DefaultIfEmpty(MigrationSeverity.Note).Max();

    public int ExitCode => Worst switch
    {
        MigrationSeverity.Blocker => Cli.ExitCode.WillNotRun,
        MigrationSeverity.Warning => Cli.ExitCode.LookFirst,
        _ => Cli.ExitCode.Success,
    };
}
