using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pintle.Layer.Tree;

namespace Pintle.Layer.Documents;

/// <summary>
/// The documents that stand beside a layer's zip: a software bill of materials and a provenance statement. Both follow from the zip alone, so that whoever has
/// the zip can tell whether they are its own. They are not signed: that is for the owner's tool.
/// </summary>
public static class LayerDocuments
{
    /// <summary>What the SBOM is called: the zip's name with this in place of <c>.zip</c>.</summary>
    public const string SbomEnding = ".cdx.json";

    /// <summary>As <see cref="SbomEnding"/>, for the in-toto statement.</summary>
    public const string StatementEnding = ".intoto.json";

    /// <summary>As <see cref="SbomEnding"/>, for what an audit says of known vulnerabilities. No build writes it: it follows from the zip and from the advisories of a day.</summary>
    public const string VexEnding = ".vex.cdx.json";

    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="zipSha256">In lower-case hexadecimal digits.</param>
    /// <param name="manifest">The bytes of the manifest in the zip.</param>
    /// <param name="read">A file of the layer by its path; <c>null</c> if it is not there.</param>
    /// <returns>The documents by their endings.</returns>
    public static IReadOnlyDictionary<string, byte[]> Write(string zipSha256, ReadOnlyMemory<byte> manifest, Func<string, byte[]?> read)
    {
        var described = LayerManifest.Read(manifest.Span);
        ManifestFile manifestFile = new(LayerManifest.RelativePath, manifest.Length, Convert.ToHexStringLower(SHA256.HashData(manifest.Span)), "0644", "pintle");
        // What the zip was called when it was built, whatever it is called by now.
        var name = LayerName.Of(described, read);
        var sbom = Bytes(new Sbom(described, name, zipSha256, Notices(described, read)).Write([.. described.Files, manifestFile]));
        var statement = Bytes(Statement.Write(described, name, zipSha256, Convert.ToHexStringLower(SHA256.HashData(sbom))));
        return new SortedDictionary<string, byte[]>(StringComparer.Ordinal) { [SbomEnding] = sbom, [StatementEnding] = statement };
    }

    internal static byte[] Bytes(JsonObject document) => [.. JsonSerializer.SerializeToUtf8Bytes(document, Json), (byte)'\n'];

    /// <summary>The third-party notices by the package that they came with.</summary>
    private static ILookup<string, ThirdPartyNotice> Notices(LayerManifest manifest, Func<string, byte[]?> read) => manifest.Files
        .Where(file => file.Path.EndsWith("THIRD-PARTY-NOTICES.txt", StringComparison.OrdinalIgnoreCase))
        .SelectMany(file => ThirdPartyNotice.Read(Encoding.UTF8.GetString(read(file.Path) ?? []), file.Path).Select(notice => (file.Origin, Notice: notice)))
        .ToLookup(pair => pair.Origin, pair => pair.Notice, StringComparer.Ordinal);
}
