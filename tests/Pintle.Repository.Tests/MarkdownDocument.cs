using System.Text;
using System.Text.RegularExpressions;

namespace Pintle.Repository.Tests;

/// <summary>A Markdown file of this repository, as far as tests ask: headings, tables, links, code. Not a general parser.</summary>
internal sealed partial class MarkdownDocument
{
    private readonly List<string> _prose = [];
    private readonly List<MarkdownTable> _tables = [];
    private readonly List<string> _headings = [];
    private readonly List<string> _code = [];

    private MarkdownDocument(string path) => Path = path;

    /// <summary>Below the repository's root.</summary>
    public string Path { get; }

    public string Text { get; private init; } = "";

    public IReadOnlyList<MarkdownTable> Tables => _tables;

    public IReadOnlyList<string> Headings => _headings;

    /// <summary>The lines inside fenced blocks.</summary>
    public IReadOnlyList<string> Code => _code;

    /// <summary>Targets of the links in prose.</summary>
    public IEnumerable<string> Links => _prose.SelectMany(line => Link().Matches(InlineCode().Replace(line, "``")).Select(match => match.Groups["target"].Value));

    /// <summary>The texts between single backticks in prose.</summary>
    public IEnumerable<string> InlineTexts => _prose.SelectMany(line => InlineCode().Matches(line).Select(match => match.Groups["text"].Value));

    public static MarkdownDocument Read(string path) => Parse(path, Checkout.Read(path));

    public MarkdownTable TableUnder(string heading) =>
        _tables.SingleOrDefault(table => table.Heading == heading) ?? throw new InvalidOperationException($"Expected one table under the heading \"{heading}\" of {Path}; its headings: {string.Join(", ", _headings)}");

    /// <summary>What GitHub makes of a heading for links to it: lower case, punctuation dropped, spaces as hyphens.</summary>
    public static string Anchor(string heading)
    {
        var anchor = new StringBuilder();
        foreach (var character in heading.ToLowerInvariant())
        {
            if (char.IsLetterOrDigit(character) || character is '-' or '_')
                anchor.Append(character);
            else if (character == ' ')
                anchor.Append('-');
        }
        return anchor.ToString();
    }

    internal static MarkdownDocument Parse(string path, string text)
    {
        var document = new MarkdownDocument(path) { Text = text };
        var inFence = false;
        var heading = "";
        MarkdownTable? table = null;
        foreach (var line in text.Split('\n'))
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                inFence = !inFence;
                continue;
            }
            if (inFence)
            {
                document._code.Add(line);
                continue;
            }

            document._prose.Add(line);
            if (line.StartsWith('#'))
                document._headings.Add(heading = line.TrimStart('#').Trim());
            if (!line.StartsWith('|'))
                table = null;
            else if (table is null)
                document._tables.Add(table = new MarkdownTable(heading, Cells(line)));
            else if (!Separator().IsMatch(line))
                table.Rows.Add(Cells(line));
        }
        return document;
    }

    private static string[] Cells(string line) => [.. line.Trim().Trim('|').Split('|').Select(cell => cell.Trim())];

    [GeneratedRegex(@"\[[^\]]*\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("`(?<text>[^`]+)`")]
    private static partial Regex InlineCode();

    [GeneratedRegex(@"^\|[-:| ]+\|\s*$")]
    private static partial Regex Separator();
}

/// <summary>A table and the heading that it stands under.</summary>
internal sealed record MarkdownTable(string Heading, string[] Columns)
{
    public List<string[]> Rows { get; } = [];

    /// <summary>These columns of every row, with " | " between.</summary>
    public IEnumerable<string> Lines(params string[] names)
    {
        string[][] columns = [.. names.Select(name => Column(name).ToArray())];
        return Rows.Select((_, row) => string.Join(" | ", columns.Select(column => column[row])));
    }

    /// <summary>One column, without the backticks around code.</summary>
    public IEnumerable<string> Column(string name)
    {
        var index = Array.IndexOf(Columns, name);
        return index >= 0
            ? Rows.Select(row => row[index].Trim('`'))
            : throw new InvalidOperationException($"Expected the column \"{name}\" in the table under \"{Heading}\"; it has {string.Join(", ", Columns)}");
    }
}
