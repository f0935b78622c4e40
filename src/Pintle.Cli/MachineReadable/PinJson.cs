using System.ComponentModel;

namespace Pintle.Cli.MachineReadable;

/// <summary>What <c>pintle pin --json</c> prints.</summary>
[JsonDocument("pin", 1)]
internal sealed record PinJson(
    [property: Description("The file with the pins that are used here; null where they are the tool's own.")] string? File,
    [property: Description("Those pins, one for each processor, after the move if there was one.")] IReadOnlyList<ListedPinJson> Pins,
    [property: Description("The tool's own pins, where others are used; else null.")] IReadOnlyList<ListedPinJson>? Own,
    [property: Description("The move that was asked for; null where the pins were only listed.")] PinMoveJson? Move);

/// <summary>A pin for one processor.</summary>
internal sealed record ListedPinJson(
    [property: Description("Its name.")] string Name,
    [property: Description("Whether it is the one that counts where none is named.")] bool IsDefault,
    [property: Description("x64 or arm64.")] string Architecture,
    [property: Description("The exact .NET version.")] string Dotnet,
    [property: Description("The version of the bootstrap's NativeAOT runtime; null where the pin has none.")] string? Bootstrap);

/// <summary>A move of a pin, which is written.</summary>
internal sealed record PinMoveJson(
    [property: Description("The pin's name.")] string Pin,
    [property: Description("Whether there was no pin of that name before.")] bool IsNew,
    [property: Description("Each package that moved; none where it stayed.")] IReadOnlyList<MovedPackageJson> Packages,
    [property: Description("Each processor that stays, or is left out.")] IReadOnlyList<StayingJson> Staying);

/// <summary>One package of a pin.</summary>
internal sealed record MovedPackageJson(
    [property: Description("x64 or arm64.")] string Architecture,
    [property: Description("The package's id.")] string Id,
    [property: Description("Its version before; null where the pin is new.")] string? From,
    [property: Description("Its version after.")] string To,
    [property: Description("SHA-512 of the new .nupkg, in base64.")] string Sha512);

/// <summary>A processor that stays.</summary>
internal sealed record StayingJson(
    [property: Description("x64 or arm64.")] string Architecture,
    [property: Description("The end of a sentence.")] string Reason);
