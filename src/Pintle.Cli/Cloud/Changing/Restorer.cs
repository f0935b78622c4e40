using Pintle.Aws;

namespace Pintle.Cli.Cloud.Changing;

/// <summary>Puts a function back to what its receipt says it was; or says why not, before it changes anything.</summary>
internal sealed class Restorer(AwsContext context, ReceiptFolder receipts)
{
    private const int Attempts = 3; // Chosen, not measured: each begins with a newer read; after the last the command says why it stopped, and undo can be repeated.

    /// <summary>Whether there is anything to put back.</summary>
    /// <exception cref="ToolException">Somebody else has changed the function or its alias since.</exception>
    public async Task<RestorePlan> PlanAsync(Receipt receipt, CancellationToken cancellationToken)
    {
        var lambda = context.Lambda(receipt.Region);
        var (before, after) = (receipt.ConfigurationBefore(), receipt.ConfigurationAfter());
        // A change that was sent makes a new RevisionId; a read that still shows the one before may be older than the change.
        var now = receipt.Change.Count == 0 ? await new FunctionChanger(lambda).SettledAsync(receipt.Function, cancellationToken).ConfigureAwait(false) : await new FunctionChanger(lambda).AnotherAsync(before, cancellationToken).ConfigureAwait(false);
        var isBefore = now.Settable() == before.Settable();
        if (!isBefore && now.Settable() != after.Settable())
            throw new ToolException($"Expected {receipt.Function} in {receipt.Region} to be as pintle {receipt.Command} left it, but somebody else has changed it since{FunctionChanger.Members(now, after)}. Nothing was changed. Set that back first, or put the function back by hand: what it was before is in the receipt {receipt.Id}.");
        var alias = receipt.Alias is { } change ? await lambda.FindAliasAsync(receipt.Function, change.Name, cancellationToken).ConfigureAwait(false) : null;
        var isAliasBefore = receipt.Alias is not { } moved || (moved.Before is { } old ? alias?.PointsTo(old.Version, old.Weights) == true : alias is null);
        if (!isAliasBefore && (alias is null || !receipt.Alias!.Set.Any(target => alias.PointsTo(target.Version, target.Weights))))
            throw new ToolException($"Expected the alias {receipt.Alias!.Name} of {receipt.Function} to be where pintle {receipt.Command} left it, but somebody else has moved it since. Nothing was changed; where it was before is in the receipt {receipt.Id}.");
        return new RestorePlan(now, alias, isBefore, isAliasBefore);
    }

    /// <returns>The receipt, undone.</returns>
    public async Task<Receipt> RestoreAsync(Receipt receipt, RestorePlan plan, string? file, CancellationToken cancellationToken)
    {
        var lambda = context.Lambda(receipt.Region);
        if (!plan.IsAliasBefore)
            await RestoreAliasAsync(lambda, receipt, plan.Alias!, cancellationToken).ConfigureAwait(false);
        for (var attempt = 1; !plan.IsBefore; attempt++)
        {
            try
            {
                _ = await new FunctionChanger(lambda).ChangeAsync(plan.Now, receipt.Reverse(), cancellationToken).ConfigureAwait(false);
                break;
            }
            catch (ChangeRefusedException) when (attempt < Attempts)
            {
                // The plan was made from a read that was older than the function, or an answer was lost: what is it now?
                plan = await PlanAsync(receipt, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is ChangeRefusedException or SettlingFailedException)
            {
                throw new ToolException(e.Message);
            }
        }

        return receipts.Write(receipt with { State = ReceiptState.Undone }, file);
    }

    private static async Task RestoreAliasAsync(LambdaClient lambda, Receipt receipt, FunctionAlias alias, CancellationToken cancellationToken)
    {
        var change = receipt.Alias!;
        try
        {
            if (change.Before is { } before)
                _ = await lambda.UpdateAliasAsync(receipt.Function, alias, before.Version, before.Weights, cancellationToken).ConfigureAwait(false);
            else
                await lambda.DeleteAliasAsync(receipt.Function, change.Name, cancellationToken).ConfigureAwait(false);
        }
        catch (AwsException e) when (e.IsPrecondition || e.MayHaveHappened || e.IsNotFound)
        {
            var now = await lambda.FindAliasAsync(receipt.Function, change.Name, cancellationToken).ConfigureAwait(false);
            if (change.Before is { } target ? now?.PointsTo(target.Version, target.Weights) != true : now is not null)
                throw;
        }
    }
}

/// <summary>A function and its alias as they are now, compared with a receipt.</summary>
internal sealed record RestorePlan(FunctionConfiguration Now, FunctionAlias? Alias, bool IsBefore, bool IsAliasBefore);
