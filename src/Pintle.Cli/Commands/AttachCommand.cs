using System.CommandLine;
using Pintle.Aws;
using Pintle.Cli.Cloud;
using Pintle.Cli.Cloud.Attaching;
using Pintle.Cli.Cloud.Changing;
using Pintle.Cli.MachineReadable;
using Pintle.Layer.Audit;

namespace Pintle.Cli.Commands;

/// <summary><c>pintle attach</c>: a published layer to functions, with a plan first, a receipt, and the way back where something is unexpected.</summary>
internal static class AttachCommand
{
    public static readonly AwsAction[] Actions =
    [
        AwsAction.GetCallerIdentity, AwsAction.ListFunctions, AwsAction.ListTags, AwsAction.GetFunction, AwsAction.GetLayerVersion, AwsAction.GetAccountSettings, AwsAction.GetFunctionConfiguration,
        AwsAction.UpdateFunctionConfiguration, AwsAction.InvokeFunction, AwsAction.PublishVersion, AwsAction.GetAlias, AwsAction.CreateAlias, AwsAction.UpdateAlias, AwsAction.DeleteAlias,
    ];

    public static Command Create(Terminal terminal)
    {
        var functions = new Argument<string[]>("function") { Description = "Names or ARNs of functions.", HelpName = "FUNCTION", Arity = ArgumentArity.ZeroOrMore };
        var layer = new Option<string?>("--layer") { Description = "A published layer's name, which means its newest version in layers.json, or a version's ARN; may be left out where layers.json has one name.", HelpName = "NAME|ARN" };
        var tag = new Option<string?>("--tag") { Description = "All functions with this tag instead.", HelpName = "NAME=VALUE" };
        var runtime = new Option<string?>("--from-runtime") { Description = "All functions with this runtime instead.", HelpName = "dotnet8" };
        var check = new Option<string?>("--event") { Description = "An event that is sent before and after: another answer, another error or a worse level in the log takes the change back.", HelpName = "FILE" };
        var publishes = new Option<bool>("--publish") { Description = "Publish a version afterwards." };
        var alias = new Option<string?>("--alias") { Description = "Move this alias to the version that is published, or create it.", HelpName = "A" };
        var receipt = new Option<string?>("--receipt") { Description = "The receipt's file; left out, it is below .pintle/receipts.", HelpName = "FILE" };
        var parallel = new Option<int>("--parallel") { Description = "How many functions at once.", HelpName = "N", DefaultValueFactory = _ => 1 };
        parallel.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is not (>= 1 and <= 20))
                result.AddError("Expected --parallel to be from 1 to 20.");
        });
        var advisories = new Option<string?>("--advisories") { Description = "Vulnerability data as a file or a folder of files, as for audit; asked online when left out.", HelpName = "FILE|DIR" };
        var aws = new AwsOptions(writes: true);
        var command = new Command("attach", "Attach a published layer to functions: plan, receipt, change, wait, check. Exit codes: 0 all attached, 1 the check failed and the function is as it was, 2 it could not be done, and the summary says what is done, reverted and untouched.")
        {
            functions, layer, tag, runtime, check, publishes, alias, receipt, parallel, advisories,
        };
        aws.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var around = terminal.Surroundings;
            var names = parsed.GetValue(functions) ?? [];
            if (Names.RequireAlias(parsed.GetValue(alias)) is not null && !parsed.GetValue(publishes))
                throw new ToolException("Expected --publish with --alias, because an alias of $LATEST would change with every deployment, found it alone. Add --publish.");
            if (parsed.GetValue(receipt) is not null && names.Length != 1)
                throw new ToolException("Expected one function with --receipt, which is one file, found several or none. Leave --receipt out.");
            var test = EventCheck.Read(parsed.GetValue(check), around.Folder);
            using var context = aws.Open(parsed, Actions, terminal);
            context.RequireFunctions(names);
            var catalog = new LayerCatalog(context, PublishedLayers.Read(context.LayersFile), parsed.GetValue(layer));
            _ = catalog.Name;
            using var online = parsed.GetValue(advisories) is null ? OnlineSources.ForFolder(around.Folder) : null;
            IAuditSources sources = online is null ? new FileSources(AdvisoryData.Load(Path.GetFullPath(parsed.GetValue(advisories)!, around.Folder))) : online;
            var planner = new AttachPlanner(context, catalog, new PackageCheck(sources, DateOnly.FromDateTime(around.Clock.GetUtcNow().UtcDateTime)));
            var selected = await new FunctionSelection(context).FindAsync(names, parsed.GetValue(tag), parsed.GetValue(runtime), cancellationToken).ConfigureAwait(false);
            var isDryRun = aws.IsDryRun(parsed);
            if (!isDryRun)
                Confirmation.Require(terminal, aws.IsYes(parsed), $"Attach {catalog.Name} to {string.Join(", ", selected.Take(5).Select(each => each.Function))}{(selected.Count > 5 ? $" and {selected.Count - 5} more" : "")}? (--dry-run shows the plan.)", isFinal: false);
            var account = await new IdentityClient(context.Session, selected[0].Region).GetAccountAsync(cancellationToken).ConfigureAwait(false);
            var file = parsed.GetValue(receipt) is { } given ? Path.GetFullPath(given, around.Folder) : null;
            var attacher = new Attacher(context, planner, new ReceiptFolder(context.ReceiptFolder), new AttachRequest("attach", parsed.GetValue(publishes), parsed.GetValue(alias), test, file), account);
            var outcomes = await Sequence.RunAsync(selected, parsed.GetValue(parallel), (function, region, token) => attacher.RunAsync(function, region, isDryRun, token), cancellationToken).ConfigureAwait(false);
            return Finish(outcomes, sources.Notices, aws.IsJson(parsed), terminal);
        });
        return command;
    }

    private static int Finish(IReadOnlyList<ChangeOutcome> outcomes, IReadOnlyList<string> notices, bool asJson, Terminal terminal)
    {
        if (asJson)
            terminal.Result(Json.Write(new AttachJson([.. outcomes.Select(each => each.ToJson())], notices)));
        else
            Sequence.Print(outcomes, terminal);
        foreach (var notice in notices)
            terminal.Sentence(notice);
        return ChangeOutcome.ExitCodeOf(outcomes);
    }
}
