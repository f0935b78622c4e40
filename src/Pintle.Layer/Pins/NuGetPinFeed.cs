using System.Security.Cryptography;
using NuGet.Packaging;
using NuGet.Versioning;
using Pintle.Layer.Audit;
using Pintle.Layer.Definition;
using Pintle.Layer.Packages;

namespace Pintle.Layer.Pins;

/// <summary>The sources of the user's nuget.config, with NuGet's signature verification.</summary>
public sealed class NuGetPinFeed(IPackageSource source, IPackageTrust trust, OnlineSources versions) : IPinFeed, IDisposable
{
    public static NuGetPinFeed ForFolder(string folder) =>
        new(new NuGetPackageSource(NuGetSettings.Load(folder)), new NuGetSignatures(), OnlineSources.ForFolder(folder));

    public async Task<IReadOnlyList<NuGetVersion>> VersionsAsync(string packageId, CancellationToken cancellationToken) =>
        await versions.VersionsAsync(packageId, cancellationToken).ConfigureAwait(false)
        ?? throw new LayerException(
            LayerFault.PackageUnavailable,
            $"Expected a source of nuget.config to have versions of {packageId}, found none. {string.Concat(versions.Notices.Select(notice => notice + " "))}Check the network and the sources (dotnet nuget list source).");

    public async Task<PackagePin> DescribeAsync(string packageId, string version, CancellationToken cancellationToken)
    {
        var asked = new PackagePin(packageId, version, "", "", "");
        var folder = Directory.CreateTempSubdirectory("pintle-pin-");
        try
        {
            using var package = new FileStream(Path.Combine(folder.FullName, "package.nupkg"), FileMode.CreateNew);
            var served = await source.DownloadAsync(asked, package, cancellationToken).ConfigureAwait(false);
            await trust.RequireAsync(asked, package, $"the source \"{served}\"", cancellationToken).ConfigureAwait(false);
            package.Position = 0;
            var digest = Convert.ToBase64String(await SHA512.HashDataAsync(package, cancellationToken).ConfigureAwait(false));
            package.Position = 0;
            using var reader = new PackageArchiveReader(package, leaveStreamOpen: true);
            var about = await reader.GetNuspecReaderAsync(cancellationToken).ConfigureAwait(false);
            return asked with
            {
                Sha512 = digest,
                License = about.GetLicenseMetadata()?.License ?? throw Incomplete(asked, "a licence expression"),
                ProjectUrl = about.GetProjectUrl() is { Length: > 0 } url ? url : throw Incomplete(asked, "a project address"),
            };
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    public void Dispose() => versions.Dispose();

    private static LayerException Incomplete(PackagePin package, string what) =>
        new(LayerFault.PackageUnavailable, $"Expected {package} to name {what}, found none. Pin another version.");
}
