using System.Text;
using Pintle.Layer.Tree;

namespace Pintle.Layer.Output;

/// <summary>The folder in which a layer is put together, beside the place that it will take. What is not published vanishes with it.</summary>
internal sealed class Staging : IDisposable
{
    private readonly LayerPlace _place;
    private readonly string _folder;

    public Staging(LayerPlace place, string folder)
    {
        _place = place;
        _folder = folder;
        // A build that was killed leaves its folder behind; the lock says that no build is at work in it.
        if (Directory.Exists(Previous) && !Directory.Exists(place.Folder))
            Directory.Move(Previous, place.Folder);
        Remove();
        _ = Directory.CreateDirectory(Tree);
    }

    public string Tree => Path.Combine(_folder, "layer");

    public string Zip => Path.Combine(_folder, "layer.zip");

    public string Tools => Path.Combine(_folder, "tools");

    private string Previous => Path.Combine(_folder, "previous");

    /// <summary>Renames both the folder and the zip into their places, or neither; the documents follow the zip.</summary>
    public async Task<LayerArtifact> PublishAsync(
        string key, LayerManifest manifest, IReadOnlyDictionary<string, byte[]> documents, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        File.Delete(_place.Note);
        var replaced = Directory.Exists(_place.Folder);
        if (replaced)
            Directory.Move(_place.Folder, Previous);
        try
        {
            Directory.Move(Tree, _place.Folder);
            try
            {
                // The old ones describe the old zip, and must not stand beside a new one however this ends.
                foreach (var ending in documents.Keys)
                    File.Delete(_place.Document(ending));
                File.Move(Zip, _place.Zip, overwrite: true);
            }
            catch
            {
                Directory.Move(_place.Folder, Tree);
                throw;
            }
        }
        catch when (replaced)
        {
            Directory.Move(Previous, _place.Folder);
            throw;
        }

        foreach ((var ending, var document) in documents)
            await AtomicFile.WriteAsync(_place.Document(ending), document, CancellationToken.None).ConfigureAwait(false);
        // From here on the layer stands; without the note it would only be built once more.
        var note = await _place.DescribeAsync(key, manifest.ToBytes(), CancellationToken.None).ConfigureAwait(false);
        await AtomicFile.WriteAsync(_place.Note, Encoding.ASCII.GetBytes(note), CancellationToken.None).ConfigureAwait(false);
        return _place.Artifact(manifest, wasUpToDate: false);
    }

    public void Dispose() => Remove();

    private void Remove()
    {
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }
}
