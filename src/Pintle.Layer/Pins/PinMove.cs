using NuGet.Versioning;
using Pintle.Layer.Definition;

namespace Pintle.Layer.Pins;

/// <summary>What moving a pin would change. Nothing is written yet, and everything it names has been verified.</summary>
/// <param name="Name">The pin's.</param>
/// <param name="Changes">Each package that changes, by the architecture's name.</param>
/// <param name="Staying">Architectures that stay where they are, with the reason.</param>
public sealed record PinMove(string Name, IReadOnlyList<PinChange> Changes, IReadOnlyDictionary<string, string> Staying)
{
    /// <summary>There was no pin of that name; its packages then change from the default pin's.</summary>
    public bool IsNew { get; init; }

    /// <summary>For the changelog and the terminal: one sentence for each architecture that moves.</summary>
    public IEnumerable<string> Sentences => Changes.GroupBy(change => (change.Architecture, IsBootstrap: change.Kind == ArchitecturePin.BootstrapKind)).Select(group =>
    {
        var first = group.First();
        var down = new NuGetVersion(first.To.Version) < new NuGetVersion(first.From.Version);
        var what = group.Key.IsBootstrap ? "The bootstrap is at NativeAOT" : $"The pin `{Name}` is at .NET";
        var from = IsNew ? ", a pin that is new" : $"{(down ? ", back" : "")} from {first.From.Version}";
        return $"{what} {first.To.Version} for {group.Key.Architecture}{from}.";
    });
}

/// <summary>One package of a pin, before and after.</summary>
public sealed record PinChange(string Architecture, string Kind, string Key, PackagePin From, PackagePin To);
