using System.Security.Cryptography;
using Pintle.Layer.Documents;
using Pintle.Layer.Tree;

namespace Pintle.Layer.Output;

/// <summary>
/// Where one layer stands in an output folder: its zip, its unpacked folder and a note of what both were made from. Its user holds the folder's lock.
/// </summary>
internal sealed class LayerPlace(string outputFolder, string name)
{
    public string Zip { get; } = Path.Combine(Path.GetFullPath(outputFolder), name + ".zip");

    public string Folder { get; } = Path.Combine(Path.GetFullPath(outputFolder), name);

    public string Note { get; } = Path.Combine(Path.GetFullPath(outputFolder), $".{name}.built");

    public string Document(string ending) => Path.Combine(Path.GetFullPath(outputFolder), name + ending);

    public Staging Stage() => new(this, Path.Combine(Path.GetFullPath(outputFolder), $".{name}.partial"));

    /// <summary>The layer that stands there, if it was made from that key and each of its bytes is still what was written; else <c>null</c>.</summary>
    public async Task<LayerArtifact?> FindAsync(string key, CancellationToken cancellationToken)
    {
        var manifestPath = Path.Combine(Folder, LayerManifest.RelativePath);
        if (!File.Exists(Note) || !File.Exists(Zip) || !File.Exists(manifestPath) || !Documents.All(File.Exists))
            return null;

        var manifestBytes = await File.ReadAllBytesAsync(manifestPath, cancellationToken).ConfigureAwait(false);
        if (await File.ReadAllTextAsync(Note, cancellationToken).ConfigureAwait(false) != await DescribeAsync(key, manifestBytes, cancellationToken).ConfigureAwait(false))
            return null;

        var manifest = LayerManifest.Read(manifestBytes);
        var whole = await LayerFolder.DifferenceAsync(Folder, manifest, cancellationToken).ConfigureAwait(false) is null;
        return whole ? Artifact(manifest, wasUpToDate: true) : null;
    }

    private string[] Documents => [Document(LayerDocuments.SbomEnding), Document(LayerDocuments.StatementEnding)];

    public async Task<string> DescribeAsync(string key, ReadOnlyMemory<byte> manifest, CancellationToken cancellationToken)
    {
        using var zip = File.OpenRead(Zip);
        var digest = await SHA256.HashDataAsync(zip, cancellationToken).ConfigureAwait(false);
        var documents = string.Concat(Documents.Select(file => $"document {Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)))}\n"));
        return $"key {key}\nzip {Convert.ToHexStringLower(digest)}\nmanifest {Convert.ToHexStringLower(SHA256.HashData(manifest.Span))}\n{documents}";
    }

    public LayerArtifact Artifact(LayerManifest manifest, bool wasUpToDate)
    {
        var unzipped = manifest.Files.Sum(file => file.Size) + new FileInfo(Path.Combine(Folder, LayerManifest.RelativePath)).Length;
        return new LayerArtifact(Zip, Folder, manifest, new FileInfo(Zip).Length, unzipped, wasUpToDate);
    }
}
