using Pintle.Layer.Audit;

namespace Pintle.Layer.Patch;

/// <summary>One layer before and after a patch, with what was found out about both.</summary>
/// <param name="Closed">Security fixes that the old one misses and the new one has; <c>null</c> where that is unknown.</param>
/// <param name="Open">Security fixes that the new one misses still; <c>null</c> where that is unknown.</param>
/// <param name="Checks">What ran on the new layer, as sentences.</param>
/// <param name="ColdStarts">Starts of both up to the first answer, in turns; <c>null</c> where they were not measured.</param>
public sealed record PatchedLayer(
    LayerArtifact Before, LayerArtifact After, IReadOnlyList<MissedFix>? Closed, IReadOnlyList<MissedFix>? Open, IReadOnlyList<string> Checks, ColdStarts? ColdStarts)
{
    /// <summary>The parts that still miss a fix: the bootstrap has a .NET of its own, which may stay where it was.</summary>
    public IReadOnlyList<string> OpenIn { get; init; } = [];

    /// <summary>Compares two audits part by part: a fix that one part still misses is closed if another part has it now.</summary>
    /// <param name="old">Of the layer before.</param>
    /// <param name="now">Of the layer after.</param>
    public PatchedLayer With(AuditReport old, AuditReport now)
    {
        // Unknown fixes of a part are not the same as none.
        if (old.Components.Concat(now.Components).Any(component => component.Standing == Standing.Unknown))
            return this with { Closed = null, Open = null };
        var open = Missed(now).Select(each => (each.Part, each.Fix.Id)).ToHashSet();
        return this with
        {
            Closed = [.. Missed(old).Where(each => !open.Contains((each.Part, each.Fix.Id))).Select(each => each.Fix).DistinctBy(fix => fix.Id)],
            Open = [.. Missed(now).Select(each => each.Fix).DistinctBy(fix => fix.Id)],
            OpenIn = [.. Missed(now).Select(each => each.Part).Distinct()],
        };
    }

    private static IEnumerable<(string Part, MissedFix Fix)> Missed(AuditReport report) => report.Components.SelectMany(component => component.Missed.Select(fix => (component.Name, fix)));
}

/// <param name="Before">Median from the start of the process to the first answer.</param>
/// <param name="After">The same on the new layer.</param>
/// <param name="Runs">How many pairs.</param>
/// <param name="Ratio">Median of after over before, pair by pair: below 1 the new layer is faster.</param>
/// <param name="Low">The ratio's first quartile.</param>
/// <param name="High">The ratio's third quartile.</param>
public sealed record ColdStarts(TimeSpan Before, TimeSpan After, int Runs, double Ratio, double Low, double High);
