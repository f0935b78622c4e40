using System.CommandLine;
using System.Text.Json;
using Pintle.Cli.Layers;
using Pintle.Layer.Verify;

namespace Pintle.Cli.Commands;

/// <summary><c>pintle verify</c>: whether a layer's zip is, byte for byte, what a build writes for the manifest in it. Differences go to standard output.</summary>
internal static class VerifyCommand
{
    public static Command Create(Terminal terminal)
    {
        var layer = new Argument<string>("layer") { Description = "The layer's zip.", HelpName = "LAYER.zip" };
        var json = new Option<bool>("--json") { Description = "Print the findings as JSON." };
        var command = new Command(
            "verify",
            "Compare every byte of a layer's zip with its manifest, and its packages with the pins. Exit codes: 0 the same, 1 differences, 2 could not tell.")
        {
            layer, json,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var zip = Path.GetFullPath(parsed.GetRequiredValue(layer));
            var pins = LayerSource.FindPins();
            var report = await LayerVerifier.VerifyAsync(zip, pins, cancellationToken).ConfigureAwait(false);
            if (parsed.GetValue(json))
                terminal.Result(Describe(zip, report, pins is not null));
            else
                Report(zip, report, pins is not null, terminal);
            return Code(report.Outcome);
        });
        return command;
    }

    private static int Code(VerifyOutcome outcome) => outcome switch
    {
        VerifyOutcome.Same => 0,
        VerifyOutcome.Differs => 1,
        _ => 2,
    };

    private static void Report(string zip, VerifyReport report, bool withPins, Terminal terminal)
    {
        foreach (var finding in report.Findings)
            terminal.Result(finding.ToString());
        foreach (var sentence in report.Unknown)
            terminal.Notice(sentence);
        var name = Path.GetFileName(zip) is { Length: > 0 } last ? last : zip;
        switch (report.Outcome)
        {
            case VerifyOutcome.Same:
                terminal.Say($"{name}: {report.Entries} entries are what the manifest says; .NET {report.Manifest!.Dotnet}, {report.Manifest.Rid}, SHA-256 {report.Sha256}.");
                break;
            case VerifyOutcome.Differs:
                terminal.Error($"{name} differs in {report.Findings.Count} {(report.Findings.Count == 1 ? "place" : "places")}. Don't publish it; build the layer again.");
                break;
            default:
                terminal.Error(report.Manifest is null ? $"{name} could not be verified." : $"{name}: no difference was found, but not everything could be compared.");
                break;
        }

        if (!withPins && report.Manifest is not null)
            terminal.Notice("There are no pins here, so the packages' digests were not compared with any.");
    }

    private static string Describe(string zip, VerifyReport report, bool withPins) => JsonSerializer.Serialize(
        new
        {
            zip,
            sha256 = report.Sha256,
            outcome = report.Outcome.ToString().ToLowerInvariant(),
            entries = report.Entries,
            dotnet = report.Manifest?.Dotnet,
            rid = report.Manifest?.Rid,
            pinsCompared = withPins && report.Manifest is not null,
            differences = report.Findings.Select(finding => new { check = finding.Check.ToString().ToLowerInvariant(), entry = finding.Entry, message = finding.Message }),
            unknown = report.Unknown,
        },
        Json.Indented);
}
