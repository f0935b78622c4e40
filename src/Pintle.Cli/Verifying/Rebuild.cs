using Pintle.Cli.Layers;
using Pintle.Layer;
using Pintle.Layer.Tree;
using Pintle.Layer.Verify;

namespace Pintle.Cli.Verifying;

/// <summary>A layer built once more from the pins, in a folder that is removed afterwards, and compared with the given one: it shows what a manifest that fits cannot.</summary>
/// <param name="Differences">In the order of paths; none where each byte is the same.</param>
/// <param name="Toolchain">Both compilers, where this machine's is another one than the layer names; else null.</param>
internal sealed record Rebuild(IReadOnlyList<ZipDifference> Differences, string? Toolchain)
{
    // All that differs where the same sources are compiled by another compiler.
    private static readonly string[] OfTheCompiler = ["bootstrap", LayerManifest.RelativePath];

    /// <summary>What differs may be another compiler's work; nobody can tell from here.</summary>
    public bool IsOfTheToolchain => Toolchain is not null && Differences.All(each => OfTheCompiler.Contains(each.Path));

    /// <exception cref="LayerException">It cannot be rebuilt, with what to do.</exception>
    public static async Task<Rebuild> RunAsync(string zip, LayerManifest manifest, LayerRequest folders, LayerSource source, Terminal terminal, CancellationToken cancellationToken)
    {
        var given = await File.ReadAllBytesAsync(zip, cancellationToken).ConfigureAwait(false);
        var request = RebuildRequest.For(manifest, path => LayerZip.Read(given, path), source.Definition, folders);
        var folder = Directory.CreateTempSubdirectory("pintle-rebuild-");
        try
        {
            var built = await source.BuildAsync(request with { OutputDirectory = folder.FullName }, terminal, cancellationToken).ConfigureAwait(false);
            var differences = ZipDifference.Between(given, await File.ReadAllBytesAsync(built.ZipPath, cancellationToken).ConfigureAwait(false));
            return new Rebuild(differences, built.Manifest.Toolchain == manifest.Toolchain ? null : $"{Text(manifest.Toolchain)}, and here it was {Text(built.Manifest.Toolchain)}");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Text(Toolchain tools) => $"SDK {Shared.Quote.Bounded(tools.Sdk)} with {Shared.Quote.Bounded(tools.Compiler)} and {Shared.Quote.Bounded(tools.Linker)}";
}
