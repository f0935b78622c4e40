using System.ComponentModel;

namespace Pintle.Cli.MachineReadable;

/// <summary>What <c>pintle verify --json</c> prints.</summary>
[JsonDocument("verify", 1)]
internal sealed record VerifyJson(
    [property: Description("The zip's full path.")] string Zip,
    [property: Description("Its SHA-256 in lower-case hexadecimal digits; empty where it could not be read.")] string Sha256,
    [property: Description("same (exit code 0), differs (1) or unknown (2).")] string Outcome,
    [property: Description("How many entries of the zip were compared with its manifest.")] int Entries,
    [property: Description("The exact .NET version that the layer says it has; null where it has no manifest that can be read.")] string? Dotnet,
    [property: Description("Its runtime identifier, such as linux-x64; null as for dotnet.")] string? Rid,
    [property: Description("Whether the packages' digests were compared with pins.")] bool PinsCompared,
    [property: Description("Each difference from what a build writes.")] IReadOnlyList<VerifyDifferenceJson> Differences,
    [property: Description("What could not be proved, as sentences.")] IReadOnlyList<string> Unknown,
    [property: Description("What --rebuild found; null without it, and where the layer could not be rebuilt.")] RebuildJson? Rebuild);

/// <summary>One difference.</summary>
internal sealed record VerifyDifferenceJson(
    [property: Description("What was compared: structure, name, order, time, mode, content, missing, extra, manifest, native, pin, sbom or statement.")] string Check,
    [property: Description("The path in the layer; null where it concerns the zip as a whole.")] string? Entry,
    [property: Description("What was expected and what was found.")] string Message);

/// <summary>The comparison with a layer that was built again.</summary>
internal sealed record RebuildJson(
    [property: Description("Whether every byte of the zip is the same.")] bool Same,
    [property: Description("Where this machine's compiler is another one than the layer's, both; else null.")] string? Toolchain,
    [property: Description("The files that are not the same, in the order of their paths.")] IReadOnlyList<RebuiltFileJson> Files);

/// <summary>A file that is not the same in both.</summary>
internal sealed record RebuiltFileJson(
    [property: Description("The path in the layer; null where no file differs and the zips do.")] string? Path,
    [property: Description("As it is in the given layer; null where it is not there.")] ZippedFileJson? Given,
    [property: Description("As it was built; null where it was not.")] ZippedFileJson? Built);

/// <summary>A file in a zip.</summary>
internal sealed record ZippedFileJson(
    [property: Description("Bytes, unpacked.")] long Bytes,
    [property: Description("In lower-case hexadecimal digits.")] string Sha256,
    [property: Description("Four octal digits.")] string Mode);
