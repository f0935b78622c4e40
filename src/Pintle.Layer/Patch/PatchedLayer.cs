using Pintle.Layer.Audit;

namespace Pintle.Layer.Patch;

/// <summary>One layer before and after a patch, with what was found out about both.</summary>
/// <param name="Closed">Security fixes that the old one misses and the new one has; <c>null</c> where that is unknown.</param>
/// <param name="Open">Security fixes that the new one misses still; <c>null</c> where that is unknown.</param>
/// <param name="Checks">What ran on the new layer, as sentences.</param>
/// <param name="ColdStarts">Median time from process start to the first poll, alternating between the two; <c>null</c> where it was not measured.</param>
public sealed record PatchedLayer(
    LayerArtifact Before, LayerArtifact After, IReadOnlyList<MissedFix>? Closed, IReadOnlyList<MissedFix>? Open, IReadOnlyList<string> Checks, ColdStarts? ColdStarts);

/// <param name="Runs">Of each.</param>
public sealed record ColdStarts(TimeSpan Before, TimeSpan After, int Runs);
