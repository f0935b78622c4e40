using System.Security.Cryptography;

namespace Pintle.Layer.Tests;

/// <summary>The promise of a pinned layer: the same sources give the same bytes, wherever they stand.</summary>
public sealed class ReproducibilityTests(BuiltLayer layer)
{
    private static readonly string[] Sources = ["src", "layer", "Directory.Build.props", "Directory.Packages.props", "global.json", ".editorconfig", "LICENSE"];
    private static readonly string[] Endings = [".zip", ".cdx.json", ".intoto.json"];
    private static readonly string[] NotSources = ["bin", "obj"];

    [Fact(Timeout = 600_000)]
    public async Task The_whole_layer_comes_out_the_same_from_two_other_folders()
    {
        using var first = new TempFolder();
        using var second = new TempFolder();
        string[] roots = [first["a"], second["another folder/with a longer name"]];

        LayerArtifact[] built = [await BuildAsync(roots[0], TestContext.Current.CancellationToken), await BuildAsync(roots[1], TestContext.Current.CancellationToken)];

        Assert.All(built, artifact => Assert.False(artifact.WasUpToDate));
        Assert.Empty(Differences(built[0], built[1]));
        Assert.Empty(Differences(layer.Artifact, built[0]));
    }

    [Theory(Timeout = 600_000)]
    [InlineData(LayerArchitecture.X64, LayerFramework.AspNet)]
    [InlineData(LayerArchitecture.Arm64, LayerFramework.Core)]
    [InlineData(LayerArchitecture.Arm64, LayerFramework.AspNet)]
    public async Task Every_other_layer_comes_out_the_same_from_another_folder(LayerArchitecture architecture, LayerFramework framework)
    {
        using var elsewhere = new TempFolder();

        LayerArtifact here = await LayerBuilder.ForRepository(BuiltLayer.Root).BuildAsync(
            new LayerRequest { OutputDirectory = Path.Combine(BuiltLayer.Root, "artifacts", "layers"), Architecture = architecture, Framework = framework }, null, TestContext.Current.CancellationToken);
        LayerArtifact there = await BuildAsync(elsewhere.Path, TestContext.Current.CancellationToken, architecture, framework);

        Assert.False(there.WasUpToDate);
        Assert.Empty(Differences(here, there));
    }

    /// <summary>The files whose bytes differ, with both digests: those of the unpacked layers, the zips and the documents beside them.</summary>
    private static IEnumerable<string> Differences(LayerArtifact one, LayerArtifact other)
    {
        Dictionary<string, string> first = Digests(one);
        Dictionary<string, string> second = Digests(other);
        return first.Keys.Union(second.Keys)
            .Where(file => first.GetValueOrDefault(file) != second.GetValueOrDefault(file))
            .Select(file => $"{file}: {first.GetValueOrDefault(file, "missing")} and {second.GetValueOrDefault(file, "missing")}");
    }

    private static Dictionary<string, string> Digests(LayerArtifact artifact) => Directory.GetFiles(artifact.Directory, "*", SearchOption.AllDirectories)
        .Concat(Endings.Select(ending => Path.ChangeExtension(artifact.ZipPath, null) + ending))
        .ToDictionary(file => Path.GetRelativePath(artifact.Directory, file), file => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file))));

    private static async Task<LayerArtifact> BuildAsync(
        string root, CancellationToken cancellationToken, LayerArchitecture architecture = LayerArchitecture.X64, LayerFramework framework = LayerFramework.Core)
    {
        foreach (string source in Sources)
            Copy(Path.Combine(BuiltLayer.Root, source), Path.Combine(root, source));
        return await LayerBuilder.ForRepository(root).BuildAsync(new LayerRequest { OutputDirectory = Path.Combine(root, "out"), Architecture = architecture, Framework = framework }, null, cancellationToken);
    }

    private static void Copy(string from, string to)
    {
        _ = Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        if (File.Exists(from))
        {
            File.Copy(from, to);
            return;
        }

        foreach (string child in Directory.GetFileSystemEntries(from).Where(child => !NotSources.Contains(Path.GetFileName(child))))
            Copy(child, Path.Combine(to, Path.GetFileName(child)));
    }
}
