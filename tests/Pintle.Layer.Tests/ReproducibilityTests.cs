using System.Security.Cryptography;

namespace Pintle.Layer.Tests;

/// <summary>The promise of a pinned layer: the same sources give the same bytes, wherever they stand.</summary>
public sealed class ReproducibilityTests(BuiltLayer layer)
{
    private static readonly string[] Sources = ["src", "layer", "Directory.Build.props", "Directory.Packages.props", "global.json", ".editorconfig", "LICENSE"];
    private static readonly string[] NotSources = ["bin", "obj"];

    [Fact(Timeout = 600_000)]
    public async Task The_whole_layer_comes_out_the_same_from_two_other_folders()
    {
        using var first = new TempFolder();
        using var second = new TempFolder();
        string[] roots = [first["a"], second["another folder/with a longer name"]];

        LayerArtifact[] built = [await BuildAsync(roots[0], TestContext.Current.CancellationToken), await BuildAsync(roots[1], TestContext.Current.CancellationToken)];

        Assert.All(built, artifact => Assert.False(artifact.WasUpToDate));
        Assert.Equal(Describe(built[0]), Describe(built[1]));
        Assert.Equal(Describe(layer.Artifact), Describe(built[0]));
    }

    /// <summary>Every file by itself, so that a difference names its file, and the zip last.</summary>
    private static string Describe(LayerArtifact artifact)
    {
        IEnumerable<string> files = artifact.Manifest.Files.Select(file => file.Path).Append("pintle/manifest.json").Select(path => Path.Combine(artifact.Directory, path));
        return string.Join('\n', files.Append(artifact.ZipPath).Select(file => $"{Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)))}  {Path.GetFileName(file)}"));
    }

    private static async Task<LayerArtifact> BuildAsync(string root, CancellationToken cancellationToken)
    {
        foreach (string source in Sources)
            Copy(Path.Combine(BuiltLayer.Root, source), Path.Combine(root, source));
        return await LayerBuilder.ForRepository(root).BuildAsync(new LayerRequest { OutputDirectory = Path.Combine(root, "out") }, null, cancellationToken);
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
