using Pintle.Aws;

namespace Pintle.Cli.Cloud.Changing;

/// <summary>Moves an alias under its RevisionId, after noting the target in the receipt.</summary>
internal sealed class AliasMover(LambdaClient lambda, ReceiptFolder receipts, string? file)
{
    /// <param name="receipt">With the alias as it was.</param>
    /// <param name="target">Where it shall point.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The receipt, with the target in it.</returns>
    public async Task<Receipt> MoveAsync(Receipt receipt, AliasTarget target, CancellationToken cancellationToken)
    {
        var change = receipt.Alias!;
        receipt = receipts.Write(receipt with { Alias = change with { Set = [.. change.Set, target] } }, file);
        var now = await lambda.FindAliasAsync(receipt.Function, change.Name, cancellationToken).ConfigureAwait(false);
        if (now?.PointsTo(target.Version, target.Weights) == true)
            return receipt;
        var expected = change.Set.Count > 0 ? change.Set[^1] : change.Before;
        if (expected is null ? now is not null : now?.PointsTo(expected.Version, expected.Weights) != true)
            throw new ToolException($"Expected the alias {change.Name} of {receipt.Function} to be where it was, but somebody else has moved it meanwhile. Look at it, and repeat the command.");
        try
        {
            _ = now is null
                ? await lambda.CreateAliasAsync(receipt.Function, change.Name, target.Version, cancellationToken).ConfigureAwait(false)
                : await lambda.UpdateAliasAsync(receipt.Function, now, target.Version, target.Weights, cancellationToken).ConfigureAwait(false);
        }
        catch (AwsException e) when (e.IsPrecondition || e.IsConflict || e.MayHaveHappened)
        {
            // An attempt whose answer was lost may have moved it.
            var after = await lambda.FindAliasAsync(receipt.Function, change.Name, cancellationToken).ConfigureAwait(false);
            if (after?.PointsTo(target.Version, target.Weights) != true)
                throw;
        }

        return receipt;
    }
}
