using System.CommandLine;
using Pintle.Cli.Layers;
using Pintle.Cli.MachineReadable;
using Pintle.Cli.Verifying;
using Pintle.Layer;
using Pintle.Layer.Verify;

namespace Pintle.Cli.Commands;

/// <summary><c>pintle verify</c>: whether a layer's zip is, byte for byte, what a build writes for the manifest in it, and with <c>--rebuild</c> what it writes for the pins. Differences go to standard output.</summary>
internal static class VerifyCommand
{
    public static Command Create(Terminal terminal)
    {
        var layer = new Argument<string?>("layer") { Description = "The layer's zip, or its name in pintle/layers.yaml; without, the only one there.", HelpName = "LAYER.zip|NAME", Arity = ArgumentArity.ZeroOrOne };
        var rebuild = new Option<bool>("--rebuild") { Description = "Build the layer again from the pins, and compare every byte: who changes a file can change the manifest with it." };
        var icu = new Option<string?>("--icu-from") { Description = "With --rebuild: the folder with ICU's libraries that the layer was built from.", HelpName = "DIR" };
        var zones = new Option<string?>("--tzdata-from") { Description = "With --rebuild: the folder with time zone data that the layer was built from.", HelpName = "DIR" };
        var json = new Option<bool>("--json") { Description = "Print the findings as JSON." };
        var command = new Command(
            "verify",
            "Compare every byte of a layer's zip with its manifest, and its packages with the pins. Exit codes: 0 the same, 1 differences, 2 could not tell.")
        {
            layer, rebuild, icu, zones, json,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var zip = parsed.GetValue(layer) is { } given ? LayerChoice.Resolve(given, "the layer", terminal.Surroundings.Folder) : LayerChoice.OnlyOne(terminal.Surroundings.Folder);
            var folders = new LayerRequest { OutputDirectory = "", IcuFolder = parsed.GetValue(icu), ZoneInfoFolder = parsed.GetValue(zones) };
            var verified = await VerifyAsync(zip, parsed.GetValue(rebuild) ? folders : null, terminal, cancellationToken).ConfigureAwait(false);
            if (parsed.GetValue(json))
                terminal.Result(Json.Write(verified.ToJson()));
            else
                VerifyText.Print(verified, terminal);
            return verified.Outcome switch { VerifyOutcome.Same => 0, VerifyOutcome.Differs => 1, _ => 2 };
        });
        return command;
    }

    private static async Task<Verification> VerifyAsync(string zip, LayerRequest? rebuild, Terminal terminal, CancellationToken cancellationToken)
    {
        var pins = LayerSource.FindPins();
        var report = await LayerVerifier.VerifyAsync(zip, pins, cancellationToken).ConfigureAwait(false);
        var verified = new Verification(zip, report, pins is not null, null, report.Unknown);
        if (rebuild is null || report.Manifest is null)
            return verified;
        try
        {
            var source = LayerSource.Find();
            source.SayWhosePins(terminal);
            return verified with { Rebuild = await Rebuild.RunAsync(zip, report.Manifest, rebuild, source, terminal, cancellationToken).ConfigureAwait(false) };
        }
        catch (Exception e) when (e is LayerException or ToolException)
        {
            return verified with { Unproved = [e.Message, .. report.Unknown] };
        }
    }
}
