using NuGet.Versioning;

namespace Pintle.Layer.Audit;

/// <summary>What an audit compares with. An answer of <c>null</c> is "unknown", and is never the same as "none".</summary>
public interface IAuditSources
{
    /// <summary>The release metadata of a channel such as <c>10.0</c>.</summary>
    Task<ReleaseChannel?> ChannelAsync(string name, CancellationToken cancellationToken);

    /// <summary>The versions that a package has.</summary>
    Task<IReadOnlyList<NuGetVersion>?> VersionsAsync(string packageId, CancellationToken cancellationToken);

    /// <summary>The known vulnerabilities of packages.</summary>
    Task<PackageAdvisories?> PackagesAsync(CancellationToken cancellationToken);

    /// <summary>Sentences on what could not be had, for the person who reads the audit.</summary>
    IReadOnlyList<string> Notices { get; }
}

/// <summary>Answers from files only, so that the same files give the same audit on any machine.</summary>
public sealed class FileSources(AdvisoryData data) : IAuditSources
{
    public IReadOnlyList<string> Notices { get; } = [.. data.NotUnderstood.Select(file => $"{Path.GetFileName(file)} is no release metadata and no vulnerability data; it was not used.")];

    public Task<ReleaseChannel?> ChannelAsync(string name, CancellationToken cancellationToken) => Task.FromResult(data.Channel(name));

    public Task<IReadOnlyList<NuGetVersion>?> VersionsAsync(string packageId, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<NuGetVersion>?>(null);

    public Task<PackageAdvisories?> PackagesAsync(CancellationToken cancellationToken) => Task.FromResult(data.Packages);
}
