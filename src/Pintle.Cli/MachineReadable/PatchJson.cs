using System.ComponentModel;

namespace Pintle.Cli.MachineReadable;

/// <summary>What <c>pintle patch --json</c> prints.</summary>
[JsonDocument("patch", 1)]
internal sealed record PatchJson(
    [property: Description("moved (exit code 0), nothing (3) or refused (4): refused where any pin was.")] string Outcome,
    [property: Description("Whether nothing was built or written because of --dry-run; moved means then that it would.")] bool DryRun,
    [property: Description("The file with the pins.")] string File,
    [property: Description("Each pin that was looked at.")] IReadOnlyList<PatchedPinJson> Pins,
    [property: Description("What could not be had, as sentences.")] IReadOnlyList<string> Notices);

/// <summary>One pin.</summary>
internal sealed record PatchedPinJson(
    [property: Description("Its name.")] string Pin,
    [property: Description("moved, nothing or refused.")] string Outcome,
    [property: Description("Why it was refused; else null.")] string? Reason,
    [property: Description("Each package that moves, or would.")] IReadOnlyList<MovedPackageJson> Packages,
    [property: Description("Each processor that stays where it is.")] IReadOnlyList<StayingJson> Staying,
    [property: Description("Each layer that was built and compared.")] IReadOnlyList<PatchedLayerJson> Layers);

/// <summary>A layer before and after.</summary>
internal sealed record PatchedLayerJson(
    [property: Description("The new zip's file name.")] string Zip,
    [property: Description(".NET before.")] string DotnetBefore,
    [property: Description(".NET after.")] string DotnetAfter,
    [property: Description("Bytes of the zip before.")] long ZipBytesBefore,
    [property: Description("Bytes of the zip after.")] long ZipBytesAfter,
    [property: Description("Bytes of the unpacked layer before.")] long UnzippedBytesBefore,
    [property: Description("Bytes of the unpacked layer after.")] long UnzippedBytesAfter,
    [property: Description("Security fixes that a part of the old layer missed and that part of the new one has; null where the data could not tell.")] IReadOnlyList<FixJson>? Closed,
    [property: Description("Security fixes that the new layer misses; null where the data could not tell.")] IReadOnlyList<FixJson>? Missed,
    [property: Description("The parts of the new layer that miss one.")] IReadOnlyList<string> MissedIn,
    [property: Description("What was run on the new layer, and what was not, as sentences.")] IReadOnlyList<string> Checks,
    [property: Description("Cold starts of both in turns; null where they were not measured.")] ColdStartsJson? ColdStarts,
    [property: Description("Paths of files that only the new layer has.")] IReadOnlyList<string> Added,
    [property: Description("Paths of files that only the old layer has.")] IReadOnlyList<string> Removed,
    [property: Description("Paths of files that differ.")] IReadOnlyList<string> Changed);

/// <summary>Cold starts before and after.</summary>
internal sealed record ColdStartsJson(
    [property: Description("How many pairs were measured.")] int Runs,
    [property: Description("Median of the old layer from the start of the process to the first answer, in milliseconds.")] double BeforeMs,
    [property: Description("The same of the new layer.")] double AfterMs,
    [property: Description("New over old, pair by pair; below 1 the new layer is faster.")] SpreadJson Ratio);
