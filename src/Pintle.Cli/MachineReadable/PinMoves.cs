using Pintle.Layer.Pins;

namespace Pintle.Cli.MachineReadable;

/// <summary>What several commands say of a move.</summary>
internal static class PinMoves
{
    public static MovedPackageJson[] Packages(PinMove move) =>
        [.. move.Changes.Select(change => new MovedPackageJson(change.Architecture, change.To.Id, move.IsNew ? null : change.From.Version, change.To.Version, change.To.Sha512))];

    public static StayingJson[] Staying(PinMove move) => [.. move.Staying.Select(each => new StayingJson(each.Key, each.Value))];
}
