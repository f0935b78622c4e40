using NuGet.Common;
using NuGet.Configuration;
using NuGet.Protocol;
using NuGet.Protocol.Core.Types;
using NuGet.Versioning;
using Pintle.Layer.Packages;

namespace Pintle.Layer.Audit;

/// <summary>
/// Asks Microsoft for release metadata, and the sources of the user's nuget.config for versions and vulnerabilities. Whatever cannot be had is unknown; it is
/// never taken from somewhere else.
/// </summary>
public sealed class OnlineSources(ISettings settings, HttpClient http, Uri releases) : IAuditSources, IDisposable
{
    /// <summary>Where Microsoft publishes <c>releases-index.json</c> and each channel's <c>releases.json</c>: <see href="https://github.com/dotnet/core/blob/main/releases.md"/>.</summary>
    public static readonly Uri MicrosoftReleases = new("https://builds.dotnet.microsoft.com/dotnet/release-metadata/");

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30); // Chosen, not measured: shorter fails on slow lines, longer keeps a pipeline waiting for a source that does not answer.

    private readonly Dictionary<string, ReleaseChannel?> _channels = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyList<NuGetVersion>?> _versions = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _notices = [];

    /// <summary>Several functions are looked into at once: while one of them asks, the others wait.</summary>
    private readonly SemaphoreSlim _one = new(1, 1);
    private PackageAdvisories? _packages;
    private bool _askedForPackages;

    public IReadOnlyList<string> Notices
    {
        get
        {
            lock (_notices)
                return [.. _notices];
        }
    }

    public static OnlineSources ForFolder(string folder) => new(NuGetSettings.Load(folder), new HttpClient { Timeout = Limit }, MicrosoftReleases);

    public Task<ReleaseChannel?> ChannelAsync(string name, CancellationToken cancellationToken) => OneByOneAsync(() => AskChannelAsync(name, cancellationToken), cancellationToken);

    private async Task<ReleaseChannel?> AskChannelAsync(string name, CancellationToken cancellationToken)
    {
        if (_channels.TryGetValue(name, out var known))
            return known;
        try
        {
            var json = await http.GetByteArrayAsync(new Uri(releases, $"{name}/releases.json"), cancellationToken).ConfigureAwait(false);
            var data = new AdvisoryData();
            data.Add(json);
            known = data.Channel(name);
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException or FormatException or System.Text.Json.JsonException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Note($"The release metadata of .NET {name} could not be had from {releases.Host}: {Findings(e)} Save it elsewhere and give it with --advisories.");
        }

        _channels[name] = known;
        return known;
    }

    public Task<IReadOnlyList<NuGetVersion>?> VersionsAsync(string packageId, CancellationToken cancellationToken) => OneByOneAsync(() => AskVersionsAsync(packageId, cancellationToken), cancellationToken);

    private async Task<IReadOnlyList<NuGetVersion>?> AskVersionsAsync(string packageId, CancellationToken cancellationToken)
    {
        if (_versions.TryGetValue(packageId, out var known))
            return known;
        var found = new SortedSet<NuGetVersion>();
        foreach (var source in Sources())
        {
            var finder = await AskAsync<FindPackageByIdResource>(source, cancellationToken).ConfigureAwait(false);
            if (finder is null)
                continue;
            try
            {
                using var cache = new SourceCacheContext { NoCache = true };
                found.UnionWith(await finder.GetAllVersionsAsync(packageId, cache, NullLogger.Instance, cancellationToken).ConfigureAwait(false));
            }
            catch (FatalProtocolException e)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Note($"The versions of {packageId} could not be had from the source {source.PackageSource.Name}: {Findings(e)}");
            }
        }

        known = found.Count == 0 ? null : [.. found];
        _versions[packageId] = known;
        return known;
    }

    public Task<PackageAdvisories?> PackagesAsync(CancellationToken cancellationToken) => OneByOneAsync(() => AskPackagesAsync(cancellationToken), cancellationToken);

    private async Task<PackageAdvisories?> AskPackagesAsync(CancellationToken cancellationToken)
    {
        if (_askedForPackages)
            return _packages;
        _askedForPackages = true;
        foreach (var source in Sources())
        {
            var resource = await AskAsync<IVulnerabilityInfoResource>(source, cancellationToken).ConfigureAwait(false);
            if (resource is null)
                continue;
            using var cache = new SourceCacheContext { NoCache = true };
            var result = await resource.GetVulnerabilityInfoAsync(cache, NullLogger.Instance, cancellationToken).ConfigureAwait(false);
            foreach ((var id, var info) in (result.KnownVulnerabilities ?? []).SelectMany(page => page).SelectMany(package => package.Value.Select(info => (package.Key, info))))
                (_packages ??= new PackageAdvisories()).Add(id, new PackageAdvisory(info.Url.OriginalString, (int)info.Severity, info.Versions));
            if (result.KnownVulnerabilities is null)
                Note($"The vulnerability data of the source {source.PackageSource.Name} could not be read.");
        }

        if (_packages is null)
            Note("No source of nuget.config offers vulnerability data: known vulnerabilities of packages are unknown. Give NuGet's pages with --advisories.");
        return _packages;
    }

    public void Dispose()
    {
        http.Dispose();
        _one.Dispose();
    }

    private async Task<T> OneByOneAsync<T>(Func<Task<T>> ask, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await ask().ConfigureAwait(false);
        }
        finally
        {
            _ = _one.Release();
        }
    }

    private IEnumerable<SourceRepository> Sources() =>
        PackageSourceProvider.LoadPackageSources(settings).Where(source => source.IsEnabled).Select(source => Repository.Factory.GetCoreV3(source));

    private async Task<T?> AskAsync<T>(SourceRepository source, CancellationToken cancellationToken)
        where T : class, INuGetResource
    {
        try
        {
            return await source.GetResourceAsync<T>(cancellationToken).ConfigureAwait(false);
        }
        catch (FatalProtocolException e)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Note($"The source {source.PackageSource.Name} could not be asked: {Findings(e)}");
            return null;
        }
    }

    private void Note(string sentence)
    {
        lock (_notices)
        {
            if (!_notices.Contains(sentence))
                _notices.Add(sentence);
        }
    }

    /// <summary>The kind of the failure only: messages may name addresses of private feeds, which may hold a token.</summary>
    private static string Findings(Exception e) => ProxyAccess.IsRefused(e) ? $"{ProxyAccess.Refusal}." : e.GetBaseException() is HttpRequestException { StatusCode: { } status } ? $"HTTP {(int)status}." : $"{e.GetBaseException().GetType().Name}.";
}
