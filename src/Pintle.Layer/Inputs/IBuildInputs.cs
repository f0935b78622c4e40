using Pintle.Layer.Tree;

namespace Pintle.Layer.Inputs;

/// <summary>Where the bootstrap and the host's IL come from: built from a repository, or carried by the packed tool.</summary>
public interface IBuildInputs
{
    /// <summary>A digest of all that <see cref="PrepareAsync"/> would depend on, found without building.</summary>
    Task<string> FingerprintAsync(LayerArchitecture architecture, CancellationToken cancellationToken);

    /// <summary>Makes the files, or finds that they are made already.</summary>
    Task<BuildInputs> PrepareAsync(LayerArchitecture architecture, IProgress<BuildStep>? progress, CancellationToken cancellationToken);
}

/// <summary>Pintle's own parts of a layer, as files on disk.</summary>
/// <param name="Bootstrap">The NativeAOT executable.</param>
/// <param name="Hosts">Pintle.Host as IL, by the major version of .NET that it is compiled for.</param>
/// <param name="HostReferences">Assemblies that the host was compiled against and that are neither in the framework nor in the layer.</param>
/// <param name="Engine">Pintle.AwsEngine as IL.</param>
/// <param name="License">Pintle's own licence.</param>
public sealed record BuildInputs(
    string Bootstrap,
    IReadOnlyDictionary<int, string> Hosts,
    IReadOnlyList<string> HostReferences,
    string Engine,
    string License,
    Toolchain Toolchain,
    IReadOnlyList<NativeAotPackage> NativeAot);
