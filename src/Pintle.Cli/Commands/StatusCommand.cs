using System.CommandLine;
using Pintle.Aws;
using Pintle.Cli.Cloud;
using Pintle.Cli.Cloud.Changing;
using Pintle.Cli.Cloud.Knowing;
using Pintle.Cli.MachineReadable;
using Pintle.Layer.Audit;

namespace Pintle.Cli.Commands;

/// <summary><c>pintle status</c>: which function is on which layer and .NET, what is behind, what has drifted, and under which functions AWS patches the OS.</summary>
internal static class StatusCommand
{
    public static readonly AwsAction[] Actions = [AwsAction.GetCallerIdentity, AwsAction.ListFunctions, AwsAction.GetLayerVersion, AwsAction.GetRuntimeManagementConfig, AwsAction.ListTags];

    /// <summary>
    /// Lambda's control plane takes 15 requests a second of a whole account (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html), and others need some. The third is chosen: more could throttle a deployment.
    /// </summary>
    private const int RequestsInASecond = 5;

    private const int MostModes = 200; // Chosen, not measured: 40 s at that rate; --os-updates asks all.

    public static Command Create(Terminal terminal)
    {
        var advisories = new Option<string?>("--advisories") { Description = "Release metadata as a file or a folder of files, as for audit; asked online when left out.", HelpName = "FILE|DIR" };
        var modes = new Option<bool>("--os-updates") { Description = $"Ask for each function on a layer whether AWS patches its OS; when left out, for the first {MostModes}. Each takes a request, at {RequestsInASecond} a second." };
        var aws = new AwsOptions(writes: false, isListOfRegions: true);
        var command = new Command("status", "Say which layer and .NET all functions of the regions have, and what they miss. Exit codes: 0 current, 1 behind, 2 a security fix missed, 3 could not tell.") { advisories, modes };
        aws.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var around = terminal.Surroundings;
            using var context = aws.Open(parsed, Actions, terminal, RequestsInASecond);
            _ = context.Regions;
            using var online = parsed.GetValue(advisories) is null ? OnlineSources.ForFolder(around.Folder) : null;
            IAuditSources sources = online is null ? new FileSources(AdvisoryData.Load(Path.GetFullPath(parsed.GetValue(advisories)!, around.Folder))) : online;
            var judge = new LayerJudge(sources, DateOnly.FromDateTime(around.Clock.GetUtcNow().UtcDateTime));
            var receipts = await ReceiptsAsync(context, cancellationToken).ConfigureAwait(false);
            var reader = new StatusReader(context, PublishedLayers.Read(context.LayersFile), receipts, judge, parsed.GetValue(modes) ? int.MaxValue : MostModes);
            var functions = new List<FunctionStatus>();
            foreach (var region in context.Regions)
            {
                await foreach (var function in reader.ReadAsync(region, cancellationToken).ConfigureAwait(false))
                    functions.Add(function);
            }

            string[] notices = [.. sources.Notices, .. reader.NotAsked > 0 ? new[] { $"Of {reader.NotAsked} functions it was not asked whether AWS patches their OS; --os-updates asks all." } : []];
            var worst = functions.Count == 0 ? Standing.Current : functions.Max(each => each.Standing);
            if (aws.IsJson(parsed))
                terminal.Result(Json.Write(Document(functions, worst, notices)));
            else
                StatusText.Print(functions, notices, terminal);
            return worst switch { Standing.SecurityFixMissed => 2, Standing.Behind => 1, Standing.Unknown => ExitCode.CouldNotTell, _ => ExitCode.Success };
        });
        return command;
    }

    /// <summary>The receipts of this account; AWS is not asked which account it is where there are none.</summary>
    private static async Task<IReadOnlyList<Receipt>> ReceiptsAsync(AwsContext context, CancellationToken cancellationToken)
    {
        Receipt[] all = [.. new ReceiptFolder(context.ReceiptFolder).All().Select(each => each.Receipt)];
        if (all.Length == 0)
            return all;
        var account = await new IdentityClient(context.Session, context.Regions[0]).GetAccountAsync(cancellationToken).ConfigureAwait(false);
        return [.. all.Where(each => each.Account == account)];
    }

    private static StatusJson Document(IReadOnlyList<FunctionStatus> functions, Standing worst, IReadOnlyList<string> notices) => new(
        ResponsibilityReport.Word(worst),
        [.. functions.Select(each => new StatusOfFunctionJson(each.Region, each.Function, each.Runtime, each.Layer, each.Dotnet, ResponsibilityReport.Word(each.Standing), each.Latest, each.Missed, each.OsUpdates, each.Drift, each.Reasons))],
        notices);
}
