using System.Globalization;
using System.Text;
using Pintle.Layer.Audit;
using Pintle.Layer.Pins;

namespace Pintle.Layer.Patch;

/// <summary>Writes a patch down in Markdown, for a pull request or for whoever approves it. It says what was measured and what was not.</summary>
public static class PatchSummary
{
    private const int ShownFiles = 20; // Chosen, not measured: what is read at a glance.

    public static string Write(PinMove move, IReadOnlyList<PatchedLayer> layers, IReadOnlyList<string> notices)
    {
        var text = new StringBuilder();
        Line(text, "# Patch of the pinned .NET runtime");
        Line(text, "");
        foreach (var sentence in move.Sentences)
            Line(text, $"- {sentence}");
        foreach ((var architecture, var reason) in move.Staying)
            Line(text, $"- {architecture} stays: {reason}.");
        Line(text, "");
        Line(text, "| package | from | to | SHA-512 |");
        Line(text, "|---|---|---|---|");
        foreach (var change in move.Changes)
            Line(text, $"| {change.To.Id} | {change.From.Version} | {change.To.Version} | `{change.To.Sha512[..16]}…` |");
        foreach (var layer in layers)
            Layer(text, layer);
        foreach (var notice in notices)
            Line(text, $"\n{notice}");
        return text.ToString();
    }

    private static void Layer(StringBuilder text, PatchedLayer layer)
    {
        Line(text, $"\n## {Path.GetFileName(layer.After.ZipPath)}\n");
        Line(text, $"Security fixes closed: {Fixes(layer.Closed)}. Missed still: {Fixes(layer.Open)}{(layer.OpenIn.Count == 0 ? "" : $" (in {string.Join(", ", layer.OpenIn)})")}.\n");
        Line(text, "| | before | after |");
        Line(text, "|---|---|---|");
        Line(text, $"| .NET | {layer.Before.Manifest.Dotnet} | {layer.After.Manifest.Dotnet} |");
        Line(text, $"| zip, bytes | {Number(layer.Before.ZipSize)} | {Number(layer.After.ZipSize)} |");
        Line(text, $"| unzipped, bytes | {Number(layer.Before.UnzippedSize)} | {Number(layer.After.UnzippedSize)} |");
        if (layer.ColdStarts is { } starts)
        {
            Line(text, $"| start to first answer, median of {starts.Runs}, ms | {Milliseconds(starts.Before)} | {Milliseconds(starts.After)} |");
            Line(text, string.Create(CultureInfo.InvariantCulture, $"| the same, as a ratio pair by pair (quartiles) | 1 | {starts.Ratio:F2} ({starts.Low:F2}–{starts.High:F2}) |"));
        }

        Line(text, "");
        foreach (var check in layer.Checks)
            Line(text, $"- {check}");
        var difference = LayerDifference.Between(layer.Before.Manifest, layer.After.Manifest);
        Line(text, $"\nFiles: {difference.Changed.Count} changed, {difference.Added.Count} added, {difference.Removed.Count} removed.");
        string[] listed = [.. difference.Added.Select(path => $"- added `{path}`"), .. difference.Removed.Select(path => $"- removed `{path}`")];
        foreach (var line in listed.Take(ShownFiles))
            Line(text, line);
        if (listed.Length > ShownFiles)
            Line(text, $"- and {listed.Length - ShownFiles} more");
    }

    private static string Fixes(IReadOnlyList<MissedFix>? fixes) => fixes is null ? "unknown" : fixes.Count == 0 ? "none" : string.Join(", ", fixes.Select(fix => fix.Url is null ? fix.Id : $"[{fix.Id}]({fix.Url})"));

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Milliseconds(TimeSpan time) => time.TotalMilliseconds.ToString("0.0", CultureInfo.InvariantCulture);

    private static void Line(StringBuilder text, string line) => text.Append(line).Append('\n');
}
