using Pintle.Cli.Migrating.Files;
using Pintle.Layer.Migrate;

namespace Pintle.Cli.Migrating;

/// <summary>What is asked of a deployment file beside its functions' code.</summary>
internal sealed record DeploymentOptions(string? Layer, LayerReference? Reference, Func<string?, LayerReference>? ByName, bool LooksIntoCode, bool Writes);

/// <summary>Looks at a deployment file and at the code of its functions, and changes the file where that is asked: functions with a blocker are left as they are.</summary>
internal static class DeploymentMigration
{
    /// <exception cref="ToolException">It is no deployment file, or cannot be written.</exception>
    public static async Task<MigrationResult> RunAsync(string path, DeploymentOptions options, Terminal terminal, CancellationToken cancellationToken)
    {
        var functions = new List<MigratedFunction>();
        var changes = new List<MigrationChange>();
        string? written = null;
        foreach (var file in DeploymentFiles.Open(path))
        {
            if (options.Writes && file.WhyNotWritten is { } reason)
                throw new ToolException($"Expected to write {file.Source.File}, but that would not last. {reason}");
            if (options.Writes)
                DeploymentFiles.RequireWritable(file.Source.File);
            var looked = new List<MigratedFunction>();
            foreach (var function in file.Functions)
                looked.Add(await LookAsync(function, options, terminal, cancellationToken).ConfigureAwait(false));
            HashSet<string> moving = [.. file.Functions.Zip(looked).Where(pair => pair.First is { IsOnManagedRuntime: true } or { IsMoved: true } && !pair.Second.IsBlocked).Select(pair => pair.First.Name)];
            var reference = options.Reference ?? options.ByName?.Invoke(file.Region) ?? LayerReference.ByParameter;
            RequireOneArchitecture(options.Reference, file, moving);
            var (plan, byHand) = Plan(file, moving, reference);
            // What is only shown has to be right as well.
            var text = plan.Edits.IsEmpty ? null : plan.Apply();
            functions.AddRange(looked.Select(function => byHand.TryGetValue(function.Name, out var finding) ? function with { Findings = PackageSource.Ordered([.. function.Findings, finding]) } : function));
            if (file.Unseen is { } unseen)
                functions.Add(new MigratedFunction(Path.GetFileName(file.Source.File), null, null, null, [unseen], null));
            changes.AddRange(plan.Changes);
            if (!options.Writes || text is null)
                continue;
            DeploymentFiles.Write(file.Source, text);
            written = file.Source.File;
        }

        return new MigrationResult(path, options.Layer, functions, changes, written);
    }

    /// <summary>If a part of a function cannot be changed in place, the function is left as it is: half a change would deploy a runtime without its layer.</summary>
    private static (ChangePlan Plan, Dictionary<string, MigrationFinding> ByHand) Plan(IDeploymentFile file, HashSet<string> moving, LayerReference reference)
    {
        var byHand = new Dictionary<string, MigrationFinding>(StringComparer.Ordinal);
        while (true)
        {
            var plan = file.Plan(moving, reference);
            if (plan.ByHand.Count == 0)
                return (plan, byHand);
            foreach (var (function, finding) in plan.ByHand)
                _ = byHand.TryAdd(function, finding);
            if (moving.RemoveWhere(plan.ByHand.ContainsKey) == 0)
                return (file.Plan([], reference), byHand);
        }
    }

    /// <summary>An ARN is for one architecture, whichever that is.</summary>
    private static void RequireOneArchitecture(LayerReference? given, IDeploymentFile file, HashSet<string> moving)
    {
        if (given is not null && file.Functions.Where(function => moving.Contains(function.Name)).Select(function => function.Architecture).Distinct().Count() > 1)
            throw new ToolException($"Expected functions for one architecture with --layer-arn, but {file.Source.File} has some for x64 and some for arm64. Give --layer-name, by which each gets its own.");
    }

    private static async Task<MigratedFunction> LookAsync(DeployedFunction function, DeploymentOptions options, Terminal terminal, CancellationToken cancellationToken)
    {
        var request = new MigrationRequest { Layer = options.Layer, Handler = function.Handler, Architecture = function.Architecture, Variables = function.Variables };
        if (function.Code is null || !options.LooksIntoCode)
            return new MigratedFunction(function.Name, null, function.Handler, function.Runtime, PackageSource.Ordered(function.Findings), null);
        try
        {
            return await PackageSource.CheckAsync(function.Name, function.Code, request, function.Runtime, function.Findings, terminal, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is ToolException or Layer.LayerException)
        {
            var unread = new MigrationFinding(MigrationSeverity.Warning, "package", function.Code, $"Its code could not be looked into: {Shared.Quote.Bounded(e.Message)}", "Correct that, or leave the code out with --file-only.");
            return new MigratedFunction(function.Name, null, function.Handler, function.Runtime, PackageSource.Ordered([.. function.Findings, unread]), null);
        }
    }
}
