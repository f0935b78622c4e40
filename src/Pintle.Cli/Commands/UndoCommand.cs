using System.CommandLine;
using Pintle.Aws;
using Pintle.Cli.Cloud;
using Pintle.Cli.Cloud.Changing;
using Pintle.Cli.MachineReadable;

namespace Pintle.Cli.Commands;

/// <summary><c>pintle undo</c> and <c>pintle detach</c>: functions back to what their receipts say, or the reason why not.</summary>
internal static class UndoCommand
{
    public static readonly AwsAction[] Actions =
    [
        AwsAction.GetCallerIdentity, AwsAction.GetFunctionConfiguration, AwsAction.UpdateFunctionConfiguration, AwsAction.GetAlias, AwsAction.UpdateAlias, AwsAction.DeleteAlias,
    ];

    private const int MostShown = 5; // Chosen, not measured: what is read at a glance.

    public static Command Create(Terminal terminal)
    {
        var receipt = new Argument<string?>("receipt") { Description = "The receipt of the change.", HelpName = "RECEIPT", Arity = ArgumentArity.ZeroOrOne };
        var last = new Option<bool>("--last") { Description = "The newest change of .pintle/receipts that is not undone; with --region, the newest there; with --rollout, the newest rollout." };
        var rollout = new Option<string?>("--rollout") { Description = "All changes of a rollout, the last one first, in place of one change: by the id that the rollout printed, or with --last.", HelpName = "ID", Arity = ArgumentArity.ZeroOrOne };
        var aws = new AwsOptions(writes: true);
        var command = new Command("undo", "Put a function, or all of a rollout, back exactly as it was before a change, from its receipt; refused where somebody else has changed it since. Exit codes: 0 it is as it was, 2 it could not be done; after a rollout the summary says for which functions.") { receipt, last, rollout };
        aws.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var context = aws.Open(parsed, Actions, terminal);
            var folder = new ReceiptFolder(context.ReceiptFolder);
            var undoer = new Undoer(context, folder, aws.IsDryRun(parsed));
            var file = parsed.GetValue(receipt);
            IReadOnlyList<ChangeOutcome> outcomes;
            if (parsed.GetResult(rollout) is not null)
            {
                var row = OfRollout(context, folder, file, parsed.GetValue(rollout), parsed.GetValue(last));
                var open = row.Count(each => IsOpen(each.Receipt));
                if (open > 0 && !aws.IsDryRun(parsed))
                    Confirmation.Require(terminal, aws.IsYes(parsed), $"Put {open} function{(open == 1 ? "" : "s")} back as they were before the rollout {row[0].Receipt.Rollout}? (--dry-run shows what changes.)", isFinal: false);
                outcomes = await undoer.UndoAllAsync(row, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                outcomes = [await undoer.UndoAsync(One(context, folder, file, parsed.GetValue(last)), question => Confirmation.Require(terminal, aws.IsYes(parsed), question, isFinal: false), cancellationToken).ConfigureAwait(false)];
            }

            return Finish(outcomes, aws.IsJson(parsed) ? Json.Write(new UndoJson([.. outcomes.Select(each => each.ToJson())])) : null, terminal);
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
            var undoer = new Undoer(context, folder, aws.IsDryRun(parsed));
            var given = parsed.GetRequiredValue(function);
            var name = FunctionName.TryParse(given) ?? throw new ToolException($"Expected a function's name or ARN, found '{(given.Length > 100 ? given[..100] + "…" : given)}'. Correct it.");
            var regions = name.Region is { } own ? [own] : context.Regions;
            var outcomes = new List<ChangeOutcome>();
            foreach (var region in regions)
            {
                // Back to the oldest: as it was before the first attach, not before the last. What was taken back in between is as if it had never been.
                var row = folder.All().Where(each => each.Receipt.Function == name.Name && each.Receipt.Region == region && IsOpen(each.Receipt)).ToArray();
                if (row.Length == 0)
                    throw new ToolException($"Expected a receipt of {name.Name} in {region} below {folder.Path}, found none that is not undone. Change into the folder where it was attached, or set its runtime back by hand.");
                for (var i = 1; i < row.Length; i++)
                    RequireNext(row[i - 1].Receipt.ConfigurationBefore(), row[i].Receipt);
                // Only the first is compared with the function; a plan assumes that the others follow from it.
                for (var i = 0; i < row.Length; i++)
                {
                    outcomes.Add(i > 0 && aws.IsDryRun(parsed)
                        ? Undoer.Following(row[i])
                        : await undoer.UndoAsync(row[i], question => Confirmation.Require(terminal, aws.IsYes(parsed), question, isFinal: false), cancellationToken).ConfigureAwait(false));
                }
            }

            return Finish(outcomes, aws.IsJson(parsed) ? Json.Write(new DetachJson([.. outcomes.Select(each => each.ToJson())])) : null, terminal);
        });
        return command;
    }

    private static int Finish(IReadOnlyList<ChangeOutcome> outcomes, string? json, Terminal terminal)
    {
        if (json is not null)
            terminal.Result(json);
        else
            Sequence.Print(outcomes, terminal);
        return ChangeOutcome.ExitCodeOf(outcomes);
    }

    /// <summary>The change that is meant: by its receipt, or the newest.</summary>
    /// <exception cref="ToolException">There is none.</exception>
    private static (string File, Receipt Receipt) One(AwsContext context, ReceiptFolder folder, string? file, bool isLast)
    {
        if ((file is null) == !isLast)
            throw new ToolException("Expected a receipt or --last, found neither or both. Name the receipt that attach printed.");
        var path = file is not null ? Path.GetFullPath(file, context.Terminal.Surroundings.Folder) : null;
        var found = path is not null
            ? (File: path, Receipt: ReceiptFolder.Read(path))
            : folder.All().FirstOrDefault(each => IsOpen(each.Receipt) && IsMeant(context, each.Receipt)) is { Receipt: not null } newest ? newest : throw new ToolException($"Expected a change that is not undone in {folder.Path}, found none{Regions(context)}. Name a receipt.");
        return IsMeant(context, found.Receipt)
            ? found
            : throw new ToolException($"Expected a change in {string.Join(", ", context.Regions)}, which --region says, but the receipt's is in {found.Receipt.Region}. Leave --region out, or name another receipt. Nothing was changed.");
    }

    /// <summary>All changes of a rollout, the last first, undone ones included: a run after a broken-off one finds some.</summary>
    /// <exception cref="ToolException">There is no such rollout.</exception>
    private static (string File, Receipt Receipt)[] OfRollout(AwsContext context, ReceiptFolder folder, string? file, string? id, bool isLast)
    {
        if (file is not null)
            throw new ToolException("Expected a receipt or --rollout, found both. Leave one out.");
        if ((id is null) == !isLast)
            throw new ToolException("Expected --rollout with a rollout's id, or --rollout --last for the newest, found neither or both. Name the id that rollout printed.");
        var all = folder.All().Where(each => each.Receipt.Rollout is not null && each.Receipt.State != ReceiptState.Refused && IsMeant(context, each.Receipt)).ToArray();
        id ??= all.FirstOrDefault(each => IsOpen(each.Receipt)).Receipt?.Rollout
            ?? throw new ToolException($"Expected a rollout that is not undone in {folder.Path}, found none{Regions(context)}. Change into the folder where it was run.");
        (string File, Receipt Receipt)[] row = [.. all.Where(each => each.Receipt.Rollout == id)];
        string[] known = [.. all.Select(each => each.Receipt.Rollout!).Distinct(StringComparer.Ordinal).Take(MostShown)];
        return row.Length > 0
            ? row
            : throw new ToolException($"Expected a rollout '{(id.Length > 100 ? id[..100] + "…" : id)}' in {folder.Path}, found {(known.Length == 0 ? "none" : $"{string.Join(", ", known)}")}{Regions(context)}. Name one that is there, or change into the folder where it was run.");
    }

    /// <summary>Changes can be taken back one after another if each began with the function as the one before it had left it, or as it was before that one.</summary>
    /// <exception cref="ToolException">Somebody else has changed it in between.</exception>
    private static void RequireNext(FunctionConfiguration then, Receipt earlier)
    {
        if (then.Settable() != earlier.ConfigurationAfter().Settable() && then.Settable() != earlier.ConfigurationBefore().Settable())
            throw new ToolException($"Expected {earlier.Function} in {earlier.Region} to be changed by pintle alone since {earlier.Started}, but somebody else has changed it in between{FunctionChanger.Members(then, earlier.ConfigurationAfter())}. Nothing was changed; pintle undo takes back one change at a time, and what it was before all of them is in the receipt {earlier.Id}.");
    }

    private static bool IsOpen(Receipt receipt) => receipt.State is ReceiptState.Done or ReceiptState.Begun;

    private static bool IsMeant(AwsContext context, Receipt receipt) => !context.IsRegionGiven || context.Regions.Contains(receipt.Region);

    private static string Regions(AwsContext context) => context.IsRegionGiven ? $" in {string.Join(", ", context.Regions)}" : "";
}
