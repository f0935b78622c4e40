namespace Pintle.Layer;

/// <summary>What to build.</summary>
public sealed record LayerRequest
{
    /// <summary>The folder that gets the zip and the unpacked layer; made if it is missing.</summary>
    public required string OutputDirectory { get; init; }

    /// <summary>A pin of <c>pins.json</c>; <c>null</c> is its default.</summary>
    public string? Pin { get; init; }

    public LayerArchitecture Architecture { get; init; } = LayerArchitecture.X64;

    public LayerFramework Framework { get; init; } = LayerFramework.Core;

    public LayerEngine Engine { get; init; } = LayerEngine.Pintle;

    public LayerGlobalization Globalization { get; init; } = LayerGlobalization.Invariant;

    /// <summary>Where ICU's libraries are taken from, for <see cref="LayerGlobalization.Icu"/>; <c>null</c> is the package that the pin names.</summary>
    public string? IcuFolder { get; init; }

    /// <summary>How much of ICU's data is taken.</summary>
    public LayerIcuData IcuData { get; init; } = LayerIcuData.Filtered;

    /// <summary>The cultures that filtered data keep, such as <c>de</c> and <c>fr-CH</c>, with those that they take words from; none is all.</summary>
    public IReadOnlyCollection<string> IcuLocales { get; init; } = [];

    /// <summary>Where time zone data is taken from, such as <c>/usr/share/zoneinfo</c>; <c>null</c> leaves the function with what the OS has.</summary>
    public string? ZoneInfoFolder { get; init; }

    /// <summary>Names of groups that <c>layer.json</c> leaves out and this layer keeps.</summary>
    public IReadOnlyCollection<string> Keep { get; init; } = [];

    /// <summary>crossgen2's <c>--instruction-set</c> for Pintle.Host; <c>null</c> is the architecture's baseline.</summary>
    public string? InstructionSet { get; init; }

    /// <summary>Whether the assemblies that a start touches are compiled once more; without it the layer starts slower and is built sooner.</summary>
    public bool Precompile { get; init; } = true;

    /// <summary>Whether this build compiles all itself, as the proof of a layer needs; else it takes assemblies that an earlier build compiled from the same inputs.</summary>
    public bool CompileAnew { get; init; }
}
