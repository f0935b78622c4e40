using System.ComponentModel;

namespace Pintle.Cli.MachineReadable;

/// <summary>What <c>pintle rehearse --json</c> prints.</summary>
[JsonDocument("rehearse", 1)]
internal sealed record RehearseJson(
    [property: Description("The package that was written.")] string Zip,
    [property: Description("Each handler.")] IReadOnlyList<RehearsedHandlerJson> Handlers);

/// <summary>One handler.</summary>
internal sealed record RehearsedHandlerJson(
    [property: Description("The handler.")] string Handler,
    [property: Description("Methods that are replayed early.")] int Methods,
    [property: Description("Methods that are replayed when the handler's object is made.")] int LateMethods,
    [property: Description("Methods that are not replayed, because a module initializer must not run before its time.")] int LeftOut,
    [property: Description("Modules that the profile speaks of.")] int Modules,
    [property: Description("Bytes of the profile in the package.")] long ProfileBytes,
    [property: Description("Assemblies with a module initializer.")] IReadOnlyList<string> Initializers,
    [property: Description("Median from start to first answer before, in milliseconds; null where it was not measured.")] double? ColdStartMsBefore,
    [property: Description("The same, after.")] double? ColdStartMsAfter,
    [property: Description("After over before, run by run; below 1 is faster; null where it was not measured.")] SpreadJson? Ratio,
    [property: Description("How many pairs were measured.")] int Runs);
