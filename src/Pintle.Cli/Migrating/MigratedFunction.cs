using Pintle.Layer.Migrate;

namespace Pintle.Cli.Migrating;

/// <summary>A function as <c>pintle migrate</c> reports it: its name in the deployment file or its package's name, what was looked into, if it could be read, and what was found, the worst first.</summary>
internal sealed record MigratedFunction(string Name, string? Package, string? Handler, string? Runtime, IReadOnlyList<MigrationFinding> Findings, StartGain? Start)
{
    public bool IsBlocked => Findings.Any(finding => finding.Severity == MigrationSeverity.Blocker);
}

/// <summary>A change to a deployment file: its line, its property (names from the root, with dots between them), the value before, where there was one, and the value after.</summary>
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
