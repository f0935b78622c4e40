using System.ComponentModel;

namespace Pintle.Cli.MachineReadable;

/// <summary>What <c>pintle build --json</c> prints.</summary>
[JsonDocument("build", 1)]
internal sealed record BuildJson(
    [property: Description("Each layer that was asked for, in the order in which they were.")] IReadOnlyList<BuiltLayerJson> Layers);

/// <summary>One layer.</summary>
internal sealed record BuiltLayerJson(
    [property: Description("The zip's full path.")] string Zip,
    [property: Description("The folder with the same files unpacked.")] string Directory,
    [property: Description("Bytes of the zip.")] long ZipBytes,
    [property: Description("Bytes of the unpacked files.")] long UnzippedBytes,
    [property: Description("The exact .NET version.")] string Dotnet,
    [property: Description("The runtime identifier, such as linux-x64.")] string Rid,
    [property: Description("core or aspnet.")] string Framework,
    [property: Description("The pin that it was built from.")] string Pin,
    [property: Description("What is in it beside .NET and Pintle: ICU, time zone data.")] IReadOnlyList<ComponentJson> Components,
    [property: Description("Whether it stood there already, whole and made from the same.")] bool UpToDate);

/// <summary>Something in a layer that is neither .NET nor Pintle.</summary>
internal sealed record ComponentJson(
    [property: Description("icu or zoneinfo.")] string Name,
    [property: Description("Its version.")] string Version);
