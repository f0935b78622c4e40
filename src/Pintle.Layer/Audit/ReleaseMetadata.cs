using System.Globalization;
using System.Text.Json;
using NuGet.Versioning;

namespace Pintle.Layer.Audit;

/// <summary>
/// Reads <c>releases-index.json</c>, a channel's <c>releases.json</c> and a release's <c>release.json</c>, in the form of
/// <see href="https://github.com/dotnet/core/tree/main/release-notes"/>. It ignores what it does not need.
/// </summary>
internal static class ReleaseMetadata
{
    private const string Index = "releases-index";

    public static bool IsIndex(JsonElement root) => root.ValueKind == JsonValueKind.Object && root.TryGetProperty(Index, out _);

    public static bool IsChannel(JsonElement root) => root.ValueKind == JsonValueKind.Object
        && root.TryGetProperty("channel-version", out _)
        && (root.TryGetProperty("releases", out _) || root.TryGetProperty("release", out _));

    /// <summary>Each channel with its latest release only; an index gives no vulnerabilities.</summary>
    /// <exception cref="FormatException">A field that is needed is missing or is not what it has to be.</exception>
    public static IEnumerable<ReleaseChannel> ReadIndex(JsonElement root)
    {
        foreach (var channel in Items(root, Index))
        {
            var latest = new DotnetRelease(Version(channel, "latest-runtime"), null, Date(channel, "latest-release-date"), Flag(channel, "security"), []);
            yield return Channel(channel, latest.Runtime is null ? [] : [latest]);
        }
    }

    /// <exception cref="FormatException">As for an index.</exception>
    public static ReleaseChannel ReadChannel(JsonElement root) =>
        Channel(root, root.TryGetProperty("release", out var one) ? [Release(one)] : [.. Items(root, "releases").Select(Release)]);

    private static ReleaseChannel Channel(JsonElement channel, IReadOnlyList<DotnetRelease> releases) => new(
        Text(channel, "channel-version") ?? throw Missing("channel-version"),
        Date(channel, "eol-date"),
        Text(channel, "support-phase") == "eol",
        releases);

    private static DotnetRelease Release(JsonElement release)
    {
        Cve[] cves =
        [
            .. Items(release, "cve-list", required: false)
                .Select(cve => new Cve(Text(cve, "cve-id") ?? throw Missing("cve-id"), Text(cve, "cve-url")))
                .DistinctBy(cve => cve.Id, StringComparer.Ordinal),
        ];
        return new DotnetRelease(Part(release, "runtime"), Part(release, "aspnetcore-runtime"), Date(release, "release-date"), Flag(release, "security"), cves);
    }

    private static NuGetVersion? Part(JsonElement release, string name) =>
        release.TryGetProperty(name, out var part) && part.ValueKind == JsonValueKind.Object ? Version(part, "version") : null;

    private static NuGetVersion? Version(JsonElement element, string name)
    {
        var text = Text(element, name);
        if (text is null)
            return null;
        return NuGetVersion.TryParse(text, out var version) ? version : throw new FormatException($"\"{name}\" is \"{text}\", expected a version.");
    }

    private static DateOnly? Date(JsonElement element, string name)
    {
        var text = Text(element, name);
        if (text is null)
            return null;
        return DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date
            : throw new FormatException($"\"{name}\" is \"{text}\", expected a day such as 2026-09-08.");
    }

    private static bool Flag(JsonElement element, string name) => element.TryGetProperty(name, out var flag) && flag.ValueKind == JsonValueKind.True;

    /// <summary>Absent, null and empty mean the same: the metadata uses all three for what is not known yet.</summary>
    private static string? Text(JsonElement element, string name)
    {
        if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out var text) || text.ValueKind == JsonValueKind.Null)
            return null;
        var value = text.ValueKind == JsonValueKind.String ? text.GetString() : throw new FormatException($"\"{name}\" is {text.ValueKind}, expected text.");
        return value!.Length == 0 ? null : value;
    }

    private static JsonElement[] Items(JsonElement element, string name, bool required = true)
    {
        if (element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var items) && items.ValueKind == JsonValueKind.Array)
            return [.. items.EnumerateArray()];
        var absent = element.ValueKind == JsonValueKind.Object && (!element.TryGetProperty(name, out var found) || found.ValueKind == JsonValueKind.Null);
        return absent && !required ? [] : throw Missing(name);
    }

    private static FormatException Missing(string name) => new($"expected \"{name}\", found none.");
}
