using System.CommandLine;
using Pintle.Cli.Layers;
using Pintle.Cli.MachineReadable;
using Pintle.Cli.Patching;
using Pintle.Layer;
using Pintle.Layer.Audit;
using Pintle.Layer.Pins;
using Pintle.Testing;

namespace Pintle.Cli.Commands;

/// <summary><c>pintle patch</c>: the newest servicing release of a pin, built, run and compared before the pin is moved.</summary>
internal static class PatchCommand
{
    public static Command Create(Terminal terminal)
    {
        var name = new Option<string?>("--name") { Description = "Another pin than the default one; when left out, all of an owner's pins are moved.", HelpName = "NAME" };
        var architecture = new Option<string>("--arch") { Description = "For which processors a layer is built and run before the pin moves.", DefaultValueFactory = _ => LayerNames.OfThisMachine.Name() };
        _ = architecture.AcceptOnlyFromAmong(LayerArchitecture.X64.Name(), LayerArchitecture.Arm64.Name(), BuildCommand.All);
        var advisories = new Option<string?>("--advisories") { Description = "Release metadata as a file or a folder of files, as for audit; asked online when left out.", HelpName = "FILE|DIR" };
        var summary = new Option<string?>("--summary") { Description = "A file for the summary in Markdown; it is printed as well.", HelpName = "FILE" };
        var maxStartRatio = new Option<double>("--max-start-ratio") { Description = "The longest that a start may take on the new layer, as a multiple of its time on the old one; refused where three of four pairs of starts are above it.", HelpName = "R", DefaultValueFactory = _ => 1.1 };
        maxStartRatio.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is not (> 0 and <= 100))
                result.AddError("Expected --max-start-ratio to be over 0 and up to 100.");
        });
        var dryRun = new Option<bool>("--dry-run") { Description = "Verify and say what would move; build nothing and write nothing." };
        var json = new Option<bool>("--json") { Description = "Print what became of each pin as JSON, in place of the summary." };
        var command = new Command(
            "patch",
            "Move a pin to its newest servicing release: verifies, builds, runs the sample on the new layer, compares it with the old one, and only then writes the pin. "
            + "Exit codes: 0 moved, 3 nothing to do, 4 refused, because a step on the way failed and the pin is where it was, 2 pintle could not do it.")
        {
            name, architecture, advisories, maxStartRatio, summary, dryRun, json,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var file = OutputFile.Require(summary.Name, parsed.GetValue(summary));
            var source = LayerSource.Find();
            var place = PinCommand.RequirePlace(source);
            _ = source.Definition.Pins.Find(parsed.GetValue(name));
            source.SayWhosePins(terminal);
            using var feed = NuGetPinFeed.ForFolder(place.Root);
            using var online = parsed.GetValue(advisories) is null ? OnlineSources.ForFolder(place.Root) : null;
            IAuditSources sources = online is null ? new FileSources(AdvisoryData.Load(Path.GetFullPath(parsed.GetValue(advisories)!))) : online;
            var isDryRun = parsed.GetValue(dryRun);
            var patches = new List<PinPatch>();
            foreach (var pin in Pins(source, parsed.GetValue(name)))
                patches.Add(await PatchAsync(pin, parsed, architecture, parsed.GetValue(maxStartRatio), isDryRun, place, feed, sources, terminal, cancellationToken).ConfigureAwait(false));
            return Finish(patches, isDryRun, place, sources.Notices, file, parsed.GetValue(json), terminal);
        });
        return command;
    }

    /// <summary>A pin that cannot be moved does not stop the others.</summary>
    private static async Task<PinPatch> PatchAsync(
        string pin, ParseResult parsed, Option<string> architecture, double maxStartRatio, bool isDryRun, PinPlace place, NuGetPinFeed feed, IAuditSources sources, Terminal terminal, CancellationToken cancellationToken)
    {
        PinMove? move = null;
        try
        {
            // The pins are read again, because an earlier one of this run may have moved in the same file.
            var now = LayerSource.Find();
            move = await terminal.WithProgressAsync("asking for versions", progress => new PinMover(now.Definition.Pins, feed).ToNewestAsync(pin, progress, cancellationToken)).ConfigureAwait(false);
            if (move.Changes.Count == 0 || isDryRun)
                return new PinPatch(pin, move, [], null);
            var patched = await new Patcher(now, sources, maxStartRatio, terminal).RunAsync(move, Requests(now, move, parsed, architecture), cancellationToken).ConfigureAwait(false);
            await PinWriter.WriteAsync(move, place.File, place.Changelog, cancellationToken).ConfigureAwait(false);
            return new PinPatch(pin, move, patched, null);
        }
        catch (Exception e) when (e is LayerException or ToolException or FunctionSetupException or StartFailureException or IOException or UnauthorizedAccessException)
        {
            terminal.Error($"the pin {pin} was not moved. {Failures.Describe(e)}");
            return new PinPatch(pin, move, [], Failures.Describe(e));
        }
    }

    /// <summary>An owner's pins are all moved in one go, in a clone only the default pin, unless one is named.</summary>
    private static IEnumerable<string> Pins(LayerSource source, string? name) =>
        name is null && source.Place is { IsOwners: true } ? source.Definition.Pins.Pins.Keys.Order(StringComparer.Ordinal) : [source.Definition.Pins.Find(name).Name];

    /// <summary>What is built and run before the pin moves: the owner's layers with that pin, else one layer for each processor.</summary>
    private static LayerRequest[] Requests(LayerSource source, PinMove move, ParseResult parsed, Option<string> architecture)
    {
        var moved = BuildCommand.Architectures(parsed.GetRequiredValue(architecture)).Where(each => move.Changes.Any(change => change.Architecture == each.Name())).ToArray();
        var layers = source.Place is { IsOwners: true }
            ? source.Layers().Select(each => each.Request with { Pin = each.Request.Pin ?? source.Definition.Pins.DefaultPin }).Where(each => each.Pin == move.Name && moved.Contains(each.Architecture)).ToArray()
            : [];
        return layers.Length > 0 ? layers : [.. moved.Select(each => new LayerRequest { OutputDirectory = "", Pin = move.Name, Architecture = each })];
    }

    private static int Finish(List<PinPatch> patches, bool isDryRun, PinPlace place, IReadOnlyList<string> notices, string? file, bool asJson, Terminal terminal)
    {
        var text = string.Concat(patches.Select(each => each.ToMarkdown(isDryRun, notices)));
        var outcome = patches.Max(each => each.Outcome);
        terminal.Result(asJson
            ? Json.Write(new PatchJson(outcome.ToString().ToLowerInvariant(), isDryRun, place.File, [.. patches.Select(each => each.ToJson())], notices))
            : text.TrimEnd());
        if (file is not null)
            File.WriteAllText(file, text);
        return outcome switch { PatchOutcome.Moved => ExitCode.Success, PatchOutcome.Nothing => ExitCode.NothingToDo, _ => ExitCode.Refused };
    }
}
