using Pintle.Layer.Tree;

namespace Pintle.Layer.Documents;

/// <summary>Package URLs: <see href="https://github.com/package-url/purl-spec"/>.</summary>
internal static class Purl
{
    public static string NuGet(string id, string version) => $"pkg:nuget/{Uri.EscapeDataString(id)}@{Uri.EscapeDataString(version)}";

    /// <summary>What came from a folder is on no registry that is known.</summary>
    public static string Generic(string name, string version) => $"pkg:generic/{Uri.EscapeDataString(name)}@{Uri.EscapeDataString(version)}";

    /// <summary>Pintle's own files are on no registry, so that they are found by name and version only.</summary>
    public static string Own(LayerManifest manifest) => $"pkg:generic/pintle@{Uri.EscapeDataString(manifest.Pintle)}";
}
