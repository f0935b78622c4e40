using NuGet.Common;
using NuGet.Configuration;
using NuGet.Packaging;
using NuGet.Packaging.Core;
using NuGet.Packaging.Signing;
using NuGet.Protocol;
using NuGet.Versioning;
using Pintle.Layer.Definition;

namespace Pintle.Layer.Packages;

/// <summary>
/// Gets pinned packages: from NuGet's packages folder when they are there, else from a source, into that folder. What it hands out has the pinned SHA-512 and is signed.
/// </summary>
public sealed class PackageStore
{
    private readonly IPackageSource _source;
    private readonly ISettings _settings;
    private readonly IPackageTrust _trust;
    private readonly string _folder;
    private readonly IReadOnlyList<string> _fallbackFolders;

    public PackageStore(IPackageSource source, ISettings settings, IPackageTrust trust)
        : this(source, settings, trust, SettingsUtility.GetGlobalPackagesFolder(settings), SettingsUtility.GetFallbackPackageFolders(settings))
    {
    }

    /// <param name="settings">Only their signature policy is used here.</param>
    /// <param name="trust">Asked for every package that is handed out, after its digest was compared.</param>
    /// <param name="folder">NuGet's global packages folder; downloads go there.</param>
    /// <param name="fallbackFolders">Folders in the same form that are only read.</param>
    public PackageStore(IPackageSource source, ISettings settings, IPackageTrust trust, string folder, IReadOnlyList<string> fallbackFolders)
    {
        _source = source;
        _settings = settings;
        _trust = trust;
        _folder = folder;
        _fallbackFolders = fallbackFolders;
    }

    /// <summary>The store that <c>dotnet restore</c> would use if it ran in that folder.</summary>
    public static PackageStore ForFolder(string folder)
    {
        var settings = NuGetSettings.Load(folder);
        return new PackageStore(new NuGetPackageSource(settings), settings, new NuGetSignatures());
    }

    /// <exception cref="LayerException">The package is nowhere, or its bytes are not the pinned ones or not signed; nothing of it has been used then.</exception>
    public async Task<VerifiedPackage> GetAsync(PackagePin pin, IProgress<BuildStep>? progress, CancellationToken cancellationToken)
    {
        var stored = Find(pin);
        if (stored is null)
        {
            await DownloadAsync(pin, progress, cancellationToken).ConfigureAwait(false);
            stored = Find(pin) ?? throw new LayerException(
                LayerFault.OutputUnwritable,
                $"The package {pin} was stored in {_folder} and is not there. Check that folder and try again.");
        }

        var advice = $"Delete the folder {Path.GetDirectoryName(stored)} and build again; "
            + "if the digest is the same then, the pin in pins.json or the source is wrong.";
        return await VerifiedPackage.OpenAsync(pin, stored, stored, advice, _trust, cancellationToken).ConfigureAwait(false);
    }

    private string? Find(PackagePin pin) => _fallbackFolders.Prepend(_folder)
        .Select(folder => new VersionFolderPathResolver(folder).GetPackageFilePath(pin.Id, new NuGetVersion(pin.Version)))
        .FirstOrDefault(File.Exists);

    private async Task DownloadAsync(PackagePin pin, IProgress<BuildStep>? progress, CancellationToken cancellationToken)
    {
        var partial = Path.Combine(_folder, $".pintle-{Guid.NewGuid():N}.partial");
        try
        {
            _ = Directory.CreateDirectory(_folder);
            string served;
            using (FileStream file = new(partial, FileMode.CreateNew))
            {
                progress?.Report(new BuildStep(BuildStage.Packages, $"downloading {pin}"));
                var counted = new CountingStream(file, done => progress?.Report(new BuildStep(BuildStage.Packages, $"downloading {pin}", done)));
                try
                {
                    served = await _source.DownloadAsync(pin, counted, cancellationToken).ConfigureAwait(false);
                }
                catch (LayerException) when (counted.Failure is not null)
                {
                    // The disk failed, and not the source.
                    throw new IOException(counted.Failure.Message, counted.Failure);
                }
            }

            var advice = "If the download was cut short, build again; if the digest is the same then, ask the owner of that source why its bytes differ. "
                + "Change the pin in pins.json only after verifying the package's signature (dotnet nuget verify).";
            (await VerifiedPackage.OpenAsync(pin, partial, $"the source \"{served}\"", advice, _trust, cancellationToken).ConfigureAwait(false)).Dispose();
            await InstallAsync(pin, served, partial, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LayerException(
                LayerFault.OutputUnwritable,
                $"The package {pin} could not be stored in {_folder}: {e.Message} Free space there, or name another folder with NUGET_PACKAGES.",
                e);
        }
        finally
        {
            File.Delete(partial);
        }
    }

    /// <summary>NuGet's own installation, which is atomic and safe beside a restore that runs at the same time.</summary>
    private async Task InstallAsync(PackagePin pin, string served, string verifiedFile, CancellationToken cancellationToken)
    {
        using var content = File.OpenRead(verifiedFile);
        using var _ = await GlobalPackagesFolderUtility.AddPackageAsync(
            served,
            new PackageIdentity(pin.Id, new NuGetVersion(pin.Version)),
            content,
            _folder,
            parentId: Guid.Empty,
            ClientPolicyContext.GetClientPolicy(_settings, NullLogger.Instance),
            NullLogger.Instance,
            cancellationToken).ConfigureAwait(false);
    }
}
