using Pintle.Layer.Tree;

namespace Pintle.Layer.Documents;

/// <summary>Package URLs: <see href="https://github.com/package-url/purl-spec"/>.</summary>
internal static class Purl
{
    public static string NuGet(string id, string version) => $"pkg:nuget/{Uri.EscapeDataString(id)}@{Uri.EscapeDataString(version)}";

    /// <summary>Pintle's own files are on no registry, so that they are found by name and version only.</summary>
    public static string Own(LayerManifest manifest) => $"pkg:generic/pintle@{Uri.EscapeDataString(manifest.Pintle)}";
}
