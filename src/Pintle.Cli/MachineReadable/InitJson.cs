using System.ComponentModel;

namespace Pintle.Cli.MachineReadable;

/// <summary>What <c>pintle init --json</c> prints.</summary>
[JsonDocument("init", 1)]
internal sealed record InitJson(
    [property: Description("The file with the pins, which was written.")] string File,
    [property: Description("The pin's name.")] string Pin,
    [property: Description("Each package that is pinned.")] IReadOnlyList<MovedPackageJson> Packages,
    [property: Description("What is left out, with the reason.")] IReadOnlyList<StayingJson> LeftOut);
