using System.Globalization;
using Pintle.Aws;
using Pintle.Cli.Cloud.Attaching;
using Pintle.Cli.Cloud.Changing;

namespace Pintle.Cli.Cloud.RollingOut;

/// <summary>One function of a rollout: what is to be changed of it, and how far it is.</summary>
internal sealed class RolloutPart(AttachPlan plan, FunctionAlias? alias)
{
    public AttachPlan Plan => plan;

    public string Function => plan.Before.Name;

    public string Region => plan.Region;

    public FunctionAlias? AliasBefore => alias;

    public string? Alias => alias?.Name;

    /// <summary>Null where no alias moves.</summary>
    public AliasMove? Move => alias is null ? null : new AliasMove(alias.Name, new AliasTarget(alias.Version, alias.Weights), Version is null ? null : AliasTarget.Whole(Version), Version is null);

    public Receipt? Receipt { get; set; }

    /// <summary>The version that was published for it.</summary>
    public string? Version { get; set; }
}

/// <summary>How functions are rolled out.</summary>
/// <param name="Id">The rollout's own, for its receipts.</param>
/// <param name="Weights">The new version's shares on the way, each between 0 and 1; at the end it gets all.</param>
/// <param name="Wait">Before each check.</param>
/// <param name="Account">Whose functions.</param>
internal sealed record RolloutRequest(string Id, IReadOnlyList<double> Weights, TimeSpan Wait, string Account);

/// <summary>
/// Brings the newest layer to functions that have an older one, with a check between the steps. All receipts stay open until the last check has passed: the first that fails takes all of them back, and so does the next
/// run, if this one is broken off.
/// </summary>
internal sealed class Rollout(AwsContext context, ReceiptFolder receipts, RolloutRequest request, RolloutCheck check)
{
    /// <summary>Whether it was a check that failed, and not a call.</summary>
    public bool IsCheckFailed { get; private set; }

    /// <returns>What failed, as a sentence; null where all is done.</returns>
    public async Task<string?> RunAsync(IReadOnlyList<RolloutPart> parts, CancellationToken cancellationToken)
    {
        await check.BeginAsync(parts, cancellationToken).ConfigureAwait(false);
        string? failure;
        try
        {
            failure = parts[0].Alias is null ? await OneByOneAsync(parts, cancellationToken).ConfigureAwait(false) : await ByWeightsAsync(parts, cancellationToken).ConfigureAwait(false);
            IsCheckFailed = failure is not null;
        }
        catch (Exception e) when (e is AwsException or ToolException or ChangeRefusedException or SettlingFailedException)
        {
            failure = e.Message;
        }

        if (failure is null)
        {
            foreach (var part in parts)
                part.Receipt = receipts.Write(part.Receipt! with { State = ReceiptState.Done });
        }

        return failure;
    }

    /// <summary>Takes back all that was begun, the last first.</summary>
    /// <returns>What could not be taken back.</returns>
    public async Task<IReadOnlyList<string>> TakeBackAsync(IEnumerable<(string File, Receipt Receipt)> begun, CancellationToken cancellationToken)
    {
        var restorer = new Restorer(context, receipts);
        var left = new List<string>();
        foreach (var (file, receipt) in begun)
        {
            try
            {
                _ = await restorer.RestoreAsync(receipt, await restorer.PlanAsync(receipt, cancellationToken).ConfigureAwait(false), file, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is AwsException or ToolException)
            {
                left.Add(e.Message);
            }
        }

        return left;
    }

    /// <summary>What a rollout has begun, or any rollout where none is named; the last first.</summary>
    public IEnumerable<(string File, Receipt Receipt)> Begun(string? rollout) =>
        receipts.All().Where(each => each.Receipt.State == ReceiptState.Begun && each.Receipt.Rollout is { } its && (rollout is null || its == rollout) && each.Receipt.Account == request.Account).ToArray();

    private async Task<string?> OneByOneAsync(IReadOnlyList<RolloutPart> parts, CancellationToken cancellationToken)
    {
        for (var i = 0; i < parts.Count; i++)
        {
            await ChangeAsync(parts[i], i, cancellationToken).ConfigureAwait(false);
            if (await check.FailureAsync([parts[i]], request.Wait, cancellationToken).ConfigureAwait(false) is { } failure)
                return failure;
        }

        return null;
    }

    private async Task<string?> ByWeightsAsync(IReadOnlyList<RolloutPart> parts, CancellationToken cancellationToken)
    {
        for (var i = 0; i < parts.Count; i++)
        {
            await ChangeAsync(parts[i], i, cancellationToken).ConfigureAwait(false);
            var published = await context.Lambda(parts[i].Region).PublishVersionAsync(parts[i].Function, parts[i].Plan.Before.CodeSha256, $"pintle rollout: {parts[i].Plan.Layer.Arn.Name}:{parts[i].Plan.Layer.Arn.Version}", cancellationToken).ConfigureAwait(false);
            parts[i].Version = published.Version;
            parts[i].Receipt = receipts.Write(parts[i].Receipt! with { Version = published.Version });
        }

        foreach (var weight in request.Weights.Append(1))
        {
            foreach (var part in parts)
            {
                var target = weight < 1
                    ? new AliasTarget(part.AliasBefore!.Version, new Dictionary<string, double> { [part.Version!] = weight })
                    : AliasTarget.Whole(part.Version!);
                part.Receipt = await new AliasMover(context.Lambda(part.Region), receipts, null).MoveAsync(part.Receipt!, target, cancellationToken).ConfigureAwait(false);
            }

            context.Terminal.Sentence(string.Create(CultureInfo.InvariantCulture, $"{weight:P0} of {parts[0].Alias} goes to the new version of {parts.Count} function{(parts.Count == 1 ? "" : "s")}."));
            if (await check.FailureAsync(parts, request.Wait, cancellationToken).ConfigureAwait(false) is { } failure)
                return failure;
        }

        return null;
    }

    private async Task ChangeAsync(RolloutPart part, int number, CancellationToken cancellationToken)
    {
        var now = context.Clock.GetUtcNow();
        part.Receipt = receipts.Write(new Receipt(
            Receipt.CurrentFormat, string.Create(CultureInfo.InvariantCulture, $"{request.Id}-{number:D4}-{part.Function}"), "rollout", request.Id, ReceiptState.Begun, now.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            part.Region, request.Account, part.Function, part.Plan.Layer.Arn.ToString(), part.Plan.Before.AsItCame, part.Plan.Change, true, null,
            part.AliasBefore is { } alias ? new AliasChange(alias.Name, new AliasTarget(alias.Version, alias.Weights), []) : null));
        if (part.Plan.IsAlready)
            return;
        try
        {
            _ = await new FunctionChanger(context.Lambda(part.Region)).ChangeAsync(part.Plan.Before, part.Plan.Change, cancellationToken).ConfigureAwait(false);
        }
        catch (ChangeRefusedException)
        {
            part.Receipt = receipts.Write(part.Receipt with { State = ReceiptState.Refused });
            throw;
        }
    }
}
