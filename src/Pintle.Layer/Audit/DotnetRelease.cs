using NuGet.Versioning;

namespace Pintle.Layer.Audit;

/// <summary>One release of a channel, as Microsoft's release metadata lists it.</summary>
/// <param name="Runtime">Of Microsoft.NETCore.App; <c>null</c> where the release brought no runtime.</param>
/// <param name="AspNetCore">Of Microsoft.AspNetCore.App; <c>null</c> where the release brought none.</param>
/// <param name="IsSecurity">The release is marked as one that fixes vulnerabilities, even if it names none.</param>
public sealed record DotnetRelease(NuGetVersion? Runtime, NuGetVersion? AspNetCore, DateOnly? Date, bool IsSecurity, IReadOnlyList<Cve> Cves);

/// <summary>A vulnerability's number and, where the metadata gives one, its page.</summary>
public sealed record Cve(string Id, string? Url);

/// <summary>A channel such as 10.0 with all that was given of it.</summary>
/// <param name="EndOfSupport">The day, or <c>null</c> where the metadata says none.</param>
/// <param name="IsEnded">The metadata says that support has ended.</param>
public sealed record ReleaseChannel(string Name, DateOnly? EndOfSupport, bool IsEnded, IReadOnlyList<DotnetRelease> Releases)
{
    /// <summary>The channel of a version, such as <c>10.0</c> of <c>10.0.14</c>.</summary>
    public static string NameOf(NuGetVersion version) => $"{version.Major}.{version.Minor}";

    /// <summary>What either knows; a release that both list counts once, as the one with more vulnerabilities has it.</summary>
    public ReleaseChannel Merge(ReleaseChannel other) => new(
        Name,
        EndOfSupport ?? other.EndOfSupport,
        IsEnded || other.IsEnded,
        [
            .. Releases.Concat(other.Releases)
                .GroupBy(release => release.Runtime?.ToNormalizedString() ?? $"asp {release.AspNetCore?.ToNormalizedString()}", StringComparer.Ordinal)
                .Select(same => same.OrderByDescending(release => release.Cves.Count).ThenByDescending(release => release.AspNetCore is not null).First()),
        ]);
}
