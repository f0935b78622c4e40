using System.CommandLine;
using System.Globalization;
using Pintle.Aws;
using Pintle.Cli.Cloud;
using Pintle.Cli.Cloud.Attaching;
using Pintle.Cli.Cloud.Changing;
using Pintle.Cli.Cloud.RollingOut;
using Pintle.Cli.MachineReadable;

namespace Pintle.Cli.Commands;

/// <summary><c>pintle rollout</c>: the newest published layer to everything that has an older one, in steps, with a check between them and the way back.</summary>
internal static class RolloutCommand
{
    public static readonly AwsAction[] Actions =
    [
        AwsAction.GetCallerIdentity, AwsAction.ListFunctions, AwsAction.GetFunction, AwsAction.GetLayerVersion, AwsAction.GetAccountSettings, AwsAction.GetFunctionConfiguration, AwsAction.UpdateFunctionConfiguration,
        AwsAction.PublishVersion, AwsAction.GetAlias, AwsAction.CreateAlias, AwsAction.UpdateAlias, AwsAction.DeleteAlias, AwsAction.InvokeFunction, AwsAction.DescribeAlarms,
    ];

    public static Command Create(Terminal terminal)
    {
        var functions = new Argument<string[]>("function") { Description = "Only these functions; all that have an older version when left out.", HelpName = "FUNCTION", Arity = ArgumentArity.ZeroOrMore };
        var layer = new Option<string?>("--layer") { Description = "The published layer's name; may be left out where layers.json has one name.", HelpName = "NAME" };
        var alias = new Option<string?>("--alias") { Description = "Publish a version of each function and move this alias to it, by weights.", HelpName = "A" };
        var steps = new Option<string?>("--steps") { Description = "With --alias: the percentages that the new version gets on the way, for example 10,50.", HelpName = "P,..." };
        var wait = new Option<int>("--wait") { Description = "Seconds before each check.", HelpName = "S", DefaultValueFactory = _ => 0 };
        wait.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is not (>= 0 and <= 86_400))
                result.AddError("Expected --wait to be from 0 to 86400 seconds.");
        });
        var test = new Option<string?>("--event") { Description = "An event whose answer, error and worst log level have to stay the same.", HelpName = "FILE" };
        var alarm = new Option<string?>("--alarm") { Description = "A CloudWatch alarm that must not be on.", HelpName = "NAME" };
        var command = new Option<string?>("--check") { Description = "A command of yours that has to end with 0; PINTLE_FUNCTIONS and PINTLE_REGIONS tell it what to check.", HelpName = "COMMAND" };
        var planOnly = new Option<bool>("--plan") { Description = "Print the plan and change nothing." };
        var aws = new AwsOptions(writes: true);
        var rollout = new Command("rollout", "Bring the newest published layer to all functions that have an older one; the first check that fails takes all of it back. Exit codes: 0 done or nothing to do, 1 a check failed and all is as it was, 2 it could not be done.")
        {
            functions, layer, alias, steps, wait, test, alarm, command, planOnly,
        };
        aws.AddTo(rollout);
        rollout.SetAction(async (parsed, cancellationToken) =>
        {
            var around = terminal.Surroundings;
            var weights = Weights(parsed.GetValue(steps), Names.RequireAlias(parsed.GetValue(alias)));
            var tested = EventCheck.Read(parsed.GetValue(test), around.Folder);
            using var context = aws.Open(parsed, Actions, terminal);
            context.RequireFunctions(parsed.GetValue(functions) ?? []);
            var known = PublishedLayers.Read(context.LayersFile);
            var catalog = new LayerCatalog(context, known, parsed.GetValue(layer));
            if (parsed.GetValue(layer)?.StartsWith("arn:", StringComparison.Ordinal) == true)
                throw new ToolException("Expected --layer to be a layer's name, because a rollout takes the newest version of it, found an ARN. Name the layer.");
            _ = catalog.Name;
            var account = await new IdentityClient(context.Session, context.Regions[0]).GetAccountAsync(cancellationToken).ConfigureAwait(false);
            var now = around.Clock.GetUtcNow();
            var id = string.Create(CultureInfo.InvariantCulture, $"{now:yyyyMMdd'T'HHmmssfff'Z'}-rollout-{Guid.NewGuid().ToString("N")[..6]}");
            var receipts = new ReceiptFolder(context.ReceiptFolder);
            var run = new Rollout(context, receipts, new RolloutRequest(id, weights, TimeSpan.FromSeconds(parsed.GetValue(wait)), account), new RolloutCheck(context, tested, parsed.GetValue(alarm), parsed.GetValue(command)));
            var isDryRun = aws.IsDryRun(parsed) || parsed.GetValue(planOnly);
            await RecoverAsync(run, isDryRun, terminal, cancellationToken).ConfigureAwait(false);
            var parts = await new RolloutPlanner(context, known, catalog, parsed.GetValue(alias)).PlanAsync(parsed.GetValue(functions) ?? [], cancellationToken).ConfigureAwait(false);
            if (parts.Count > 0 && isDryRun)
                terminal.Sentence(Steps(parts.Count, weights, parsed.GetValue(alias), parsed.GetValue(wait), [parsed.GetValue(test) is null ? null : "the test event", parsed.GetValue(alarm) is { } watched ? $"the alarm {watched}" : null, parsed.GetValue(command) is null ? null : "the command of --check"]));
            if (parts.Count == 0 || isDryRun)
                return Finish(null, parts.Count == 0 ? "nothing" : ChangeOutcome.Planned, null, parts, receipts, aws.IsJson(parsed), terminal);
            Confirmation.Require(terminal, aws.IsYes(parsed), $"Roll {catalog.Name} out to {parts.Count} function{(parts.Count == 1 ? "" : "s")}? (--plan shows what changes.)", isFinal: false);
            return await RunAsync(run, id, parts, receipts, aws.IsJson(parsed), terminal, cancellationToken).ConfigureAwait(false);
        });
        return rollout;
    }

    private static double[] Weights(string? steps, string? alias)
    {
        if (steps is null)
            return [];
        if (alias is null)
            throw new ToolException("Expected --alias with --steps, because only an alias takes weights, found none. Add it, or leave --steps out.");
        var weights = steps.Split(',').Select(each => double.TryParse(each.Trim().TrimEnd('%'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent) && percent is > 0 and < 100 ? percent / 100 : double.NaN).ToArray();
        return weights.Any(double.IsNaN) || !weights.SequenceEqual(weights.Order())
            ? throw new ToolException($"Expected --steps to be rising percentages between 0 and 100, for example 10,50, found '{(steps.Length > 60 ? steps[..60] + "…" : steps)}'. Correct it; the last step, 100, is always made.")
            : weights;
    }

    /// <summary>How the plan goes from one step to the next.</summary>
    private static string Steps(int functions, double[] weights, string? alias, int wait, string?[] checks)
    {
        var way = alias is null
            ? functions == 1 ? "One function" : "Function by function"
            : $"{string.Join(", ", weights.Append(1).Select(weight => string.Create(CultureInfo.InvariantCulture, $"{weight * 100:0.##} %")))} of {alias}";
        string[] all = [.. checks.OfType<string>()];
        return string.Create(CultureInfo.InvariantCulture, $"{way}; after each step {(wait > 0 ? $"{wait} s of waiting and " : "")}{(all.Length == 0 ? "no check (--event, --alarm, --check)" : $"a look at {string.Join(", ", all)}")}.");
    }

    private static async Task RecoverAsync(Rollout run, bool isDryRun, Terminal terminal, CancellationToken cancellationToken)
    {
        var begun = run.Begun(null).ToArray();
        if (begun.Length == 0)
            return;
        var functions = string.Join(", ", begun.Select(each => each.Receipt.Function));
        if (isDryRun)
        {
            terminal.Notice($"An earlier rollout was broken off, and the plan does not count what it changed of {functions}: pintle rollout takes that back first, as does pintle undo --rollout {begun[0].Receipt.Rollout}.");
            return;
        }

        terminal.Sentence($"An earlier rollout was broken off; what it changed of {functions} is taken back first.");
        if (await run.TakeBackAsync(begun, cancellationToken).ConfigureAwait(false) is [var left, ..])
            throw new ToolException(left);
    }

    private static async Task<int> RunAsync(Rollout run, string id, IReadOnlyList<RolloutPart> parts, ReceiptFolder receipts, bool asJson, Terminal terminal, CancellationToken cancellationToken)
    {
        string? failure;
        try
        {
            failure = await run.RunAsync(parts, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            if (run.Begun(id).Any())
                terminal.Error($"The rollout is half done: repeat the command, which takes it back first, or: pintle undo --rollout {id}");
            throw;
        }

        if (failure is null)
            return Finish(id, ChangeOutcome.Done, null, parts, receipts, asJson, terminal);
        var left = await run.TakeBackAsync(run.Begun(id), cancellationToken).ConfigureAwait(false);
        foreach (var each in left)
            terminal.Error($"{each} Repeat the command, which takes the rest back first.");
        var exitCode = Finish(id, left.Count > 0 ? ChangeOutcome.Failed : ChangeOutcome.Reverted, failure, parts, receipts, asJson, terminal);
        return run.IsCheckFailed ? exitCode : ExitCode.ToolError;
    }

    private static int Finish(string? id, string outcome, string? reason, IReadOnlyList<RolloutPart> parts, ReceiptFolder receipts, bool asJson, Terminal terminal)
    {
        ChangeOutcome[] outcomes =
        [
            .. parts.Select(part => new ChangeOutcome(part.Function, part.Region, outcome == ChangeOutcome.Planned ? outcome : part.Receipt is null ? ChangeOutcome.Untouched : outcome)
            {
                Changes = [.. part.Plan.Changes()], Alias = part.Move, Notes = part.Plan.Notes, Version = part.Version, Receipt = part.Receipt is null ? null : receipts.FileOf(part.Receipt),
            }),
        ];
        if (reason is not null)
            terminal.Error($"The rollout stopped: {reason.TrimEnd('.')}.{(outcome == ChangeOutcome.Reverted ? " All of it is taken back." : "")}");
        if (asJson)
            terminal.Result(Json.Write(new RolloutJson(id, outcome, reason, [.. outcomes.Select(each => each.ToJson())])));
        else if (parts.Count == 0)
            terminal.Sentence("Nothing to do: no function has an older version of the layer.");
        else
            Sequence.Print(outcomes, terminal);
        if (id is not null && outcome == ChangeOutcome.Done)
            terminal.Sentence($"The whole rollout is taken back by: pintle undo --rollout {id}");
        return outcome switch { ChangeOutcome.Reverted => ExitCode.FunctionError, ChangeOutcome.Failed => ExitCode.ToolError, _ => ExitCode.Success };
    }
}
