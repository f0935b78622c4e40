using System.CommandLine;
using Pintle.Aws;
using Pintle.Cli.Cloud;
using Pintle.Cli.Cloud.Publishing;
using Pintle.Cli.Layers;
using Pintle.Cli.MachineReadable;
using Pintle.Layer;
using Pintle.Layer.Audit;

namespace Pintle.Cli.Commands;

/// <summary><c>pintle publish</c>: layers into an account, each content once, and into <c>layers.json</c>.</summary>
internal static class PublishCommand
{
    public static readonly AwsAction[] Actions =
    [
        AwsAction.GetAccountSettings, AwsAction.ListLayerVersions, AwsAction.GetLayerVersion, AwsAction.PublishLayerVersion, AwsAction.GetLayerVersionPolicy, AwsAction.AddLayerVersionPermission, AwsAction.PutObject,
    ];

    public static Command Create(Terminal terminal)
    {
        var layers = new Argument<string[]>("layer") { Description = "The layers' zips, as pintle build wrote them, or their names in pintle/layers.yaml.", HelpName = "LAYER.zip|NAME", Arity = ArgumentArity.OneOrMore };
        var name = new Option<string>("--name") { Description = "The layer's name in the account.", HelpName = "N", Required = true };
        var bucket = new Option<string?>("--s3-bucket") { Description = "A bucket to upload the zip through, which a zip over 50 MB needs; {region} in it stands for the region.", HelpName = "B" };
        var organization = new Option<string?>("--organization") { Description = "An AWS organization whose accounts may use the version.", HelpName = "o-ID" };
        var accounts = new Option<string[]>("--account") { Description = "An account that may use the version; may be given several times.", HelpName = "ID" };
        var allowBehind = new Option<bool>("--allow-behind") { Description = "Publish although a security fix is missed." };
        var advisories = new Option<string?>("--advisories") { Description = "Release metadata as a file or a folder of files, as for audit; asked online when left out.", HelpName = "FILE|DIR" };
        var aws = new AwsOptions(writes: true, isListOfRegions: true);
        var command = new Command("publish", "Publish layers to an account's regions: verified and audited first, each content once, and noted in layers.json. Exit codes: 0 all regions have it, 2 not all, and the summary says which.")
        {
            layers, name, bucket, organization, accounts, allowBehind, advisories,
        };
        aws.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var request = Request(parsed.GetRequiredValue(name), parsed.GetValue(bucket), parsed.GetValue(organization), parsed.GetValue(accounts) ?? []);
            using var context = aws.Open(parsed, Actions, terminal);
            var known = PublishedLayers.Read(context.LayersFile);
            known.RequireWritable();
            if (context.Regions.Count > 1 && request.Bucket?.Contains("{region}", StringComparison.Ordinal) == false)
                throw new ToolException($"Expected {{region}} in --s3-bucket with several regions, because Lambda takes a zip from a bucket of its own region, found '{request.Bucket}'. Have a bucket in each, named by its region, and say for example --s3-bucket {request.Bucket}-{{region}}. Nothing was published.");
            var subjects = await SubjectsAsync(parsed.GetRequiredValue(layers), parsed.GetValue(advisories), parsed.GetValue(allowBehind), terminal, cancellationToken).ConfigureAwait(false);
            var outcomes = await PublishAsync(new Publisher(context, known, request), context, subjects, request, aws, parsed, cancellationToken).ConfigureAwait(false);
            Print(outcomes, aws.IsJson(parsed), known.File, terminal);
            return outcomes.All(each => each.Result != PublishOutcome.Failed) ? ExitCode.Success : ExitCode.ToolError;
        });
        return command;
    }

    private static PublishRequest Request(string name, string? bucket, string? organization, string[] accounts)
    {
        LayerPermission[] organizations = organization is null ? [] : [LayerPermission.OfOrganization(Names.RequireOrganization(organization))];
        return new PublishRequest(Names.RequireLayer("--name", name), Names.RequireBucket(bucket), [.. organizations, .. accounts.Select(each => LayerPermission.OfAccount(Names.RequireAccount(each)))]);
    }

    private static async Task<IReadOnlyList<PublishSubject>> SubjectsAsync(string[] layers, string? advisories, bool allowBehind, Terminal terminal, CancellationToken cancellationToken)
    {
        using var online = advisories is null ? OnlineSources.ForFolder(terminal.Surroundings.Folder) : null;
        IAuditSources sources = online is null ? new FileSources(AdvisoryData.Load(Path.GetFullPath(advisories!, terminal.Surroundings.Folder))) : online;
        var subjects = new List<PublishSubject>();
        foreach (var layer in layers)
            subjects.Add(await PublishSubject.ReadAsync(LayerChoice.Resolve(layer, "the layer", terminal.Surroundings.Folder), sources, allowBehind, terminal, cancellationToken).ConfigureAwait(false));
        return subjects.GroupBy(each => each.Architecture).FirstOrDefault(same => same.DistinctBy(each => each.Sha256).Count() > 1) is { } several
            ? throw new ToolException($"Expected one layer for each processor under one name, found {several.Count()} for {several.Key}. Give them names of their own, one command each.")
            : [.. subjects.DistinctBy(each => each.Sha256)];
    }

    private static async Task<IReadOnlyList<PublishOutcome>> PublishAsync(
        Publisher publisher, AwsContext context, IReadOnlyList<PublishSubject> subjects, PublishRequest request, AwsOptions aws, ParseResult parsed, CancellationToken cancellationToken)
    {
        foreach (var region in context.Regions)
            await publisher.RequireRoomAsync(subjects, region, cancellationToken).ConfigureAwait(false);
        var isDryRun = aws.IsDryRun(parsed);
        if (!isDryRun)
            Confirmation.Require(context.Terminal, aws.IsYes(parsed), $"Publish {string.Join(", ", subjects.Select(each => Path.GetFileName(each.Path)))} as {request.Name} to {string.Join(", ", context.Regions)}?", isFinal: false);
        var outcomes = new List<PublishOutcome>();
        foreach (var region in context.Regions)
        {
            foreach (var subject in subjects)
                outcomes.Add(await TryAsync(publisher, subject, region, isDryRun, cancellationToken).ConfigureAwait(false));
        }

        return outcomes;
    }

    /// <summary>A region that fails does not stop the others.</summary>
    private static async Task<PublishOutcome> TryAsync(Publisher publisher, PublishSubject subject, string region, bool isDryRun, CancellationToken cancellationToken)
    {
        try
        {
            return await publisher.PublishAsync(subject, region, isDryRun, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is AwsException or ToolException or LayerException or IOException or UnauthorizedAccessException)
        {
            return new PublishOutcome(subject, region, PublishOutcome.Failed, null, [], Failures.Describe(e));
        }
    }

    private static void Print(IReadOnlyList<PublishOutcome> outcomes, bool asJson, string file, Terminal terminal)
    {
        foreach (var failed in outcomes.Where(each => each.Result == PublishOutcome.Failed))
            terminal.Error($"{failed.Region} does not have {Path.GetFileName(failed.Subject.Path)}. {failed.Reason}");
        if (asJson)
        {
            terminal.Result(Json.Write(new PublishJson(file, [.. outcomes.Select(each => new PublishedJson(
                each.Region, Path.GetFileName(each.Subject.Path), each.Subject.Architecture, each.Subject.Manifest.Dotnet, each.Subject.CodeSha256, each.Result, each.Arn, each.SharedWith, each.Reason))])));
            return;
        }

        foreach (var each in outcomes.Where(each => each.Result != PublishOutcome.Failed))
        {
            terminal.Sentence($"{each.Region}: {Path.GetFileName(each.Subject.Path)} {(each.Result == PublishOutcome.Already ? "is published already" : each.Result)}{(each.SharedWith.Count > 0 ? $", shared with {string.Join(", ", each.SharedWith)}" : "")}");
            if (each.Arn is not null)
                terminal.Result(each.Arn);
        }
    }
}
