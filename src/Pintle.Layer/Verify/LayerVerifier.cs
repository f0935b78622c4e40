using System.Security.Cryptography;
using ICSharpCode.SharpZipLib.Checksum;
using Pintle.Layer.Definition;
using Pintle.Layer.Tree;

namespace Pintle.Layer.Verify;

/// <summary>
/// Compares a layer's zip, byte for byte, with what a build would have written for the manifest in it. It builds nothing: whether the manifest itself is the
/// right one shows in the pins, and in a second build of the same commit.
/// </summary>
public static class LayerVerifier
{
    // Lambda's limit for all that is unzipped is 250 MiB (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html); a zip that is larger cannot hold a layer. The 50 MiB above it are chosen.
    private const long LargestZip = 300L * 1024 * 1024;

    /// <param name="pins">The repository's pins; without them the packages' digests have nothing to be compared with.</param>
    public static async Task<VerifyReport> VerifyAsync(string zip, PinFile? pins, CancellationToken cancellationToken)
    {
        try
        {
            var file = new FileInfo(zip);
            if (!file.Exists)
                return Unread($"Expected a layer's zip at {zip}, but {(Directory.Exists(zip) ? "that is a folder" : "there is no such file")}. Correct the path.");
            if (file.Length > LargestZip)
                return Unread($"Expected a layer's zip of at most {LargestZip} bytes at {zip}, found {file.Length} bytes. Correct the path.");
            if (Subject.WhyNoLayer(zip) is { } reason)
                return Unread($"Expected a layer that Pintle built at {zip}, but {reason}. Give the layer's zip.");
            return Verify(await File.ReadAllBytesAsync(zip, cancellationToken).ConfigureAwait(false), pins, DocumentRules.Beside(zip));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Unread($"{zip} could not be read: {e.Message}");
        }
    }

    /// <param name="beside">The documents beside the zip by their endings; without it they are not looked at.</param>
    public static VerifyReport Verify(ReadOnlyMemory<byte> zip, PinFile? pins, Func<string, byte[]?>? beside = null)
    {
        var digest = Convert.ToHexStringLower(SHA256.HashData(zip.Span));
        var findings = new Findings();
        var entries = new ZipImage(zip, findings).Read();
        var manifest = entries is null ? null : Compare(entries, pins, digest, beside, findings);
        return new VerifyReport(digest, entries?.Count ?? 0, manifest, findings.Found, findings.Unknown);
    }

    private static VerifyReport Unread(string reason) => new("", 0, null, [], [reason]);

    private static LayerManifest? Compare(
        IReadOnlyList<ZipEntryImage> entries, PinFile? pins, string digest, Func<string, byte[]?>? beside, Findings findings)
    {
        EntryRules.Check(entries, findings);
        var contents = Unpack(entries, findings);
        var manifest = ManifestRules.Read(contents, entries, findings);
        if (manifest is null)
            return null;

        ManifestRules.Check(manifest, contents, entries, findings);
        NativeRules.Check(manifest, contents, findings);
        if (pins is not null)
            PinRules.Check(manifest, pins, findings);
        if (beside is not null)
            DocumentRules.Check(digest, contents, beside, findings);
        return manifest;
    }

    private static Dictionary<string, byte[]> Unpack(IReadOnlyList<ZipEntryImage> entries, Findings findings)
    {
        var contents = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            if (entry.Unpack(out var reason) is not { } content)
            {
                findings.Add(VerifyCheck.Content, entry.Name, reason!);
                continue;
            }

            var crc = new Crc32();
            crc.Update(content);
            if ((uint)crc.Value != entry.Crc)
                findings.Add(VerifyCheck.Content, entry.Name, $"its CRC-32 is {(uint)crc.Value:x8}, its header says {entry.Crc:x8}.");
            _ = contents.TryAdd(entry.Name, content);
        }

        return contents;
    }
}
