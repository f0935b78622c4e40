using CsCheck;
using NuGet.Versioning;
using Pintle.Layer.Audit;

namespace Pintle.Layer.Tests.Audit;

/// <summary>Release histories that nobody published, in any order and with gaps.</summary>
public sealed class JudgementTests
{
    private static readonly DateOnly Today = new(2030, 1, 1);

    /// <summary>For each patch number: 0 no such release, 1 a plain one, 2 a security release without numbers, 3 and more one with that many vulnerabilities less two.</summary>
    private static readonly Gen<int[]> Histories = Gen.Int[0, 5].Array[1, 25];

    [Fact]
    public void Misses_exactly_the_vulnerabilities_of_later_releases() => Gen.Select(Histories, Gen.Int[0, 30], Gen.Int).Sample((history, installed, seed) =>
    {
        var judgement = Judge(history, installed, seed);

        IEnumerable<string> expected = Enumerable.Range(0, history.Length).Where(patch => patch > installed).SelectMany(patch => Names(history, patch)).Order(StringComparer.Ordinal);
        Assert.Equal(expected, judgement.Missed.Select(fix => fix.Id).Order(StringComparer.Ordinal));
        Assert.All(judgement.Missed, fix => Assert.True(NuGetVersion.Parse(fix.FixedIn!) > Version(installed)));
    });

    [Fact]
    public void Is_current_only_where_the_data_reaches_and_nothing_newer_exists() => Gen.Select(Histories, Gen.Int[0, 30], Gen.Int).Sample((history, installed, seed) =>
    {
        var judgement = Judge(history, installed, seed);

        int[] there = [.. Enumerable.Range(0, history.Length).Where(patch => history[patch] > 0)];
        var expected = there.Any(patch => patch > installed && history[patch] > 1) ? Standing.SecurityFixMissed
            : !there.Any(patch => patch >= installed) || !there.Any(patch => patch <= installed) ? Standing.Unknown
            : there.Any(patch => patch > installed) ? Standing.Behind
            : Standing.Current;
        Assert.Equal(expected, judgement.Standing);
        Assert.Equal(there.Length == 0 ? null : Version(there.Max()), judgement.Latest);
    });

    [Fact]
    public void Moving_on_never_adds_a_missed_fix() => Gen.Select(Histories, Gen.Int[0, 29], Gen.Int).Sample((history, installed, seed) =>
    {
        var before = Judge(history, installed, seed).Missed.Select(fix => fix.Id);

        var after = Judge(history, installed + 1, seed).Missed.Select(fix => fix.Id);

        Assert.Empty(after.Except(before));
    });

    [Fact]
    public void Another_channel_changes_nothing() => Gen.Select(Histories, Gen.Int[0, 30]).Sample((history, installed) =>
    {
        var channel = new ReleaseChannel("7.1", null, false, [new DotnetRelease(new NuGetVersion("7.2.0"), null, null, true, [new Cve("CVE-of-another-channel", null)]), .. Releases(history)]);

        var judgement = Judgement.Of(Version(installed), channel, null, release => release.Runtime, Today);

        Assert.DoesNotContain(judgement.Missed, fix => fix.Id == "CVE-of-another-channel");
    });

    private static Judgement Judge(int[] history, int installed, int seed)
    {
        DotnetRelease[] releases = [.. Releases(history)];
        new Random(seed).Shuffle(releases);
        return Judgement.Of(Version(installed), new ReleaseChannel("7.1", null, false, releases), null, release => release.Runtime, Today);
    }

    private static IEnumerable<DotnetRelease> Releases(int[] history) => Enumerable.Range(0, history.Length)
        .Where(patch => history[patch] > 0)
        .Select(patch => new DotnetRelease(
            Version(patch), null, null, history[patch] > 1, history[patch] > 2 ? [.. Names(history, patch).Select(name => new Cve(name, null))] : []));

    private static IEnumerable<string> Names(int[] history, int patch) => history[patch] switch
    {
        0 or 1 => [],
        2 => [$"security release {Version(patch)}, without CVE numbers"],
        int count => Enumerable.Range(0, count - 2).Select(number => $"CVE-{patch}-{number}"),
    };

    private static NuGetVersion Version(int patch) => new(7, 1, patch);
}
