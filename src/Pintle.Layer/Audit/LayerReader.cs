using System.Text;
using Pintle.Layer.Output;
using Pintle.Layer.Tree;
using Pintle.Layer.Verify;

namespace Pintle.Layer.Audit;

/// <summary>Reads the manifest of a layer's zip or of an unpacked <c>/opt</c>, and makes sure that the layer is what the manifest says.</summary>
public static class LayerReader
{
    /// <exception cref="LayerException">There is no layer there, or it is not what its manifest says, so nobody can tell what it is.</exception>
    public static async Task<LayerManifest> ReadAsync(string path, CancellationToken cancellationToken)
    {
        if (!Path.Exists(path))
            throw new LayerException(LayerFault.SubjectInvalid, $"Expected a layer that Pintle built at {path}, but there is no such file or folder. Correct the path.");
        if (Subject.WhyNoLayer(path) is { } reason)
            throw new LayerException(LayerFault.SubjectInvalid, $"Expected a layer that Pintle built at {path}, but {reason}. Give the layer, a zip or a folder; a function goes to --function.");
        try
        {
            return Directory.Exists(path) ? await ReadFolderAsync(path, cancellationToken).ConfigureAwait(false) : ReadZip(path, await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Invalid(path, e.Message, e);
        }
    }

    private static async Task<LayerManifest> ReadFolderAsync(string folder, CancellationToken cancellationToken)
    {
        var manifest = LayerManifest.Read(await File.ReadAllBytesAsync(Path.Combine(folder, LayerManifest.RelativePath), cancellationToken).ConfigureAwait(false));
        var difference = await LayerFolder.DifferenceAsync(folder, manifest, cancellationToken).ConfigureAwait(false);
        return difference is null ? manifest : throw Invalid(folder, difference);
    }

    private static LayerManifest ReadZip(string path, byte[] zip)
    {
        var report = LayerVerifier.Verify(zip, pins: null);
        if (report.Manifest is { } manifest && report.Findings.Count == 0)
            return manifest;
        var reasons = new StringBuilder().AppendJoin("; ", report.Findings.Take(3).Select(finding => finding.ToString()).Concat(report.Unknown));
        throw Invalid(path, reasons.ToString());
    }

    private static LayerException Invalid(string path, string reason, Exception? cause = null) =>
        new(LayerFault.SubjectInvalid, $"Expected a layer that Pintle built at {path}, a zip or a folder, found otherwise: {reason} Give the layer as it was built (pintle verify says more).", cause);
}
