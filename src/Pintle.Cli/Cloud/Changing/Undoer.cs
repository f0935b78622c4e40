using Pintle.Aws;

namespace Pintle.Cli.Cloud.Changing;

/// <summary>Takes changes back by their receipts, each under the same guard: what somebody else has changed since stays as it is.</summary>
/// <param name="context">The account.</param>
/// <param name="receipts">Where receipts are.</param>
/// <param name="isDryRun">Whether only to say what would be done.</param>
internal sealed class Undoer(AwsContext context, ReceiptFolder receipts, bool isDryRun)
{
    private readonly Restorer _restorer = new(context, receipts);
    private readonly Dictionary<string, string> _accounts = new(StringComparer.Ordinal);

    /// <summary>Several, in the order given. One that cannot be taken back does not stop the others: whoever takes back a rollout has trouble with all of it. Where AWS cannot be reached at all the rest is left.</summary>
    public async Task<IReadOnlyList<ChangeOutcome>> UndoAllAsync(IEnumerable<(string File, Receipt Receipt)> row, CancellationToken cancellationToken)
    {
        var outcomes = new List<ChangeOutcome>();
        var isReachable = true;
        foreach (var found in row)
        {
            var untouched = new ChangeOutcome(found.Receipt.Function, found.Receipt.Region, ChangeOutcome.Untouched) { Receipt = found.File };
            if (!isReachable)
            {
                outcomes.Add(untouched);
                continue;
            }

            try
            {
                outcomes.Add(await UndoAsync(found, null, cancellationToken).ConfigureAwait(false));
            }
            catch (Exception e) when (e is AwsException or ToolException or IOException or UnauthorizedAccessException)
            {
                outcomes.Add(untouched with { Result = ChangeOutcome.Failed, Reason = Failures.Describe(e) });
                isReachable = e is not AwsException { IsLost: true };
            }
        }

        return outcomes;
    }

    /// <param name="found">The receipt and its file.</param>
    /// <param name="confirm">Asked with a question before something is changed; null where it was asked for all of them.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="ToolException">Somebody else has changed the function since, or it is another account's.</exception>
    public async Task<ChangeOutcome> UndoAsync((string File, Receipt Receipt) found, Action<string>? confirm, CancellationToken cancellationToken)
    {
        var receipt = found.Receipt;
        var outcome = new ChangeOutcome(receipt.Function, receipt.Region, ChangeOutcome.Already) { Receipt = found.File };
        if (receipt.State is ReceiptState.Undone or ReceiptState.Refused)
            return outcome;
        if (!_accounts.TryGetValue(receipt.Region, out var account))
            account = _accounts[receipt.Region] = await new IdentityClient(context.Session, receipt.Region).GetAccountAsync(cancellationToken).ConfigureAwait(false);
        if (account != receipt.Account)
            throw new ToolException($"Expected credentials of the account {receipt.Account}, where {receipt.Function} is, found those of {account}. Name another profile. Nothing was changed.");
        var plan = await PlanAsync(receipt, cancellationToken).ConfigureAwait(false);
        outcome = outcome with
        {
            Result = ChangeOutcome.Done,
            Changes = plan.IsBefore ? [] : Members(receipt, plan.Now),
            Alias = plan.IsAliasBefore ? null : new AliasMove(receipt.Alias!.Name, new AliasTarget(plan.Alias!.Version, plan.Alias.Weights), receipt.Alias.Before),
        };
        if (isDryRun)
            return outcome with { Result = ChangeOutcome.Planned };
        confirm?.Invoke($"Put {receipt.Function} in {receipt.Region} back as it was at {receipt.Started}?");
        _ = await _restorer.RestoreAsync(receipt, plan, found.File, cancellationToken).ConfigureAwait(false);
        return outcome;
    }

    /// <exception cref="ToolException">The function is no longer what the change made of it.</exception>
    private async Task<RestorePlan> PlanAsync(Receipt receipt, CancellationToken cancellationToken)
    {
        try
        {
            return await _restorer.PlanAsync(receipt, cancellationToken).ConfigureAwait(false);
        }
        catch (ToolException) when (Later(receipt) is { File: { } file } later)
        {
            throw new ToolException($"Expected {receipt.Function} in {receipt.Region} to be as pintle {receipt.Command} left it, but pintle {later.Receipt.Command} has changed it again since. Take that back first: pintle undo {file}. Nothing was changed.");
        }
    }

    /// <summary>The newest of Pintle's later changes to the same function; names of receipts begin with the time.</summary>
    private (string File, Receipt Receipt) Later(Receipt receipt) => receipts.All().FirstOrDefault(each =>
        each.Receipt.Function == receipt.Function && each.Receipt.Region == receipt.Region && each.Receipt.Account == receipt.Account && each.Receipt.State is ReceiptState.Done or ReceiptState.Begun && string.CompareOrdinal(each.Receipt.Id, receipt.Id) > 0);

    /// <summary>The plan for a change that is taken back after another one: made from its receipt alone.</summary>
    public static ChangeOutcome Following((string File, Receipt Receipt) found) => new(found.Receipt.Function, found.Receipt.Region, ChangeOutcome.Planned)
    {
        Receipt = found.File,
        Changes = Members(found.Receipt, found.Receipt.ConfigurationAfter()),
        Alias = found.Receipt.Alias is { Set: [.., var last] } alias ? new AliasMove(alias.Name, last, alias.Before) : null,
    };

    private static ChangedMember[] Members(Receipt receipt, FunctionConfiguration now)
    {
        var before = receipt.ConfigurationBefore();
        return [.. receipt.Change.Select(member => new ChangedMember(member.Key, Shown(now, member.Key), Shown(before, member.Key)))];
    }

    private static string Shown(FunctionConfiguration configuration, string member) => member == "Layers" ? string.Join(", ", configuration.Layers) : configuration.Raw[member]?.ToString() ?? "";
}
