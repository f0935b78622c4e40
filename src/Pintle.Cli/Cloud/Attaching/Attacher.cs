using System.Globalization;
using Pintle.Aws;
using Pintle.Cli.Cloud.Changing;

namespace Pintle.Cli.Cloud.Attaching;

/// <summary>How functions are attached.</summary>
/// <param name="Command">For receipts.</param>
/// <param name="Publishes">Whether a version is published afterwards.</param>
/// <param name="Alias">The alias that is moved to it; null for none.</param>
/// <param name="Check">Sent before and after; null for none.</param>
/// <param name="ReceiptFile">Where the receipt is written; null for beside the others.</param>
internal sealed record AttachRequest(string Command, bool Publishes, string? Alias, EventCheck? Check, string? ReceiptFile);

/// <summary>
/// Carries a plan out: receipt, test event, change, wait, test event again, version, alias. If something unexpected happens on the way, the function is put back as it was; a run that was broken off before is finished or put back first.
/// </summary>
internal sealed class Attacher(AwsContext context, AttachPlanner planner, ReceiptFolder receipts, AttachRequest request, string account)
{
    private readonly Restorer _restorer = new(context, receipts);

    /// <exception cref="ToolException">It cannot be attached; nothing was changed.</exception>
    public async Task<ChangeOutcome> RunAsync(string function, string region, bool isDryRun, CancellationToken cancellationToken)
    {
        if (!isDryRun)
            await RecoverAsync(function, region, cancellationToken).ConfigureAwait(false);
        var plan = await planner.PlanAsync(function, region, cancellationToken).ConfigureAwait(false);
        var alias = request.Alias is { } name ? await RequireAliasAsync(function, region, name, cancellationToken).ConfigureAwait(false) : null;
        var outcome = new ChangeOutcome(function, region, ChangeOutcome.Planned) { Changes = [.. plan.Changes()], Alias = request.Alias is { } moved ? new AliasMove(moved, Target(alias), null, IsPublishedFirst: true) : null, Notes = plan.Notes };
        if (isDryRun)
            return plan.IsAlready && request.Alias is null ? outcome with { Result = ChangeOutcome.Already } : outcome;
        if (plan.IsAlready && !request.Publishes)
            return outcome with { Result = ChangeOutcome.Already };
        RequireFree();
        return await CarryOutAsync(plan, alias, outcome, cancellationToken).ConfigureAwait(false);
    }

    private static AliasTarget? Target(FunctionAlias? alias) => alias is null ? null : new AliasTarget(alias.Version, alias.Weights);

    /// <summary>A run before this one was broken off: what it left is looked at, and finished or put back.</summary>
    private async Task RecoverAsync(string function, string region, CancellationToken cancellationToken)
    {
        foreach (var (file, receipt) in Known().Where(each => each.Receipt.State == ReceiptState.Begun && each.Receipt.Function == function && each.Receipt.Region == region && each.Receipt.Account == account).ToArray())
        {
            var plan = await _restorer.PlanAsync(receipt, cancellationToken).ConfigureAwait(false);
            if (!plan.IsBefore && !receipt.Checks && receipt.Alias is null)
            {
                _ = receipts.Write(receipt with { State = ReceiptState.Done }, file);
                context.Terminal.Sentence($"{function}: an earlier run was broken off after it changed the function; that one is finished ({receipt.Id}).");
                continue;
            }

            _ = await _restorer.RestoreAsync(receipt, plan, file, cancellationToken).ConfigureAwait(false);
            if (!plan.IsBefore || !plan.IsAliasBefore)
                context.Terminal.Sentence($"{function}: an earlier run was broken off; what it changed is put back first ({receipt.Id}).");
        }
    }

    /// <summary>The receipts of the folder, and the one that was named.</summary>
    private IEnumerable<(string File, Receipt Receipt)> Known() =>
        request.ReceiptFile is { } named && File.Exists(named) ? receipts.All().Where(each => each.File != named).Prepend((named, ReceiptFolder.Read(named))) : receipts.All();

    /// <summary>A receipt is the only thing that knows what a function was: it is never written over.</summary>
    /// <exception cref="ToolException">There is a receipt of another change in the file's place.</exception>
    private void RequireFree()
    {
        if (request.ReceiptFile is { } named && File.Exists(named) && ReceiptFolder.Read(named).State is not (ReceiptState.Undone or ReceiptState.Refused))
            throw new ToolException($"Expected --receipt to name a new file, but {named} is the receipt of a change that is not undone. Name another one. Nothing was changed.");
    }

