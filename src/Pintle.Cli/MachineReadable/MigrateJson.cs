using System.ComponentModel;

namespace Pintle.Cli.MachineReadable;

/// <summary>What <c>pintle migrate --json</c> prints.</summary>
[JsonDocument("migrate", 1)]
internal sealed record MigrateJson(
    [property: Description("The full path of what was looked at.")] string Source,
    [property: Description("The full path of the layer that it was held against; null where none was given.")] string? Layer,
    [property: Description("runs (exit code 0), look (1: it runs, and something of it may go otherwise) or blocked (2).")] string Outcome,
    [property: Description("Each function.")] IReadOnlyList<MigratedFunctionJson> Functions,
    [property: Description("Each change to the deployment file, in its order; empty where there is none to make, and for a package.")] IReadOnlyList<MigrationChangeJson> Changes,
    [property: Description("The deployment file that was written; null without --write, and where it was as it has to be.")] string? Written);

/// <summary>One function.</summary>
internal sealed record MigratedFunctionJson(
    [property: Description("Its name in the deployment file, or that of its package.")] string Name,
    [property: Description("The full path of the package that was looked into; null where none could be had.")] string? Package,
    [property: Description("Its handler; null where nothing says it.")] string? Handler,
    [property: Description("Its runtime as the deployment file has it; null for a package, and where nothing says it.")] string? Runtime,
    [property: Description("What was found, the worst first.")] IReadOnlyList<MigrationFindingJson> Findings,
    [property: Description("What a start has to compile; null where there was no package.")] StartGainJson? Start);

/// <summary>One thing that matters.</summary>
internal sealed record MigrationFindingJson(
    [property: Description("blocker, warning or note.")] string Severity,
    [property: Description("What was looked at.")] string Check,
    [property: Description("The file in the package or the place in the deployment file; null where it concerns the whole.")] string? Where,
    [property: Description("What was found.")] string Found,
    [property: Description("What to do; null where nothing has to be done.")] string? Remedy);

/// <summary>What the JIT has to compile of a package at a start, counted in its metadata.</summary>
internal sealed record StartGainJson(
    [property: Description("Assemblies with code.")] int Assemblies,
    [property: Description("Those of them that have no native code.")] int OnlyIl,
    [property: Description("Methods that these define.")] int MethodsInIl,
    [property: Description("Whether pintle optimize compiled it.")] bool Optimized,
    [property: Description("Whether a recorded start is in it.")] bool Rehearsed);

/// <summary>One change to a deployment file.</summary>
internal sealed record MigrationChangeJson(
    [property: Description("The line in the file as it was.")] int Line,
    [property: Description("The path of the property, as Resources.Orders.Properties.Runtime.")] string Property,
    [property: Description("Its value before; null where it was not there.")] string? Before,
    [property: Description("Its value after.")] string After);
