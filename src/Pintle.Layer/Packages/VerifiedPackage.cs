using System.IO.Compression;
using System.Security.Cryptography;
using Pintle.Layer.Definition;

namespace Pintle.Layer.Packages;

/// <summary>A .nupkg whose bytes are the pinned ones and whose makers are the expected ones. It reads from the very stream that was hashed, so nobody can swap the file in between.</summary>
public sealed class VerifiedPackage : IDisposable
{
    private readonly ZipArchive _archive;

    private VerifiedPackage(PackagePin pin, ZipArchive archive)
    {
        Pin = pin;
        _archive = archive;
    }

    public PackagePin Pin { get; }

    /// <summary>The files, in ordinal order of their paths.</summary>
    public IEnumerable<ZipArchiveEntry> Files =>
        _archive.Entries.Where(entry => !entry.FullName.EndsWith('/')).OrderBy(entry => entry.FullName, StringComparer.Ordinal);

    /// <param name="origin">Where the file came from, for the message.</param>
    /// <param name="advice">What to do if the bytes differ.</param>
    /// <param name="trust">Looks at the signatures of the very bytes that were hashed.</param>
    public static async Task<VerifiedPackage> OpenAsync(
        PackagePin pin, string path, string origin, string advice, IPackageTrust trust, CancellationToken cancellationToken)
    {
        var file = File.OpenRead(path);
        try
        {
            var found = Convert.ToBase64String(await SHA512.HashDataAsync(file, cancellationToken).ConfigureAwait(false));
            if (found != pin.Sha512)
            {
                throw new LayerException(
                    LayerFault.DigestMismatch,
                    $"The package {pin} from {origin} is not the pinned one: expected SHA-512 {pin.Sha512}, found {found} ({file.Length} bytes). "
                    + $"Nothing of it was used. {advice}");
            }

            await trust.RequireAsync(pin, file, origin, cancellationToken).ConfigureAwait(false);
            file.Position = 0;
            return new VerifiedPackage(pin, new ZipArchive(file, ZipArchiveMode.Read));
        }
        catch
        {
            await file.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public static async Task ExtractAsync(ZipArchiveEntry entry, string path, CancellationToken cancellationToken)
    {
        using var content = await entry.OpenAsync(cancellationToken).ConfigureAwait(false);
        using var file = new FileStream(path, FileMode.CreateNew);
        await content.CopyToAsync(file, cancellationToken).ConfigureAwait(false);
    }

    public void Dispose() => _archive.Dispose();
}
