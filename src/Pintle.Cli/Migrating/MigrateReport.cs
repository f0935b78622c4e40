using Pintle.Cli.MachineReadable;
using Pintle.Layer.Migrate;

namespace Pintle.Cli.Migrating;

/// <summary>Shows what <c>pintle migrate</c> found: each finding as a line and what to do below it, then the changes; or all of it as JSON.</summary>
internal static class MigrateReport
{
    public static void Write(MigrationResult result, bool asJson, Terminal terminal)
    {
        if (asJson)
        {
            terminal.Result(Json.Write(Describe(result)));
            return;
        }

        foreach (var function in result.Functions)
        {
            terminal.Result($"{function.Name}{(function.Handler is { } handler ? $" ({handler})" : "")}{(function.Runtime is { } runtime ? $", {runtime}" : "")}");
            foreach (var finding in function.Findings)
            {
                terminal.Result($"  {Word(finding.Severity)}: {finding.Check}{(finding.Where is { } where ? $", {where}" : "")}: {finding.Found}");
                if (finding.Remedy is { } remedy)
                    terminal.Result($"    {remedy}");
            }
        }

        foreach (var change in result.Changes)
            terminal.Result($"line {change.Line}: {change.Property}: {(change.Before is { } before ? $"{before} -> " : "new: ")}{change.After}");
        terminal.Say(Summary(result));
        if (result.Written is { } written)
            terminal.Result(written);
    }

    private static string Summary(MigrationResult result)
    {
        var outcome = result.Worst switch
        {
            MigrationSeverity.Blocker => "It does not run on the layer as it is: see the blockers.",
            MigrationSeverity.Warning => "It runs on the layer; look at the warnings first.",
            _ => "It runs on the layer as it is.",
        };
        return result.Functions.Count switch
        {
            0 => "No function in it has a .NET runtime.",
            1 => outcome,
            var count => $"{count} functions, {result.Functions.Count(function => function.IsBlocked)} of them with blockers, {result.Functions.Count(function => !function.IsBlocked && function.Findings.Any(finding => finding.Severity == MigrationSeverity.Warning))} with warnings.",
        };
    }

    private static MigrateJson Describe(MigrationResult result) => new(
        result.Source,
        result.Layer,
        result.Worst switch { MigrationSeverity.Blocker => "blocked", MigrationSeverity.Warning => "look", _ => "runs" },
        [.. result.Functions.Select(function => new MigratedFunctionJson(
            function.Name, function.Package, function.Handler, function.Runtime,
            [.. function.Findings.Select(finding => new MigrationFindingJson(Word(finding.Severity), finding.Check, finding.Where, finding.Found, finding.Remedy))],
            function.Start is { } start ? new StartGainJson(start.Assemblies, start.OnlyIl, start.MethodsInIl, start.IsOptimized, start.IsRehearsed) : null))],
        [.. result.Changes.Select(change => new MigrationChangeJson(change.Line, change.Property, change.Before, change.After))],
        result.Written);

    private static string Word(MigrationSeverity severity) => severity.ToString().ToLowerInvariant();
}
