using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Pintle.Aws;
using Pintle.Cli.Benchmarking;
using Pintle.Cli.Cloud;
using Pintle.Cli.Cloud.Attaching;
using Pintle.Cli.Cloud.Changing;
using Pintle.Cli.Cloud.Comparing;
using Pintle.Cli.MachineReadable;
using Pintle.Layer.Audit;

namespace Pintle.Cli.Commands;

/// <summary><c>pintle compare</c>: a function as it is and on the layer, side by side in the user's own account, on copies that are removed again.</summary>
internal static class CompareCommand
{
    public static readonly AwsAction[] Actions =
    [
        AwsAction.GetFunction, AwsAction.GetLayerVersion, AwsAction.GetAccountSettings, AwsAction.CreateFunction, AwsAction.PassRole, AwsAction.GetFunctionConfiguration, AwsAction.UpdateFunctionConfiguration,
        AwsAction.PublishVersion, AwsAction.InvokeFunction, AwsAction.DeleteFunction,
    ];

    private const int WarmInvocations = 3; // Of each event, in each cold start. Chosen, not measured: more make the medians steadier, and each is billed.

    public static Command Create(Terminal terminal)
    {
        var function = new Argument<string>("function") { Description = "The function as it is.", HelpName = "FUNCTION" };
        var other = new Argument<string?>("other") { Description = "Another function to compare it with, in place of a copy of it on the layer.", HelpName = "OTHER", Arity = ArgumentArity.ZeroOrOne };
        var layer = new Option<string?>("--layer") { Description = "A published layer's name or a version's ARN, for the copy; may be left out where layers.json has one name.", HelpName = "NAME|ARN" };
        var events = new Option<string[]>("--event") { Description = "An event for both; may be given several times. The cold starts get the first one.", HelpName = "FILE", Required = true };
        var runs = new Option<int>("--runs") { Description = "How many cold starts of each.", HelpName = "N", DefaultValueFactory = _ => 5 };
        runs.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is not (>= 1 and <= 100))
                result.AddError("Expected --runs to be from 1 to 100.");
        });
        var advisories = new Option<string?>("--advisories") { Description = "Vulnerability data as a file or a folder of files, as for audit; asked online when left out.", HelpName = "FILE|DIR" };
        var aws = new AwsOptions(writes: true);
        var command = new Command("compare", "Send the same events to copies of a function as it is and on the layer, and print answers, logs, starts and costs side by side. The function itself is not touched. Exit codes: 0 the same answers, 1 different answers, 2 it could not be done.")
        {
            function, other, layer, events, runs, advisories,
        };
        aws.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var folder = Path.Combine(terminal.Surroundings.Folder, ".pintle", "compare");
            var files = parsed.GetRequiredValue(events);
            byte[][] payloads = [.. files.Select(file => EventCheck.Read(file, terminal.Surroundings.Folder)!.Payload)];
            using var context = aws.Open(parsed, Actions, terminal);
            using var online = parsed.GetValue(advisories) is null ? OnlineSources.ForFolder(terminal.Surroundings.Folder) : null;
            IAuditSources sources = online is null ? new FileSources(AdvisoryData.Load(Path.GetFullPath(parsed.GetValue(advisories)!, terminal.Surroundings.Folder))) : online;
            var packages = new PackageCheck(sources, DateOnly.FromDateTime(terminal.Surroundings.Clock.GetUtcNow().UtcDateTime));
            var (region, names) = await NamedAsync(context, parsed.GetRequiredValue(function), parsed.GetValue(other), cancellationToken).ConfigureAwait(false);
            var (one, two, notes) = await PlanAsync(context, packages, region, names, parsed.GetValue(layer), cancellationToken).ConfigureAwait(false);
            foreach (var note in notes)
                terminal.Notice(note);
            var sides = new[] { (Side: one, Suffix: "a"), (Side: two, Suffix: "b") };
            if (aws.IsDryRun(parsed))
            {
                foreach (var (side, _) in sides)
                    terminal.Sentence($"Would copy {side.Of.Name} with runtime {side.After.Runtime} and layers {(side.After.Layers.Count == 0 ? "none" : string.Join(", ", side.After.Layers))}, start it {parsed.GetValue(runs)} times, and remove it.");
                return ExitCode.Success;
            }

            Confirmation.Require(terminal, aws.IsYes(parsed), $"Make two temporary copies in {region}, invoke them {2 * parsed.GetValue(runs) * (1 + (WarmInvocations * files.Length))} times, and remove them?", isFinal: false);
            foreach (var left in TemporaryFunction.Left(context, folder).ToArray())
                terminal.Sentence(await left.DeleteAsync().ConfigureAwait(false) ?? $"{left.Name}, which an earlier run left, is removed.");
            var unique = Guid.NewGuid().ToString("N")[..6];
            TemporaryFunction[] copies = [.. sides.Select(each => new TemporaryFunction(context.Lambda(region), folder, $"{each.Side.Of.Name[..Math.Min(each.Side.Of.Name.Length, 40)]}-pintle-{unique}{each.Suffix}"))];
            var remains = new List<string>();
            SideBySide comparison;
            try
            {
                for (var i = 0; i < copies.Length; i++)
                    await copies[i].CreateAsync(sides[i].Side.Of, sides[i].Side.Change, sides[i].Side.Zip, cancellationToken).ConfigureAwait(false);
                comparison = await MeasureAsync(copies, payloads, parsed.GetValue(runs), terminal, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                foreach (var copy in copies)
                {
                    if (await copy.DeleteAsync().ConfigureAwait(false) is { } left)
                        remains.Add(left);
                }

                foreach (var left in remains)
                    terminal.Error(left);
            }

            return Finish(comparison, [one, two], notes, files, region, parsed.GetValue(runs), remains, aws.IsJson(parsed), terminal);
        });
        return command;
    }

    /// <summary>The functions, and the one region that they are in: layers belong to a region, and so do the copies.</summary>
    /// <exception cref="ToolException">There are several regions.</exception>
    private static async Task<(string Region, string[] Names)> NamedAsync(AwsContext context, string function, string? other, CancellationToken cancellationToken)
    {
        string[] given = other is null ? [function] : [function, other];
        context.RequireFunctions(given);
        var named = await new FunctionSelection(context).FindAsync(given, null, null, cancellationToken).ConfigureAwait(false);
        string[] regions = [.. named.Select(each => each.Region).Distinct(StringComparer.Ordinal)];
        return regions.Length == 1
            ? (regions[0], [.. named.Select(each => each.Function)])
            : throw new ToolException($"Expected one region, in which both copies are made, found {string.Join(" and ", regions)}. Name one with --region, or compare in one after the other. Nothing was changed.");
    }

    /// <returns>Both sides, and what <c>pintle attach</c> says of the function's package.</returns>
    private static async Task<(ComparedSide First, ComparedSide Second, IReadOnlyList<string> Notes)> PlanAsync(AwsContext context, PackageCheck packages, string region, string[] names, string? layer, CancellationToken cancellationToken)
    {
        var one = await ReadAsync(context, region, names[0], cancellationToken).ConfigureAwait(false);
        if (names is [_, var other])
            return (one, await ReadAsync(context, region, other, cancellationToken).ConfigureAwait(false), []);
        var plan = await new AttachPlanner(context, new LayerCatalog(context, PublishedLayers.Read(context.LayersFile), layer), packages).PlanAsync(names[0], region, cancellationToken).ConfigureAwait(false);
        return plan.IsAlready
            ? throw new ToolException($"Expected {names[0]} to be on another runtime than the layer's, but it is on it already. Name two functions, or another layer.")
            : (one, one with { Change = plan.Change }, [.. plan.Notes, .. packages.Notices]);
    }

    private static async Task<ComparedSide> ReadAsync(AwsContext context, string region, string name, CancellationToken cancellationToken)
    {
        var details = await context.Lambda(region).GetFunctionAsync(name, cancellationToken).ConfigureAwait(false);
        if (details.Configuration.IsImage || details.Code is null)
            throw new ToolException($"Expected {name} to be deployed as a zip, found a container image or no package. Name another function.");
        if ((details.Configuration.Raw["Environment"] as JsonObject)?["Error"] is not null)
            throw new ToolException($"Expected to read the variables of {name}, but AWS says that they cannot be decrypted with these credentials. Allow kms:Decrypt of its key.");
        return new ComparedSide(details.Configuration, [], await context.Session.FetchAsync(details.Code, $"the package of {name}", cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Turn by turn, so that what disturbs one disturbs the other.</summary>
    private static async Task<SideBySide> MeasureAsync(TemporaryFunction[] copies, byte[][] payloads, int runs, Terminal terminal, CancellationToken cancellationToken)
    {
        List<Sample>[] samples = [[], []];
        for (var run = 1; run <= runs; run++)
        {
            terminal.Sentence(string.Create(CultureInfo.InvariantCulture, $"run {run} of {runs}"));
            for (var side = 0; side < copies.Length; side++)
            {
                var version = await copies[side].FreshVersionAsync(run, cancellationToken).ConfigureAwait(false);
                for (var number = 0; number < payloads.Length; number++)
                {
                    for (var invocation = number == 0 ? 0 : 1; invocation <= WarmInvocations; invocation++)
                    {
                        var result = await copies[side].InvokeAsync(version, payloads[number], cancellationToken).ConfigureAwait(false);
                        samples[side].Add(new Sample(run, number, number == 0 && invocation == 0, result, ReportLine.Read(result.Log)));
                    }
                }
            }
        }

        return new SideBySide(samples[0], samples[1]);
    }

    private static int Finish(SideBySide comparison, ComparedSide[] sides, IReadOnlyList<string> notes, string[] files, string region, int runs, List<string> left, bool asJson, Terminal terminal)
    {
        ComparedEventJson[] events = [.. files.Select((file, number) => Event(comparison, file, number))];
        ComparedMetricJson[] metrics = [.. SideBySide.Metrics.Select(metric => Metric(comparison, metric.Name, metric.Figure))];
        var document = new CompareJson(region, runs, [.. sides.Select(side => new ComparedSideJson(side.Of.Name, side.After.Runtime ?? "", side.After.Layers))], notes, events, metrics, left);
        if (asJson)
            terminal.Result(Json.Write(document));
        else
            CompareText.Print(document, terminal);
        return events.Any(each => each.Answers == "different" || each.Errors == "different") ? ExitCode.FunctionError : left.Count > 0 ? ExitCode.ToolError : ExitCode.Success;
    }

    private static ComparedEventJson Event(SideBySide comparison, string file, int number)
    {
        var (answers, errors, logs) = (comparison.Answers(number), comparison.Errors(number), comparison.Logs(number));
        return new ComparedEventJson(file, Word(answers.Likeness), Word(errors.Likeness), Word(logs.Likeness), [.. errors.Difference, .. answers.Difference, .. logs.Difference]);
    }

    private static ComparedMetricJson Metric(SideBySide comparison, string name, Func<Sample, double?> figure)
    {
        var (one, two) = (Spread.Of(comparison.First.Select(figure).OfType<double>()), Spread.Of(comparison.Second.Select(figure).OfType<double>()));
        return new ComparedMetricJson(name, Figure(one), Figure(two), one is { Median: > 0 } first && two is { } second ? second.Median / first.Median : null);
    }

    private static SpreadJson? Figure(Spread? spread) => spread is { } some ? new SpreadJson(some.Median, some.Low, some.High) : null;

    private static string Word(Likeness likeness) => likeness.ToString().ToLowerInvariant();
}

/// <summary>One side before it is copied.</summary>
internal sealed record ComparedSide(FunctionConfiguration Of, JsonObject Change, byte[] Zip)
{
    public FunctionConfiguration After => Of.With(Change);
}
