namespace Pintle.Layer;

/// <summary>What went wrong in a build, for exit codes and tests; the words are in <see cref="LayerException"/>'s message.</summary>
public enum LayerFault
{
    /// <summary><c>pins.json</c> or <c>layer.json</c> is not what it has to be.</summary>
    DefinitionInvalid,

    /// <summary>The request asks for something that the definition does not have, or that Pintle does not build.</summary>
    RequestInvalid,

    /// <summary>No configured package source could serve a pinned package.</summary>
    PackageUnavailable,

    /// <summary>A package's bytes are not the pinned ones.</summary>
    DigestMismatch,

    /// <summary>A package is not what it is called, or is not signed by those who have to sign it.</summary>
    SignatureInvalid,

    /// <summary>The .NET SDK or a C compiler is missing.</summary>
    ToolMissing,

    /// <summary>The SDK or crossgen2 ran and failed.</summary>
    CompileFailed,

    /// <summary>The bootstrap would not start on provided.al2023.</summary>
    BootstrapUnfit,

    /// <summary>The advisories that an audit was given cannot be read.</summary>
    AdvisoriesInvalid,

    /// <summary>What an audit was asked to look at cannot be read, or is not what its manifest says.</summary>
    SubjectInvalid,

    /// <summary>The output folder could not be written.</summary>
    OutputUnwritable,
}
