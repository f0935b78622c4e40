using Pintle.Layer.Definition;

namespace Pintle.Layer.Packages;

/// <summary>Decides who made a package. It does not look at the digest: that is the pin's, and has been compared before.</summary>
public interface IPackageTrust
{
    /// <param name="package">The whole .nupkg, seekable; its position afterwards is anywhere.</param>
    /// <param name="origin">Where it came from, for the message.</param>
    /// <exception cref="LayerException">It is not the package that its pin names, or is not signed by those who have to sign it.</exception>
    Task RequireAsync(PackagePin pin, Stream package, string origin, CancellationToken cancellationToken);
}
