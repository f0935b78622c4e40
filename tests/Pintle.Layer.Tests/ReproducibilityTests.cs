using System.Security.Cryptography;
using Pintle.Layer.Definition;
using Pintle.Layer.Inputs;
using Pintle.Layer.Packages;

namespace Pintle.Layer.Tests;

/// <summary>The promise of a pinned layer: the same sources give the same bytes, wherever they stand.</summary>
public sealed class ReproducibilityTests
{
    private static readonly string[] Sources = ["src", "layer", "Directory.Build.props", "Directory.Packages.props", "global.json", ".editorconfig", "LICENSE"];
    private static readonly string[] Endings = [".zip", ".cdx.json", ".intoto.json"];
    private static readonly string[] NotSources = ["bin", "obj"];

    /// <summary>Each processor and each framework once, as the framework's packages have it: a layer takes a compiler minutes on a busy machine, and x64's core is compiled again, and compared, by the packed tool's <c>verify --rebuild</c>.</summary>
    [Theory(Timeout = 7_200_000)]
    [InlineData(LayerArchitecture.X64, LayerFramework.AspNet)]
    [InlineData(LayerArchitecture.Arm64, LayerFramework.Core)]
    public async Task A_layer_comes_out_the_same_from_another_folder_with_a_longer_name(LayerArchitecture architecture, LayerFramework framework)
    {
        if (architecture != LayerNames.OfThisMachine)
            Tool.Require("aarch64-linux-gnu-gcc", "gcc-aarch64-linux-gnu libc6-dev-arm64-cross");
        using var elsewhere = new TempFolder();
        var root = Copy(elsewhere["another folder/with a longer name"]);

        var here = await LayerBuilder.ForRepository(BuiltLayer.Root).BuildAsync(Request(Path.Combine(BuiltLayer.Root, "artifacts", "layers", "straight"), architecture, framework), null, TestContext.Current.CancellationToken);
        var there = await new LayerBuilder(LayerDefinition.Load(Path.Combine(root, "layer")), new RepositoryInputs(root), PackageStore.ForFolder(root)).BuildAsync(Request(Path.Combine(root, "out"), architecture, framework), null, TestContext.Current.CancellationToken);

        Assert.False(there.WasUpToDate);
        Assert.Empty(Differences(here, there));
    }

    /// <summary>The files whose bytes differ, with both digests: those of the unpacked layers, the zips and the documents beside them.</summary>
    private static IEnumerable<string> Differences(LayerArtifact one, LayerArtifact other)
    {
        var first = Digests(one);
        var second = Digests(other);
        return first.Keys.Union(second.Keys)
            .Where(file => first.GetValueOrDefault(file) != second.GetValueOrDefault(file))
            .Select(file => $"{file}: {first.GetValueOrDefault(file, "missing")} and {second.GetValueOrDefault(file, "missing")}");
    }

    private static Dictionary<string, string> Digests(LayerArtifact artifact) => Directory.GetFiles(artifact.Directory, "*", SearchOption.AllDirectories)
        .Concat(Endings.Select(ending => Path.ChangeExtension(artifact.ZipPath, null) + ending))
        .ToDictionary(file => Path.GetRelativePath(artifact.Directory, file), file => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file))));

    private static LayerRequest Request(string output, LayerArchitecture architecture, LayerFramework framework) => new() { OutputDirectory = output, Architecture = architecture, Framework = framework, Precompile = false };

    private static string Copy(string root)
    {
        foreach (var source in Sources)
            Copy(Path.Combine(BuiltLayer.Root, source), Path.Combine(root, source));
        return root;
    }

    private static void Copy(string from, string to)
    {
        _ = Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        if (File.Exists(from))
        {
            File.Copy(from, to);
            return;
        }

        foreach (var child in Directory.GetFileSystemEntries(from).Where(child => !NotSources.Contains(Path.GetFileName(child))))
            Copy(child, Path.Combine(to, Path.GetFileName(child)));
    }
}
