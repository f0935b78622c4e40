using System.CommandLine;
using Pintle.Aws;
using Pintle.Cli.Cloud;
using Pintle.Cli.Cloud.Changing;
using Pintle.Cli.MachineReadable;

namespace Pintle.Cli.Commands;

/// <summary><c>pintle undo</c> and <c>pintle detach</c>: a function back to what its receipt says, or the reason why not.</summary>
internal static class UndoCommand
{
    public static readonly AwsAction[] Actions =
    [
        AwsAction.GetCallerIdentity, AwsAction.GetFunctionConfiguration, AwsAction.UpdateFunctionConfiguration, AwsAction.GetAlias, AwsAction.UpdateAlias, AwsAction.DeleteAlias,
    ];

    public static Command Create(Terminal terminal)
    {
        var receipt = new Argument<string?>("receipt") { Description = "The receipt of the change.", HelpName = "RECEIPT", Arity = ArgumentArity.ZeroOrOne };
        var last = new Option<bool>("--last") { Description = "The newest change of .pintle/receipts that is not undone; with --region, of one there." };
        var aws = new AwsOptions(writes: true);
        var command = new Command("undo", "Put a function back exactly as it was before a change, from its receipt; refused where somebody else has changed it since. Exit codes: 0 it is as it was, 2 it could not be done.") { receipt, last };
        aws.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var context = aws.Open(parsed, Actions, terminal);
            var folder = new ReceiptFolder(context.ReceiptFolder);
            var file = parsed.GetValue(receipt);
            if ((file is null) == !parsed.GetValue(last))
                throw new ToolException("Expected a receipt or --last, found neither or both. Name the receipt that attach printed.");
            var path = file is not null ? Path.GetFullPath(file, terminal.Surroundings.Folder) : null;
            var found = path is not null
                ? (File: path, Receipt: ReceiptFolder.Read(path))
                : folder.All().FirstOrDefault(each => each.Receipt.State is ReceiptState.Done or ReceiptState.Begun && IsMeant(context, each.Receipt)) is { Receipt: not null } newest ? newest : throw new ToolException($"Expected a change that is not undone in {folder.Path}, found none{(context.IsRegionGiven ? $" in {string.Join(", ", context.Regions)}" : "")}. Name a receipt.");
            if (!IsMeant(context, found.Receipt))
                throw new ToolException($"Expected a change in {string.Join(", ", context.Regions)}, which --region says, but the receipt's is in {found.Receipt.Region}. Leave --region out, or name another receipt. Nothing was changed.");
            var outcome = await UndoAsync(context, folder, found, aws, parsed, cancellationToken).ConfigureAwait(false);
            if (aws.IsJson(parsed))
                terminal.Result(Json.Write(new UndoJson([outcome.ToJson()])));
            else
                Sequence.Print([outcome], terminal);
            return ChangeOutcome.ExitCodeOf([outcome]);
        });
        return command;
    }

    public static Command CreateDetach(Terminal terminal)
    {
        var function = new Argument<string>("function") { Description = "The function's name or ARN.", HelpName = "FUNCTION" };
        var aws = new AwsOptions(writes: true);
        var command = new Command("detach", "Take the layer off a function, which is put back as it was before pintle attach, from the newest receipt of it. Exit codes: 0 it is as it was, 2 it could not be done.") { function };
        aws.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var context = aws.Open(parsed, Actions, terminal);
            var folder = new ReceiptFolder(context.ReceiptFolder);
            var given = parsed.GetRequiredValue(function);
            var name = FunctionName.TryParse(given) ?? throw new ToolException($"Expected a function's name or ARN, found '{(given.Length > 100 ? given[..100] + "…" : given)}'. Correct it.");
            IReadOnlyList<string> regions = name.Region is { } own ? [own] : context.Regions;
            var outcomes = new List<ChangeOutcome>();
            foreach (var region in regions)
            {
                // Down to the oldest: what it was before the first attach, and not before the last. What was taken back in between is as if it had never been.
                var row = folder.All().Where(each => each.Receipt.Function == name.Name && each.Receipt.Region == region && each.Receipt.State is ReceiptState.Done or ReceiptState.Begun).ToArray();
                if (row.Length == 0)
                    throw new ToolException($"Expected a receipt of {name.Name} in {region} below {folder.Path}, found none that is not undone. Change into the folder where it was attached, or set its runtime back by hand.");
                for (var i = 1; i < row.Length; i++)
                    RequireNext(row[i - 1].Receipt.ConfigurationBefore(), row[i].Receipt);
                // The first of them is held against the function; a plan takes the others to follow on it.
                for (var i = 0; i < row.Length; i++)
                    outcomes.Add(i > 0 && aws.IsDryRun(parsed) ? Following(row[i]) : await UndoAsync(context, folder, row[i], aws, parsed, cancellationToken).ConfigureAwait(false));
            }

            if (aws.IsJson(parsed))
                terminal.Result(Json.Write(new DetachJson([.. outcomes.Select(each => each.ToJson())])));
            else
                Sequence.Print(outcomes, terminal);
            return ChangeOutcome.ExitCodeOf(outcomes);
        });
        return command;
    }

    /// <summary>One change after the other can be taken back where each begins as the one before has left the function, or as it was before that one.</summary>
    /// <exception cref="ToolException">Somebody else has changed it in between.</exception>
    private static void RequireNext(FunctionConfiguration then, Receipt earlier)
    {
        if (then.Settable() != earlier.ConfigurationAfter().Settable() && then.Settable() != earlier.ConfigurationBefore().Settable())
            throw new ToolException($"Expected {earlier.Function} in {earlier.Region} to be changed by pintle alone since {earlier.Started}, but somebody else has changed it in between{FunctionChanger.Members(then, earlier.ConfigurationAfter())}. Nothing was changed; pintle undo takes back one change at a time, and what it was before all of them is in the receipt {earlier.Id}.");
    }

    private static ChangeOutcome Following((string File, Receipt Receipt) found)
    {
        var (before, after) = (found.Receipt.ConfigurationBefore(), found.Receipt.ConfigurationAfter());
        return new ChangeOutcome(found.Receipt.Function, found.Receipt.Region, ChangeOutcome.Planned)
        {
            Receipt = found.File,
            Alias = found.Receipt.Alias is { Set: [.., var last] } alias ? new Cloud.Attaching.ChangedMember($"alias {alias.Name}", $"version {last.Version}", alias.Before is { } old ? $"version {old.Version}" : "") : null,
            Changes = [.. found.Receipt.Change.Select(member => new Cloud.Attaching.ChangedMember(member.Key, Shown(after, member.Key), Shown(before, member.Key)))],
        };
    }

    private static string Shown(FunctionConfiguration configuration, string member) => member == "Layers" ? string.Join(", ", configuration.Layers) : configuration.Raw[member]?.ToString() ?? "";

    private static bool IsMeant(AwsContext context, Receipt receipt) => !context.IsRegionGiven || context.Regions.Contains(receipt.Region);

    private static async Task<ChangeOutcome> UndoAsync(AwsContext context, ReceiptFolder folder, (string File, Receipt Receipt) found, AwsOptions aws, ParseResult parsed, CancellationToken cancellationToken)
    {
        var receipt = found.Receipt;
        var outcome = new ChangeOutcome(receipt.Function, receipt.Region, ChangeOutcome.Already) { Receipt = found.File };
        if (receipt.State is ReceiptState.Undone or ReceiptState.Refused)
            return outcome;
        var account = await new IdentityClient(context.Session, receipt.Region).GetAccountAsync(cancellationToken).ConfigureAwait(false);
        if (account != receipt.Account)
            throw new ToolException($"Expected credentials of the account {receipt.Account}, where {receipt.Function} is, found those of {account}. Name another profile. Nothing was changed.");
        var restorer = new Restorer(context, folder);
        var plan = await restorer.PlanAsync(receipt, cancellationToken).ConfigureAwait(false);
        var (now, reverse) = (plan.Now, receipt.Reverse());
        outcome = outcome with
        {
            Result = ChangeOutcome.Done,
            Changes = plan.IsBefore ? [] : [.. reverse.Select(member => new Cloud.Attaching.ChangedMember(
                member.Key, Shown(now, member.Key), Shown(receipt.ConfigurationBefore(), member.Key)))],
        };
        if (!plan.IsAliasBefore)
            outcome = outcome with { Alias = new Cloud.Attaching.ChangedMember($"alias {receipt.Alias!.Name}", $"version {plan.Alias!.Version}", receipt.Alias.Before is { } old ? $"version {old.Version}" : "") };
        if (aws.IsDryRun(parsed))
            return outcome with { Result = ChangeOutcome.Planned };
        Confirmation.Require(context.Terminal, aws.IsYes(parsed), $"Put {receipt.Function} in {receipt.Region} back as it was at {receipt.Started}?", isFinal: false);
        _ = await restorer.RestoreAsync(receipt, plan, found.File, cancellationToken).ConfigureAwait(false);
        return outcome;
    }
}
