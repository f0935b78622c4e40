using System.CommandLine;
using Pintle.Cli.Layers;
using Pintle.Cli.Patching;
using Pintle.Layer;
using Pintle.Layer.Audit;
using Pintle.Layer.Definition;
using Pintle.Layer.Patch;
using Pintle.Layer.Pins;

namespace Pintle.Cli.Commands;

/// <summary><c>pintle patch</c>: the newest servicing release of a pin, built, run and compared before the pin is moved.</summary>
internal static class PatchCommand
{
    public static Command Create(Terminal terminal)
    {
        var name = new Option<string?>("--name") { Description = "Another pin than the default one.", HelpName = "NAME" };
        var architecture = new Option<string>("--arch") { Description = "For which processors a layer is built and run before the pin moves.", DefaultValueFactory = _ => LayerNames.OfThisMachine.Name() };
        _ = architecture.AcceptOnlyFromAmong(LayerArchitecture.X64.Name(), LayerArchitecture.Arm64.Name(), BuildCommand.All);
        var advisories = new Option<string?>("--advisories") { Description = "Release metadata as a file or a folder of files, as for audit; asked online when left out.", HelpName = "FILE|DIR" };
        var summary = new Option<string?>("--summary") { Description = "A file for the summary in Markdown; it is printed as well.", HelpName = "FILE" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Verify and say what would move; build nothing and write nothing." };
        var command = new Command("patch", "Move a pin to its newest servicing release: verifies, builds, runs the sample on the new layer, compares it with the old one, and only then writes the pin.")
        {
            name, architecture, advisories, summary, dryRun,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var file = OutputFile.Require(summary.Name, parsed.GetValue(summary));
            var repository = LayerSource.FindRepository() ?? throw new ToolException("Expected to run inside the Pintle repository, where the pins are. Change into a clone of it.");
            using var feed = NuGetPinFeed.ForFolder(repository);
            var mover = new PinMover(LayerDefinition.Load(Path.Combine(repository, "layer")).Pins, feed);
            var move = await terminal.WithProgressAsync("asking for versions", progress => mover.ToNewestAsync(parsed.GetValue(name), progress, cancellationToken)).ConfigureAwait(false);
            if (move.Changes.Count == 0)
                return Finish(PatchSummary.Write(move, [], ["Nothing to patch."]), file, terminal);
            if (parsed.GetValue(dryRun))
                return Finish(PatchSummary.Write(move, [], ["A dry run: nothing was built, and nothing was written."]), file, terminal);

            using var online = parsed.GetValue(advisories) is null ? OnlineSources.ForFolder(repository) : null;
            IAuditSources sources = online is null ? new FileSources(AdvisoryData.Load(Path.GetFullPath(parsed.GetValue(advisories)!))) : online;
            var patcher = new Patcher(repository, sources, terminal);
            LayerRequest[] requests =
            [
                .. BuildCommand.Architectures(parsed.GetRequiredValue(architecture)).Where(each => move.Changes.Any(change => change.Architecture == each.Name())).Select(each => new LayerRequest { Pin = parsed.GetValue(name), Architecture = each, OutputDirectory = patcher.NewLayers }),
            ];
            var patched = await patcher.RunAsync(move, requests, cancellationToken).ConfigureAwait(false);
            await PinWriter.WriteAsync(move, Path.Combine(repository, "layer", "pins.json"), Path.Combine(repository, "CHANGELOG.md"), cancellationToken).ConfigureAwait(false);
            return Finish(PatchSummary.Write(move, patched, sources.Notices), file, terminal);
        });
        return command;
    }

    private static int Finish(string text, string? file, Terminal terminal)
    {
        terminal.Result(text.TrimEnd());
        if (file is not null)
            File.WriteAllText(file, text);
        return ExitCode.Success;
    }
}
