using Pintle.Layer.Definition;

namespace Pintle.Layer.Packages;

/// <summary>Where packages are downloaded from. It does not check what it serves: <see cref="PackageStore"/> does, whoever the source is.</summary>
public interface IPackageSource
{
    /// <summary>Writes the .nupkg to <paramref name="destination"/>.</summary>
    /// <returns>The name of the source that served it, for messages; never an address, which may carry a secret.</returns>
    /// <exception cref="LayerException">No source has it, or none could be reached.</exception>
    Task<string> DownloadAsync(PackagePin package, Stream destination, CancellationToken cancellationToken);
}
