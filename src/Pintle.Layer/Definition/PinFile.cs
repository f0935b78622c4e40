namespace Pintle.Layer.Definition;

/// <summary>The pins of a <c>pins.json</c>: exact packages, by pin, architecture and use.</summary>
public sealed record PinFile(string DefaultPin, IReadOnlyDictionary<string, Pin> Pins)
{
    /// <summary>What messages call the file: it is the repository's or an owner's.</summary>
    public string File { get; init; } = "layer/pins.json";

    /// <summary>The pin of that name, or the default one for <c>null</c>.</summary>
    public Pin Find(string? name) => Pins.TryGetValue(name ?? DefaultPin, out var pin)
        ? pin
        : throw new LayerException(
            LayerFault.RequestInvalid,
            $"There is no pin \"{name}\" in {File}; it has {string.Join(", ", Pins.Keys.Order(StringComparer.Ordinal))}. Ask for one of those, "
            + "or add the pin.");
}

/// <summary>One named choice of a .NET version.</summary>
public sealed record Pin(string Name, IReadOnlyDictionary<string, ArchitecturePin> Architectures)
{
    /// <summary>Where the pin was before it was last moved; <c>null</c> if it never was.</summary>
    public IReadOnlyDictionary<string, ArchitecturePin>? Previous { get; init; }

    /// <summary>What messages call the file that it is in; empty where it is in none yet.</summary>
    public string File { get; init; } = "";

    /// <summary>The pin with its file, for messages.</summary>
    public string Quoted => File.Length > 0 ? $"\"{Name}\" of {File}" : $"\"{Name}\"";

    public ArchitecturePin For(LayerArchitecture architecture) => Architectures.TryGetValue(architecture.Name(), out var found)
        ? found
        : throw new LayerException(
            LayerFault.RequestInvalid,
            $"The pin {Quoted} has no packages for {architecture.Name()}; it has {string.Join(", ", Architectures.Keys.Order(StringComparer.Ordinal))}. "
            + "Pin them where a source has them (pintle pin), or ask for another architecture.");
}

/// <summary>The packages of one pin for one architecture; architectures may stand at different versions, because feeds do.</summary>
/// <param name="Frameworks">Runtime packs by <see cref="LayerNames"/> of the framework.</param>
/// <param name="Compilers">crossgen2 by the build machine's runtime identifier, always at the version of the frameworks.</param>
public sealed record ArchitecturePin(IReadOnlyDictionary<string, PackagePin> Frameworks, IReadOnlyDictionary<string, PackagePin> Compilers)
{
    /// <summary>ICU's libraries; <c>null</c> where they are not pinned.</summary>
    public PackagePin? Icu { get; init; }

    /// <summary>Amazon's loop and what it needs; empty where they are not pinned.</summary>
    public IReadOnlyList<PackagePin> Engine { get; init; } = [];

    /// <summary>
    /// The NativeAOT packages of the bootstrap, all of one version, which may differ from the frameworks': <c>runtime</c>, the compiler by the build machine's
    /// runtime identifier, <c>targets</c> and <c>analyzers</c>. One bootstrap serves every pin, so only the default pin has them; elsewhere it is empty.
    /// </summary>
    public IReadOnlyDictionary<string, PackagePin> Bootstrap { get; init; } = new Dictionary<string, PackagePin>();

    /// <summary>Every package with its place in <c>pins.json</c>.</summary>
    public IEnumerable<(string Kind, string Key, PackagePin Package)> Packages =>
        Places("frameworks", Frameworks).Concat(Places("compilers", Compilers)).Concat(Places(BootstrapKind, Bootstrap));

    internal const string BootstrapKind = "bootstrap";

    private static IEnumerable<(string Kind, string Key, PackagePin Package)> Places(string kind, IReadOnlyDictionary<string, PackagePin> packages) =>
        packages.Select(each => (kind, each.Key, each.Value));
}

/// <summary>One exact package.</summary>
/// <param name="Sha512">Of the .nupkg's bytes, in base64.</param>
/// <param name="License">SPDX expression.</param>
public sealed record PackagePin(string Id, string Version, string Sha512, string License, string ProjectUrl)
{
    public override string ToString() => $"{Id} {Version}";
}
