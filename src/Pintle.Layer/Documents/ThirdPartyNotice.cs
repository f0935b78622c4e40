using System.Text.RegularExpressions;

namespace Pintle.Layer.Documents;

/// <summary>A component that a package says it contains, from the third-party notices that the package carries.</summary>
/// <param name="Name">As the notice's title calls it.</param>
/// <param name="Version">The commit or version that the notice itself names; <c>null</c> where it names none.</param>
/// <param name="Url">The first address in the notice, most often of the licence.</param>
/// <param name="Path">Where the notice stands in the layer.</param>
internal sealed partial record ThirdPartyNotice(string Name, string? Version, string? Url, string Path)
{
    private const string Title = "License notice for ";

    /// <summary>Titles are underlined, and a long one takes two lines. Chosen, not measured: it bounds the name of a notice without an underline.</summary>
    private const int MostTitleLines = 3;

    public static IReadOnlyList<ThirdPartyNotice> Read(string text, string path)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        int[] starts = [.. Enumerable.Range(0, lines.Length).Where(at => lines[at].StartsWith(Title, StringComparison.OrdinalIgnoreCase))];
        return [.. starts.Select((start, index) => Read(lines[start..(index + 1 < starts.Length ? starts[index + 1] : lines.Length)], path))];
    }

    private static ThirdPartyNotice Read(string[] lines, string path)
    {
        string[] title = [.. lines.Take(MostTitleLines).TakeWhile(line => line.Length > 0 && line.Trim('-', '=', ' ').Length > 0)];
        var name = string.Join(' ', title.Select(line => line.Trim()))[Title.Length..].Trim(' ', '-', ':');
        var address = Address().Match(string.Join('\n', lines));
        var url = address.Success ? address.Value.TrimEnd('.', ',', ')', ';') : null;
        var version = Commit().Match(url ?? "");
        return new ThirdPartyNotice(name, version.Success ? version.Groups[1].Value : null, url, path);
    }

    [GeneratedRegex(@"https?://[A-Za-z0-9._~:/?#@!$&'()*+,;=%-]+")]
    private static partial Regex Address();

    /// <summary>A commit or a version tag as one segment of the address.</summary>
    [GeneratedRegex(@"/(?:blob|tree|raw)/([0-9a-f]{40}|v?\d+(?:\.\d+)+)/")]
    private static partial Regex Commit();
}
