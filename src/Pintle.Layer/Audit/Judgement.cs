using NuGet.Versioning;

namespace Pintle.Layer.Audit;

/// <summary>How a component stands.</summary>
public enum Standing
{
    /// <summary>The data reaches up to it and knows nothing newer.</summary>
    Current,

    /// <summary>Somebody else's, or without releases that could be compared.</summary>
    NotJudged,

    /// <summary>There is a newer one, or its channel is out of support; the data says what is fixed in between.</summary>
    Behind,

    /// <summary>No data tells whether a security fix is missed, however new or old the version is.</summary>
    Unknown,

    /// <summary>A newer one fixes a vulnerability.</summary>
    SecurityFixMissed,
}

/// <summary>A vulnerability that a newer release fixes.</summary>
/// <param name="Id">Its number, or what the metadata says instead.</param>
/// <param name="FixedIn">The first release with the fix, where that is known.</param>
public sealed record MissedFix(string Id, string? Url, string? FixedIn);

/// <summary>What the data says of one version of .NET.</summary>
/// <param name="Latest">The newest of its channel, or <c>null</c> if unknown.</param>
/// <param name="EndOfSupport">Of its channel, or <c>null</c> if unknown.</param>
/// <param name="Reasons">Sentences for what the standing alone does not say.</param>
public sealed record Judgement(Standing Standing, NuGetVersion? Latest, IReadOnlyList<MissedFix> Missed, DateOnly? EndOfSupport, IReadOnlyList<string> Reasons)
{
    /// <summary>Its channel's fixes that it has, as far back as the data goes; if a vulnerability was fixed twice, the later fix counts.</summary>
    public IReadOnlyList<MissedFix> Contained { get; init; } = [];

    private const int Ended = 0;

    /// <param name="channel">What the release metadata says, or <c>null</c>.</param>
    /// <param name="feed">The versions that the package feed has, or <c>null</c> if it could not be asked.</param>
    /// <param name="component">The version of the component in a release.</param>
    public static Judgement Of(
        NuGetVersion installed, ReleaseChannel? channel, IReadOnlyList<NuGetVersion>? feed, Func<DotnetRelease, NuGetVersion?> component, DateOnly today)
    {
        (NuGetVersion Version, DotnetRelease Release)[] listed =
        [
            .. (channel?.Releases ?? [])
                .Select(release => (Version: component(release)!, Release: release))
                .Where(pair => pair.Version is not null && IsInChannel(pair.Version, installed))
                .OrderBy(pair => pair.Version),
        ];
        var listedLatest = listed.Length > 0 ? listed[^1].Version : null;
        var feedLatest = feed?.Where(version => IsInChannel(version, installed)).Max();
        var latest = Max(listedLatest, feedLatest);
        MissedFix[] missed = [.. listed.Where(pair => pair.Version > installed).SelectMany(pair => Fixes(pair.Version, pair.Release)).DistinctBy(fix => fix.Id)];

        var reasons = new List<string>();
        var ended = channel is not null && (channel.IsEnded || (channel.EndOfSupport is { } end && end.CompareTo(today) < Ended));
        if (ended)
            reasons.Add($"Channel {channel!.Name} is out of support{(channel.EndOfSupport is { } day ? $" since {day:yyyy-MM-dd}" : "")}: no further fixes are to be expected.");
        if (listed.Length > 0 && listed[0].Version > installed)
            reasons.Add($"The release metadata begins at {listed[0].Version}; what was fixed between {installed} and it is unknown.");
        if (listedLatest is not null && latest > listedLatest)
            reasons.Add($"The release metadata ends at {listedLatest}, and {Of(latest)} exists: what the releases after it fix is unknown. Give newer metadata.");
        else if (listedLatest is not null && installed > listedLatest)
            reasons.Add($"The release metadata ends at {listedLatest}, before {installed}: it cannot say what is newer. Give newer metadata.");
        if (listedLatest is null)
            reasons.Add($"No release metadata of channel {ReleaseChannel.NameOf(installed)} was given: missed security fixes and the end of support are unknown.");

        var isWhole = listedLatest is not null && listedLatest >= installed && latest == listedLatest && listed[0].Version <= installed;
        var standing = missed.Length > 0 ? Standing.SecurityFixMissed
            : !isWhole ? Standing.Unknown
            : latest > installed || ended ? Standing.Behind
            : Standing.Current;
        var open = missed.Select(fix => fix.Id).ToHashSet(StringComparer.Ordinal);
        MissedFix[] contained =
        [
            .. listed.Where(pair => pair.Version <= installed).Reverse().SelectMany(pair => Fixes(pair.Version, pair.Release))
                .Where(fix => !open.Contains(fix.Id)).DistinctBy(fix => fix.Id),
        ];
        return new Judgement(standing, latest, missed, channel?.EndOfSupport, reasons) { Contained = contained };

        string Of(NuGetVersion? version) => version == installed ? $"{installed}, which is installed," : $"{version}";
    }

    /// <summary>A preview is followed by previews and by releases; a release is never behind a preview.</summary>
    private static bool IsInChannel(NuGetVersion version, NuGetVersion installed) =>
        version.Major == installed.Major && version.Minor == installed.Minor && (installed.IsPrerelease || !version.IsPrerelease);

    private static NuGetVersion? Max(NuGetVersion? one, NuGetVersion? other) => one is null || (other is not null && other > one) ? other : one;

    private static IEnumerable<MissedFix> Fixes(NuGetVersion version, DotnetRelease release)
    {
        var text = version.ToNormalizedString();
        if (release.Cves.Count > 0)
            return release.Cves.Select(cve => new MissedFix(cve.Id, cve.Url, text));
        return release.IsSecurity ? [new MissedFix($"security release {text}, without CVE numbers", null, text)] : [];
    }
}
