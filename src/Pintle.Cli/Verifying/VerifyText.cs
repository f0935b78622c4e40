using System.Globalization;
using Pintle.Layer.Verify;

namespace Pintle.Cli.Verifying;

/// <summary>A verification for a terminal. What could not be proved comes before what agrees: a layer that somebody forged agrees with itself.</summary>
internal static class VerifyText
{
    private const int MostFiles = 10; // Chosen, not measured: what is read at a glance.

    public static void Print(Verification verified, Terminal terminal)
    {
        foreach (var finding in verified.Report.Findings)
            terminal.Result(finding.ToString());
        foreach (var line in Differences(verified.Rebuild?.Differences ?? []))
            terminal.Result(line);
        var name = Path.GetFileName(verified.Zip) is { Length: > 0 } last ? last : verified.Zip;
        switch (verified.Outcome)
        {
            case VerifyOutcome.Differs:
                terminal.Error($"{name} differs{Places(verified)}. Don't publish it; build the layer again.");
                break;
            case VerifyOutcome.Unknown when verified.Report.Manifest is null:
                foreach (var sentence in verified.Unproved)
                    terminal.Error(sentence);
                return;
            case VerifyOutcome.Unknown:
                terminal.Error($"{name}: nobody can tell from here whether it is what a build makes.");
                break;
            default:
                Same(name, verified, terminal);
                break;
        }

        foreach (var sentence in verified.Unproved)
            terminal.Notice(sentence);
        if (verified.Outcome == VerifyOutcome.Unknown)
            HowToProve(verified, terminal);
        if (!verified.WithPins && verified.Report.Manifest is not null)
            terminal.Notice("There are no pins here, so the packages' digests were not compared with any.");
    }

    private static void Same(string name, Verification verified, Terminal terminal)
    {
        var manifest = verified.Report.Manifest!;
        terminal.Say(verified.Rebuild is not null
            ? $"{name}: built again from the pins it is the same to the byte; .NET {manifest.Dotnet}, {manifest.Rid}, SHA-256 {verified.Report.Sha256}."
            : $"{name}: {verified.Report.Entries} entries are what the manifest says; .NET {manifest.Dotnet}, {manifest.Rid}, SHA-256 {verified.Report.Sha256}. Whether the pins give the same, --rebuild shows.");
    }

    private static void HowToProve(Verification verified, Terminal terminal)
    {
        if (verified.Rebuild is { IsOfTheToolchain: true })
            terminal.Notice($"Only what the compiler makes differs, and it was another one: {verified.Rebuild.Toolchain}. Rebuild with the same tools, or with the packed tool that built the layer.");
        else
            terminal.Say($"To prove it: pintle verify {verified.Zip} --rebuild builds the layer again from the pins and compares every byte. What there was to compare agrees, but whoever changes a file can change the manifest beside it.");
    }

    private static IEnumerable<string> Differences(IReadOnlyList<ZipDifference> differences)
    {
        foreach (var each in differences.Take(MostFiles))
            yield return each.Path is null ? $"rebuild: the zip: given {Text(each.Given)}, built {Text(each.Built)}; its files are the same" : $"rebuild: \"{each.Path}\": given {Text(each.Given)}, built {Text(each.Built)}";
        if (differences.Count > MostFiles)
            yield return $"rebuild: and {differences.Count - MostFiles} more files";
    }

    private static string Text(ZippedFile? file) => file is null ? "none" : string.Create(CultureInfo.InvariantCulture, $"{file.Size} bytes{(file.Mode.Length == 0 ? "" : $" {file.Mode}")} sha256:{file.Sha256}");

    private static string Places(Verification verified)
    {
        var (places, files) = (verified.Report.Findings.Count, verified.Rebuild?.Differences.Count ?? 0);
        return (places == 0 ? "" : $" in {places} {(places == 1 ? "place" : "places")}")
            + (files == 0 ? "" : $"{(places == 0 ? "" : ", and")} from what the pins give in {files} {(files == 1 ? "file" : "files")}");
    }
}
