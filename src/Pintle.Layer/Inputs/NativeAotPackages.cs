using System.Text.Json;
using Pintle.Layer.Tree;

namespace Pintle.Layer.Inputs;

/// <summary>Reads which NativeAOT packages a restore chose: the compiler, and the runtime pack that ends up inside the bootstrap.</summary>
internal static class NativeAotPackages
{
    /// <param name="assetsFile">The <c>project.assets.json</c> of the bootstrap.</param>
    /// <param name="architecture">The bootstrap's; the restore is for every architecture at once.</param>
    public static IReadOnlyList<NativeAotPackage> Read(string assetsFile, LayerArchitecture architecture)
    {
        try
        {
            using var assets = JsonDocument.Parse(File.ReadAllBytes(assetsFile));
            NativeAotPackage[] packages =
            [
                .. assets.RootElement.GetProperty("project").GetProperty("frameworks").EnumerateObject()
                    .SelectMany(framework => framework.Value.GetProperty("downloadDependencies").EnumerateArray())
                    .Select(package => new NativeAotPackage(package.GetProperty("name").GetString()!, ExactVersion(package.GetProperty("version").GetString()!)))
                    .Where(package => package.Id.Contains("ILCompiler", StringComparison.Ordinal) || package.Id.EndsWith($".NativeAOT.{architecture.Rid()}", StringComparison.Ordinal))
                    .Distinct()
                    .OrderBy(package => package.Id, StringComparer.Ordinal),
            ];
            return packages.Length > 0 ? packages : throw new KeyNotFoundException("it names none");
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new LayerException(
                LayerFault.CompileFailed,
                $"Expected the NativeAOT packages in {assetsFile}: {e.Message}. Delete the folder artifacts/layer-build and build again.",
                e);
        }
    }

    /// <summary><c>[10.0.12, 10.0.12]</c> is how a restore writes an exact version.</summary>
    private static string ExactVersion(string range) => range.Trim('[', ']').Split(',')[0];
}
