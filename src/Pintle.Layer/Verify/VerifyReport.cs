using Pintle.Layer.Tree;

namespace Pintle.Layer.Verify;

/// <summary>What <see cref="LayerVerifier"/> found in a layer's zip.</summary>
/// <param name="Sha256">Of the whole zip, in lower-case hexadecimal digits; empty if it could not be read.</param>
/// <param name="Entries">How many entries were compared.</param>
/// <param name="Manifest">What the layer says of itself, if that could be read.</param>
/// <param name="Findings">Each difference from what a build writes.</param>
/// <param name="Unknown">What could not be found out, as sentences.</param>
public sealed record VerifyReport(
    string Sha256, int Entries, LayerManifest? Manifest, IReadOnlyList<VerifyFinding> Findings, IReadOnlyList<string> Unknown)
{
    public VerifyOutcome Outcome =>
        Findings.Count > 0 ? VerifyOutcome.Differs : Unknown.Count > 0 ? VerifyOutcome.Unknown : VerifyOutcome.Same;
}

/// <summary>The three answers of a verification; a difference outweighs what could not be told.</summary>
public enum VerifyOutcome
{
    Same,
    Differs,
    Unknown,
}

/// <summary>One difference.</summary>
/// <param name="Entry">The path in the layer, or <c>null</c> where it concerns the zip as a whole.</param>
/// <param name="Message">What was expected and what was found, without the entry's name.</param>
public sealed record VerifyFinding(VerifyCheck Check, string? Entry, string Message)
{
    public override string ToString() => Entry is null ? $"{Name}: {Message}" : $"{Name}: \"{Entry}\": {Message}";

    private string Name => Check.ToString().ToLowerInvariant();
}

/// <summary>What is compared, by the name that is printed in front of a difference.</summary>
public enum VerifyCheck
{
    /// <summary>The zip's own records: end, central directory, local headers, no gap between them.</summary>
    Structure,

    /// <summary>Relative, plain, not a folder, once only.</summary>
    Name,

    /// <summary>Ordinal, so that there is one order only.</summary>
    Order,

    /// <summary>The one time that a build writes.</summary>
    Time,

    /// <summary>A regular file, writable by its owner only, with the manifest's mode.</summary>
    Mode,

    /// <summary>Size, CRC-32 and SHA-256.</summary>
    Content,

    /// <summary>A file that the manifest names and the zip does not have.</summary>
    Missing,

    /// <summary>A file that the zip has and the manifest does not name.</summary>
    Extra,

    /// <summary>The manifest's form, and what it says twice.</summary>
    Manifest,

    /// <summary>Machine, glibc versions and search paths of ELF files.</summary>
    Native,

    /// <summary>The packages against <c>layer/pins.json</c>.</summary>
    Pin,

    /// <summary>The bill of materials beside the zip.</summary>
    Sbom,

    /// <summary>The provenance statement beside the zip.</summary>
    Statement,
}
