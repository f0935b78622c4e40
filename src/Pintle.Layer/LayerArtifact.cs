using Pintle.Layer.Tree;

namespace Pintle.Layer;

/// <summary>A finished layer on disk.</summary>
/// <param name="ZipPath">The zip to publish.</param>
/// <param name="Directory">The same files unpacked: <c>bootstrap</c> in it can be run where it stands.</param>
/// <param name="Manifest">What <c>pintle/manifest.json</c> says.</param>
/// <param name="ZipSize">Bytes of the zip; Lambda takes 50 MiB in a direct upload.</param>
/// <param name="UnzippedSize">Bytes of all files; Lambda allows a function and its layers 250 MiB together.</param>
/// <param name="WasUpToDate">Nothing had changed, so nothing was built.</param>
public sealed record LayerArtifact(string ZipPath, string Directory, LayerManifest Manifest, long ZipSize, long UnzippedSize, bool WasUpToDate);
