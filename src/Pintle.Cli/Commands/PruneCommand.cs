using System.CommandLine;
using Pintle.Aws;
using Pintle.Cli.Cloud;
using Pintle.Cli.MachineReadable;

namespace Pintle.Cli.Commands;

/// <summary><c>pintle prune</c>: deletes versions of a layer that nothing names any more.</summary>
internal static class PruneCommand
{
    public static readonly AwsAction[] Actions = [AwsAction.ListFunctions, AwsAction.ListLayerVersions, AwsAction.GetLayerVersionPolicy, AwsAction.DeleteLayerVersion];

    private const string Kept = "kept";
    private const string Deleted = "deleted";
    private const string Planned = "would be deleted";
    private const string Failed = "failed";

    public static Command Create(Terminal terminal)
    {
        var name = new Option<string>("--name") { Description = "The layer's name in the account.", HelpName = "N", Required = true };
        var shared = new Option<bool>("--shared") { Description = "Delete versions too that other accounts may use, whose functions this account cannot see." };
        var aws = new AwsOptions(writes: true, isListOfRegions: true);
        var command = new Command("prune", "Delete versions of a layer that no function, version or alias of the account names; never the newest of a processor or the one before. Exit codes: 0 done, 2 it could not be done.") { name, shared };
        aws.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var context = aws.Open(parsed, Actions, terminal);
            var known = PublishedLayers.Read(context.LayersFile);
            _ = Names.RequireLayer(name.Name, parsed.GetRequiredValue(name));
            var all = new List<PrunedJson>();
            foreach (var region in context.Regions)
                all.AddRange(await PlanAsync(context, region, parsed.GetRequiredValue(name), parsed.GetValue(shared), cancellationToken).ConfigureAwait(false));
            foreach (var each in aws.IsJson(parsed) ? [] : all)
                terminal.Sentence($"{each.Arn}: {(each.Outcome == Planned && !aws.IsDryRun(parsed) ? "to be deleted" : each.Outcome)}{(each.Reason is null ? "" : $", {each.Reason}")}");
            if (all.Count == 0)
                terminal.Sentence($"Nothing to do: {string.Join(", ", context.Regions)} has no version of {parsed.GetRequiredValue(name)}.");
            var doomed = all.Where(each => each.Outcome == Planned).ToArray();
            if (doomed.Length > 0 && !aws.IsDryRun(parsed))
            {
                Confirmation.Require(terminal, aws.IsYes(parsed), $"Delete {string.Join(", ", doomed.Select(each => each.Arn))}?", isFinal: true);
                for (var i = 0; i < all.Count; i++)
                    all[i] = all[i].Outcome == Planned ? await DeleteAsync(context, all[i], known, cancellationToken).ConfigureAwait(false) : all[i];
            }

            foreach (var failed in all.Where(each => each.Outcome == Failed))
                terminal.Error(failed.Reason!);
            if (aws.IsJson(parsed))
                terminal.Result(Json.Write(new PruneJson(all)));
            if (!aws.IsJson(parsed) && all.Any(each => each.Outcome == Deleted))
                terminal.Sentence("Deleted:");
            foreach (var each in aws.IsJson(parsed) ? [] : all.Where(each => each.Outcome is Deleted or Planned))
                terminal.Result(each.Arn);
            return all.Any(each => each.Outcome == Failed) ? ExitCode.ToolError : ExitCode.Success;
        });
        return command;
    }

    private static async Task<IReadOnlyList<PrunedJson>> PlanAsync(AwsContext context, string region, string name, bool deletesShared, CancellationToken cancellationToken)
    {
        var lambda = context.Lambda(region);
        var versions = await lambda.ListLayerVersionsAsync(name, cancellationToken).ConfigureAwait(false);
        var used = new Dictionary<string, string>(StringComparer.Ordinal);
        // Published versions are listed too; an alias points to one of them.
        await foreach (var function in lambda.ListFunctionsAsync(withVersions: true, cancellationToken).ConfigureAwait(false))
        {
            foreach (var arn in function.Layers)
                _ = used.TryAdd(arn, $"{function.Name}:{function.Version} has it");
        }

        var newest = versions.SelectMany(each => each.Architectures.DefaultIfEmpty("any").Select(architecture => (Architecture: architecture, Version: each))).GroupBy(each => each.Architecture)
            .SelectMany(same => same.OrderByDescending(each => each.Version.Version).Take(2).Select(each => each.Version.Arn)).ToHashSet(StringComparer.Ordinal);
        var plan = new List<PrunedJson>();
        foreach (var version in versions)
        {
            var reason = used.TryGetValue(version.Arn, out var user) ? user
                : newest.Contains(version.Arn) ? "it is the newest of its processor, or the one before"
                : !deletesShared && await IsSharedAsync(lambda, name, version, cancellationToken).ConfigureAwait(false) ? "other accounts may use it, whose functions cannot be seen (--shared)"
                : null;
            plan.Add(new PrunedJson(region, version.Arn, reason is null ? Planned : Kept, reason));
        }

        return plan;
    }

    private static async Task<bool> IsSharedAsync(LambdaClient lambda, string name, LayerVersion version, CancellationToken cancellationToken) =>
        (await lambda.GetLayerPermissionsAsync(name, version.Version, cancellationToken).ConfigureAwait(false)).Count > 0;

    private static async Task<PrunedJson> DeleteAsync(AwsContext context, PrunedJson doomed, PublishedLayers known, CancellationToken cancellationToken)
    {
        try
        {
            var arn = LayerVersionArn.TryParse(doomed.Arn)!;
            await context.Lambda(doomed.Region).DeleteLayerVersionAsync(arn.Name, arn.Version, cancellationToken).ConfigureAwait(false);
            known.Remove(doomed.Arn);
            return doomed with { Outcome = Deleted };
        }
        catch (AwsException e)
        {
            return doomed with { Outcome = Failed, Reason = e.Message };
        }
    }
}
