using Pintle.Layer;

namespace Pintle.TestSupport;

/// <summary>The default layer, built once for the whole test run: the builder's own lock and up-to-date check make every process after the first find it finished.</summary>
public static class BuiltLayer
{
    private static readonly Lazy<Task<LayerArtifact>> Layer = new(() => BuildAsync(LayerFramework.Core));
    private static readonly Lazy<Task<LayerArtifact>> AspNetLayer = new(() => BuildAsync(LayerFramework.AspNet));
    private static readonly Lazy<Task<LayerArtifact>> Arm64Layer = new(() => BuildAsync(LayerFramework.Core, LayerArchitecture.Arm64));

    public static Task<LayerArtifact> GetAsync() => Layer.Value;

    /// <summary>The same with ASP.NET Core in it.</summary>
    public static Task<LayerArtifact> GetAspNetAsync() => AspNetLayer.Value;

    /// <summary>The one for the other processor's functions, cross-built on an x64 machine.</summary>
    public static Task<LayerArtifact> GetArm64Async() => Arm64Layer.Value;

    private static Task<LayerArtifact> BuildAsync(LayerFramework framework, LayerArchitecture architecture = LayerArchitecture.X64) => LayerBuilder.ForRepository(Repository.Root)
        .BuildAsync(new LayerRequest { OutputDirectory = Path.Combine(Repository.Artifacts, "layers"), Framework = framework, Architecture = architecture });

    /// <summary>A copy of the unpacked layer that a test may damage. Files are hard links where that is possible: replace one, do not write into it.</summary>
    public static async Task<ScratchFolder> CopyAsync()
    {
        var layer = await GetAsync().ConfigureAwait(false);
        var scratch = new ScratchFolder();
        foreach (var path in Directory.EnumerateFiles(layer.Directory, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(scratch.Path, Path.GetRelativePath(layer.Directory, path));
            _ = Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(path, copy);
        }
        return scratch;
    }
}
