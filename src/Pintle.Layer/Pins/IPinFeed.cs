using NuGet.Versioning;
using Pintle.Layer.Definition;

namespace Pintle.Layer.Pins;

/// <summary>What a pin can be moved to, and the verified facts of a package that is about to be pinned.</summary>
public interface IPinFeed
{
    /// <exception cref="LayerException">No source could be asked.</exception>
    Task<IReadOnlyList<NuGetVersion>> VersionsAsync(string packageId, CancellationToken cancellationToken);

    /// <summary>Downloads the package, verifies who signed it, and describes it. Nothing of it is kept.</summary>
    /// <exception cref="LayerException">It cannot be had, or is not signed by those who have to sign it.</exception>
    Task<PackagePin> DescribeAsync(string packageId, string version, CancellationToken cancellationToken);
}
