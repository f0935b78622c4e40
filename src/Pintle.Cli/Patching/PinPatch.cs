using Pintle.Cli.MachineReadable;
using Pintle.Layer.Audit;
using Pintle.Layer.Patch;
using Pintle.Layer.Pins;

namespace Pintle.Cli.Patching;

/// <summary>What became of one pin.</summary>
/// <param name="Pin">Its name.</param>
/// <param name="Move">Null where it was refused before one was found.</param>
/// <param name="Layers">Those that were built.</param>
/// <param name="Refusal">Why it was not moved, as sentences; null where nothing was in the way.</param>
internal sealed record PinPatch(string Pin, PinMove? Move, IReadOnlyList<PatchedLayer> Layers, string? Refusal)
{
    public PatchOutcome Outcome => Refusal is not null ? PatchOutcome.Refused : Move is { Changes.Count: > 0 } ? PatchOutcome.Moved : PatchOutcome.Nothing;

    /// <summary>For the summary.</summary>
    public string ToMarkdown(bool isDryRun, IReadOnlyList<string> notices) =>
        Refusal is not null ? $"# Patch of the pinned .NET runtime\n\nThe pin `{Pin}` was not moved. {Refusal}\n"
        : Outcome == PatchOutcome.Nothing ? PatchSummary.Write(Move!, [], ["Nothing to patch."])
        : PatchSummary.Write(Move!, Layers, isDryRun ? ["A dry run: nothing was built, and nothing was written."] : notices);

    public PatchedPinJson ToJson() => new(
        Pin, Outcome.ToString().ToLowerInvariant(), Refusal,
        Move is null ? [] : PinMoves.Packages(Move),
        Move is null ? [] : PinMoves.Staying(Move),
        [.. Layers.Select(Layer)]);

    private static PatchedLayerJson Layer(PatchedLayer layer)
    {
        var difference = LayerDifference.Between(layer.Before.Manifest, layer.After.Manifest);
        return new(
            Path.GetFileName(layer.After.ZipPath), layer.Before.Manifest.Dotnet, layer.After.Manifest.Dotnet,
            layer.Before.ZipSize, layer.After.ZipSize, layer.Before.UnzippedSize, layer.After.UnzippedSize,
            Fixes(layer.Closed), Fixes(layer.Open), layer.OpenIn, layer.Checks,
            layer.ColdStarts is { } starts ? new ColdStartsJson(starts.Runs, starts.Before.TotalMilliseconds, starts.After.TotalMilliseconds, new SpreadJson(starts.Ratio, starts.Low, starts.High)) : null,
            difference.Added, difference.Removed, [.. difference.Changed.Select(change => change.Path)]);
    }

    private static FixJson[]? Fixes(IReadOnlyList<MissedFix>? fixes) => fixes is null ? null : [.. fixes.Select(fix => new FixJson(fix.Id, fix.Url, fix.FixedIn ?? "unknown"))];
}

/// <summary>Ordered by weight: of several, the last one counts.</summary>
internal enum PatchOutcome
{
    /// <summary>There is no newer servicing release that could be taken.</summary>
    Nothing,

    /// <summary>There was one, and the pin is at it.</summary>
    Moved,

    /// <summary>There may be one, and a step on the way to it failed.</summary>
    Refused,
}
