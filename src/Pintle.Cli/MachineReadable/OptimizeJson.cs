using System.ComponentModel;

namespace Pintle.Cli.MachineReadable;

/// <summary>What <c>pintle optimize --json</c> prints.</summary>
[JsonDocument("optimize", 1)]
internal sealed record OptimizeJson(
    [property: Description("The package that was written, a zip or the folder that was filled.")] string Zip,
    [property: Description("The layer's exact .NET version.")] string Dotnet,
    [property: Description("The layer's runtime identifier.")] string Rid,
    [property: Description("Assemblies that were compiled.")] IReadOnlyList<string> Compiled,
    [property: Description("Assemblies as they were, by file name, with the reason.")] IReadOnlyDictionary<string, string> Left,
    [property: Description("Files that are in the package no more, because the layer's framework has them as new or newer.")] IReadOnlyList<string> Removed,
    [property: Description("Starts that were rehearsed.")] IReadOnlyList<RehearsedJson> Rehearsed,
    [property: Description("Handlers whose start was not, with the reason.")] IReadOnlyDictionary<string, string> NotRehearsed,
    [property: Description("Each handler that was run.")] IReadOnlyList<OptimizedHandlerJson> Handlers);

/// <summary>A start in the package.</summary>
internal sealed record RehearsedJson(
    [property: Description("The handler.")] string Handler,
    [property: Description("Methods that are replayed early.")] int Methods,
    [property: Description("Methods that are replayed when the handler's object is made.")] int LateMethods,
    [property: Description("Methods that are not replayed, because a module initializer must not run before its time.")] int LeftOut,
    [property: Description("Bytes of the profile in the package.")] long ProfileBytes,
    [property: Description("Whether generated code reads its events and writes its responses, in place of the function's serializer.")] bool GeneratedJson);

/// <summary>A handler before and after.</summary>
internal sealed record OptimizedHandlerJson(
    [property: Description("The handler.")] string Handler,
    [property: Description("Methods jitted until the first answer, before.")] int JittedBefore,
    [property: Description("The same, after.")] int JittedAfter,
    [property: Description("Median from start to first answer before, in milliseconds; null where it was not measured.")] double? ColdStartMsBefore,
    [property: Description("The same, after.")] double? ColdStartMsAfter,
    [property: Description("After over before, run by run; below 1 is faster; null where it was not measured.")] SpreadJson? Ratio,
    [property: Description("How many pairs were measured.")] int Runs);

/// <summary>Some figures by their quartiles.</summary>
internal sealed record SpreadJson(
    [property: Description("The median.")] double Median,
    [property: Description("The first quartile.")] double Low,
    [property: Description("The third quartile.")] double High);
