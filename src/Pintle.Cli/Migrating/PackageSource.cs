using Pintle.Cli.Functions;
using Pintle.Layer;
using Pintle.Layer.Migrate;

namespace Pintle.Cli.Migrating;

/// <summary>A function's code, wherever it stands, looked into: a zip or a folder as it is, a project once it is published.</summary>
internal static class PackageSource
{
    /// <summary>The result includes what was found before in its deployment file.</summary>
    /// <exception cref="ToolException">It cannot be published.</exception>
    /// <exception cref="LayerException">It, or the layer, cannot be read.</exception>
    public static async Task<MigratedFunction> CheckAsync(
        string name, string source, MigrationRequest request, string? runtime, IReadOnlyList<MigrationFinding> more, Terminal terminal, CancellationToken cancellationToken, string? targetFramework = null)
    {
        var path = FunctionSource.Resolve(source);
        if (FunctionSource.IsProject(path) && await ProjectFacts.BlockersAsync(path, cancellationToken).ConfigureAwait(false) is { Count: > 0 } blockers)
            return new MigratedFunction(name, null, request.Handler, runtime, Ordered([.. more, .. blockers]), null);
        var package = await FunctionSource.OpenAsync(path, terminal, cancellationToken, new ProjectBuild(TargetFramework: targetFramework)).ConfigureAwait(false);
        var report = await PackageMigration.CheckAsync(package, request, cancellationToken).ConfigureAwait(false);
        return new MigratedFunction(name, path, request.Handler, runtime, Ordered([.. more, .. report.Findings]), report.Start);
    }

    public static IReadOnlyList<MigrationFinding> Ordered(IEnumerable<MigrationFinding> findings) => [.. findings.OrderByDescending(finding => finding.Severity)];
}
