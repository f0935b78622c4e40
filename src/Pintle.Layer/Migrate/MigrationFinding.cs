namespace Pintle.Layer.Migrate;

/// <summary>How much a finding stands in the way, from the least.</summary>
public enum MigrationSeverity
{
    /// <summary>Good to know; nothing has to be done.</summary>
    Note,

    /// <summary>The function runs, but may behave differently in part.</summary>
    Warning,

    /// <summary>The function does not run on the layer, or cannot be deployed, as it is.</summary>
    Blocker,
}

/// <summary>One thing that matters when a function moves onto a layer.</summary>
/// <param name="Check">What was looked at, in one word or two: <c>framework</c>, <c>handler</c>.</param>
/// <param name="Where">The file in the package, or the place in a deployment file; <c>null</c> where it concerns the whole.</param>
/// <param name="Found">What was found, as one sentence or two.</param>
/// <param name="Remedy">What to do; <c>null</c> for a note that asks for nothing.</param>
public sealed record MigrationFinding(MigrationSeverity Severity, string Check, string? Where, string Found, string? Remedy);
