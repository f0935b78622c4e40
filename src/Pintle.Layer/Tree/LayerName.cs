using System.Text;
using Pintle.Layer.Globalization;
using Pintle.Shared;

namespace Pintle.Layer.Tree;

/// <summary>The one rule by which a layer's zip, folder and documents are named.</summary>
public static class LayerName
{
    /// <param name="architecture">In Lambda's words, such as <c>x64</c>.</param>
    public static string Of(string dotnet, string framework, bool hasIcu, LayerEngine engine, string architecture) =>
        $"pintle-{dotnet}-{framework}-{(hasIcu ? "icu-" : "")}{engine switch { LayerEngine.Aws => "aws-", LayerEngine.Both => "both-", _ => "" }}{architecture}";

    /// <summary>The name under which a layer was built, from the layer itself.</summary>
    /// <param name="read">A file of the layer by its path; <c>null</c> if it is not there.</param>
    public static string Of(LayerManifest manifest, Func<string, byte[]?> read) =>
        Of(manifest.Dotnet, manifest.Framework, HasIcu(manifest), EngineOf(manifest, read), manifest.Rid[(manifest.Rid.IndexOf('-') + 1)..]);

    internal static bool HasIcu(LayerManifest manifest) => manifest.Components.Any(component => component.Name == IcuLibraries.Origin);

    internal static LayerEngine EngineOf(LayerManifest manifest, Func<string, byte[]?> read)
    {
        if (manifest.Files.All(file => file.Path != FrameworkListFormat.EngineAssembly))
            return LayerEngine.Pintle;
        var list = Encoding.UTF8.GetString(read(FrameworkListFormat.RelativePath) ?? []);
        return list.Contains($"\n{FrameworkListFormat.Uses}\t{FrameworkListFormat.Aws}\n", StringComparison.Ordinal) ? LayerEngine.Aws : LayerEngine.Both;
    }
}
