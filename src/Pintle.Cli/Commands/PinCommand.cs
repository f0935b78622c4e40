using System.CommandLine;
using Pintle.Cli.Layers;
using Pintle.Cli.MachineReadable;
using Pintle.Layer.Definition;
using Pintle.Layer.Pins;

namespace Pintle.Cli.Commands;

/// <summary><c>pintle pin</c>: moves a pin to another .NET version, or back. Without a target it lists the pins.</summary>
internal static class PinCommand
{
    public static Command Create(Terminal terminal)
    {
        var version = new Argument<string?>("version") { Description = "An exact version.", HelpName = "VERSION", Arity = ArgumentArity.ZeroOrOne };
        var latest = new Option<string?>("--latest") { Description = "The newest release of this channel.", HelpName = "CHANNEL" };
        var back = new Option<bool>("--back") { Description = "Back to where the pin was before its last move." };
        var name = new Option<string?>("--name") { Description = "Another pin than the default one; with VERSION or --latest, a pin that does not exist yet is added.", HelpName = "NAME" };
        var json = new Option<bool>("--json") { Description = "Print the pins, and what moved, as JSON." };
        var command = new Command("pin", "Move the pinned .NET version: verifies every package first, then writes the pins. Without a target it lists the pins, and the tool's own.") { version, latest, back, name, json };
        command.Validators.Add(result =>
        {
            var targets = (result.GetValue(version) is null ? 0 : 1) + (result.GetValue(latest) is null ? 0 : 1) + (result.GetValue(back) ? 1 : 0);
            if (targets > 1)
                result.AddError("Expected one of VERSION, --latest and --back, found several. Give one.");
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var source = LayerSource.Find();
            var asJson = parsed.GetValue(json);
            var (to, channel, pin) = (parsed.GetValue(version), parsed.GetValue(latest), parsed.GetValue(name));
            if (to is null && channel is null && !parsed.GetValue(back))
            {
                if (asJson)
                {
                    terminal.Result(Json.Write(Describe(source, null)));
                    return ExitCode.Success;
                }

                terminal.Say($"pins: {source.PinsOf}");
                List(source.Definition.Pins, terminal);
                if (source.Place is { IsOwners: true })
                {
                    terminal.Say("pins: the tool's own, which count where there are no others");
                    List(source.OwnPins, terminal);
                }

                return ExitCode.Success;
            }

            var place = RequirePlace(source);
            source.SayWhosePins(terminal);
            using var feed = NuGetPinFeed.ForFolder(place.Root);
            var mover = new PinMover(source.Definition.Pins, feed);

            var move = await terminal.WithProgressAsync("asking for versions", progress =>
                to is not null ? mover.ToAsync(pin, to, progress, cancellationToken)
                : channel is not null ? mover.ToLatestAsync(pin, channel, progress, cancellationToken)
                : mover.BackAsync(pin, progress, cancellationToken)).ConfigureAwait(false);
            // Told when it has happened.
            if (move.Changes.Count > 0)
                await PinWriter.WriteAsync(move, place.File, place.Changelog, cancellationToken).ConfigureAwait(false);
            if (!asJson)
                Show(move, terminal);
            else
                terminal.Result(Json.Write(Describe(LayerSource.Find(), move)));
            return ExitCode.Success;
        });
        return command;
    }

    /// <summary>The tool's own pins are part of it and cannot be moved.</summary>
    /// <exception cref="ToolException">There are no others.</exception>
    public static PinPlace RequirePlace(LayerSource source) => source.Place
        ?? throw new ToolException($"Expected pins that can be moved, {PinPlace.OwnersFile} in this folder or above it, but {Directory.GetCurrentDirectory()} has none. Make them with pintle init.");

    private static void List(PinFile pins, Terminal terminal)
    {
        foreach (var pin in Listed(pins))
            terminal.Result($"{pin.Name}{(pin.IsDefault ? " (default)" : "")} {pin.Architecture}: .NET {pin.Dotnet}{(pin.Bootstrap is null ? "" : $", bootstrap NativeAOT {pin.Bootstrap}")}");
    }

    private static PinJson Describe(LayerSource source, PinMove? move) => new(
        source.Place?.File, Listed(source.Definition.Pins), source.Place is { IsOwners: true } ? Listed(source.OwnPins) : null,
        move is null ? null : new PinMoveJson(move.Name, move.IsNew, PinMoves.Packages(move), PinMoves.Staying(move)));

    private static ListedPinJson[] Listed(PinFile pins) =>
    [
        .. pins.Pins.Values.OrderBy(pin => pin.Name, StringComparer.Ordinal).SelectMany(pin => pin.Architectures.Select(each => new ListedPinJson(
            pin.Name, pin.Name == pins.DefaultPin, each.Key, each.Value.Frameworks["core"].Version, each.Value.Bootstrap.GetValueOrDefault("runtime")?.Version))),
    ];

    private static void Show(PinMove move, Terminal terminal)
    {
        foreach (var change in move.Changes)
        {
            terminal.Result(move.IsNew ? $"{change.Architecture}: {change.To}" : $"{change.Architecture}: {change.From} -> {change.To.Version}");
            if (!move.IsNew)
                terminal.Result($"  SHA-512 {change.From.Sha512}");
            terminal.Result($"       -> {change.To.Sha512}");
        }

        foreach (var (architecture, reason) in move.Staying)
            terminal.Say($"{architecture} {(move.IsNew ? "is left out" : "stays")}: {reason}.");
        terminal.Say(move.Changes.Count == 0 ? "Nothing changed." : "Every package's signatures were verified. Build, test and publish the layer next.");
    }
}
