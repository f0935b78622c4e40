using System.Text.RegularExpressions;
using NuGet.Common;
using NuGet.Configuration;
using NuGet.Protocol;
using NuGet.Protocol.Core.Types;
using NuGet.Versioning;
using Pintle.Layer.Definition;

namespace Pintle.Layer.Packages;

/// <summary>Downloads from the sources of the user's nuget.config, with its credentials, proxies and package source mapping.</summary>
/// <remarks>Credentials come from nuget.config only: credential provider plug-ins are NuGet's command line's, and are not started.</remarks>
public sealed partial class NuGetPackageSource : IPackageSource
{
    private const int LongestReason = 300; // Chosen, not measured: a server's words stay one readable line.

    private readonly ISettings _settings;

    /// <param name="settings">As loaded from where <c>dotnet restore</c> would look.</param>
    public NuGetPackageSource(ISettings settings) => _settings = settings;

    public async Task<string> DownloadAsync(PackagePin package, Stream destination, CancellationToken cancellationToken)
    {
        var failures = new List<string>();
        foreach (var source in Sources(package.Id))
        {
            try
            {
                if (await TryDownloadAsync(source, package, destination, cancellationToken).ConfigureAwait(false))
                    return source.Name;
                failures.Add($"{source.Name}: does not have it");
            }
            catch (Exception e) when (e is FatalProtocolException or HttpRequestException or IOException or InvalidOperationException)
            {
                cancellationToken.ThrowIfCancellationRequested();
                failures.Add($"{source.Name}: {Reason(e)}");
            }
        }

        throw new LayerException(
            LayerFault.PackageUnavailable,
            $"Expected the package {package} from a source of nuget.config, "
            + $"found none that serves it ({(failures.Count > 0 ? string.Join("; ", failures) : "no source is enabled for it")}). "
            + "Check the network and the sources (dotnet nuget list source), or put the .nupkg into a folder source.");
    }

    private static async Task<bool> TryDownloadAsync(PackageSource source, PackagePin package, Stream destination, CancellationToken cancellationToken)
    {
        // The cache of HTTP answers would hold every runtime pack a second time; the packages folder is the cache.
        using var cache = new SourceCacheContext { NoCache = true, DirectDownload = true };
        var finder = await Repository.Factory.GetCoreV3(source).GetResourceAsync<FindPackageByIdResource>(cancellationToken).ConfigureAwait(false);
        // Drops what an earlier source had begun to send.
        destination.SetLength(0);
        var version = new NuGetVersion(package.Version);
        return finder is not null && await finder.CopyNupkgToStreamAsync(package.Id, version, destination, cache, NullLogger.Instance, cancellationToken).ConfigureAwait(false);
    }

    private IEnumerable<PackageSource> Sources(string packageId)
    {
        var enabled = PackageSourceProvider.LoadPackageSources(_settings).Where(source => source.IsEnabled);
        var mapping = PackageSourceMapping.GetPackageSourceMapping(_settings);
        if (!mapping.IsEnabled)
            return enabled;

        var allowed = mapping.GetConfiguredPackageSources(packageId);
        return enabled.Where(source => allowed.Contains(source.Name, StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>The failure's own words on one line, without addresses: those of private feeds may carry a token.</summary>
    private static string Reason(Exception e)
    {
        if (ProxyAccess.IsRefused(e))
            return ProxyAccess.Refusal;
        var words = Address().Replace(ExceptionUtilities.DisplayMessage(e, indent: false), "its address").ReplaceLineEndings(" ").Trim();
        return words.Length <= LongestReason ? words : words[..LongestReason] + "…";
    }

    [GeneratedRegex(@"https?://[^\s'"")]+")]
    private static partial Regex Address();
}