    private async Task<FunctionAlias?> RequireAliasAsync(string function, string region, string name, CancellationToken cancellationToken)
    {
        var alias = await context.Lambda(region).FindAliasAsync(function, name, cancellationToken).ConfigureAwait(false);
        return alias is { Weights.Count: > 0 }
            ? throw new ToolException($"Expected the alias {name} of {function} to point to one version, but it has weights already ({string.Join(", ", alias.Weights.Select(each => string.Create(CultureInfo.InvariantCulture, $"{each.Value:0.##} to {each.Key}")))}): another deployment is on its way. Finish that first. Nothing was changed.")
            : alias;
    }

    private async Task<ChangeOutcome> CarryOutAsync(AttachPlan plan, FunctionAlias? alias, ChangeOutcome outcome, CancellationToken cancellationToken)
    {
        var lambda = context.Lambda(plan.Region);
        var before = request.Check is { } check ? await check.SendAsync(lambda, outcome.Function, null, cancellationToken).ConfigureAwait(false) : null;
        var receipt = receipts.Write(Begin(plan, alias), request.ReceiptFile);
        var file = request.ReceiptFile ?? receipts.FileOf(receipt);
        outcome = outcome with { Receipt = file };
        try
        {
            if (!plan.IsAlready)
                _ = await new FunctionChanger(lambda).ChangeAsync(plan.Before, plan.Change, cancellationToken).ConfigureAwait(false);
            if (before is not null && EventCheck.Difference(before, await request.Check!.SendAsync(lambda, outcome.Function, null, cancellationToken).ConfigureAwait(false)) is { } difference)
                return await RevertAsync(receipt, file, outcome, $"{difference}. {outcome.Function} is as it was before.", cancellationToken).ConfigureAwait(false);
            if (before?.Error is not null)
                outcome = outcome with { Notes = [.. outcome.Notes, $"{outcome.Function} answers the test event with an error, before as after ({EventCheck.ErrorType(before)}), so that event shows little: give one that the function takes."] };
            if (request.Publishes)
                (receipt, outcome) = await PublishAsync(lambda, plan, receipt, file, outcome, cancellationToken).ConfigureAwait(false);
        }
        catch (ChangeRefusedException e)
        {
            _ = receipts.Write(receipt with { State = ReceiptState.Refused }, file);
            return outcome with { Result = ChangeOutcome.Failed, Receipt = null, Reason = $"{e.Message} Nothing was changed." };
        }
        catch (Exception e) when (e is AwsException or ToolException or SettlingFailedException)
        {
            var reverted = await RevertAsync(receipt, file, outcome, e.Message, cancellationToken).ConfigureAwait(false);
            return reverted.Result == ChangeOutcome.Reverted ? reverted with { Result = ChangeOutcome.Failed, Reason = $"{e.Message} {outcome.Function} is as it was before." } : reverted;
        }

        _ = receipts.Write(receipt with { State = ReceiptState.Done }, file);
        return outcome with { Result = ChangeOutcome.Done };
    }

    private async Task<(Receipt Receipt, ChangeOutcome Outcome)> PublishAsync(LambdaClient lambda, AttachPlan plan, Receipt receipt, string file, ChangeOutcome outcome, CancellationToken cancellationToken)
    {
        var published = await lambda.PublishVersionAsync(outcome.Function, plan.Before.CodeSha256, $"pintle {request.Command}: {plan.Layer.Arn.Name}:{plan.Layer.Arn.Version}", cancellationToken).ConfigureAwait(false);
        receipt = receipts.Write(receipt with { Version = published.Version }, file);
        var target = AliasTarget.Whole(published.Version);
        if (request.Alias is not null)
            receipt = await new AliasMover(lambda, receipts, file).MoveAsync(receipt, target, cancellationToken).ConfigureAwait(false);
        return (receipt, outcome with { Version = published.Version, Alias = outcome.Alias is null ? null : outcome.Alias with { After = target, IsPublishedFirst = false } });
    }

    private async Task<ChangeOutcome> RevertAsync(Receipt receipt, string file, ChangeOutcome outcome, string reason, CancellationToken cancellationToken)
    {
        try
        {
            // The newest receipt: a step may have added to it.
            receipt = ReceiptFolder.Read(file);
            _ = await _restorer.RestoreAsync(receipt, await _restorer.PlanAsync(receipt, cancellationToken).ConfigureAwait(false), file, cancellationToken).ConfigureAwait(false);
            return outcome with { Result = ChangeOutcome.Reverted, Reason = reason };
        }
        catch (Exception e) when (e is AwsException or ToolException)
        {
            return outcome with { Result = ChangeOutcome.Failed, Reason = $"{reason} It could not be put back: {e.Message} Repeat the command, or: pintle undo {file}" };
        }
    }

    private Receipt Begin(AttachPlan plan, FunctionAlias? alias)
    {
        var now = context.Clock.GetUtcNow();
        var id = string.Create(CultureInfo.InvariantCulture, $"{now:yyyyMMdd'T'HHmmssfff'Z'}-{plan.Before.Name}-{Guid.NewGuid().ToString("N")[..6]}");
        return new Receipt(
            Receipt.CurrentFormat, id, request.Command, null, ReceiptState.Begun, now.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture), plan.Region, account, plan.Before.Name, plan.Layer.Arn.ToString(),
            plan.Before.AsItCame, plan.Change, request.Check is not null || request.Publishes, null,
            request.Alias is { } name ? new AliasChange(name, Target(alias), []) : null);
    }
}
