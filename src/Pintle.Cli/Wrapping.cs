namespace Pintle.Cli;

/// <summary>Lines for a terminal's columns, and for the columns of a table.</summary>
internal static class Wrapping
{
    private const int Indent = 2;
    private const string Behind = ".-_/";

    /// <summary>Lines after the first are indented two columns more. A word that is longer than a line, such as a path or an ARN, stays whole: whoever copies it needs all of it.</summary>
    /// <param name="text">One line or several.</param>
    /// <param name="columns">How many there are; null for any number, as on a pipe.</param>
    public static IEnumerable<string> Lines(string text, int? columns) => text.Split('\n').SelectMany(line => Line(line, columns));

    private static List<string> Line(string line, int? columns)
    {
        if (columns is not { } width || line.Length <= width)
            return [line];
        var start = line.Length - line.TrimStart(' ').Length;
        var next = new string(' ', start + Indent);
        var lines = new List<string>();
        var current = line[..start];
        var isEmpty = true;
        foreach (var word in line[start..].Split(' '))
        {
            if (!isEmpty && current.Length + 1 + word.Length > width)
            {
                lines.Add(current);
                (current, isEmpty) = (next, true);
            }

            current += isEmpty ? word : $" {word}";
            isEmpty = false;
        }

        lines.Add(current);
        return lines;
    }

    /// <summary>A cell of a table, broken at spaces; a name that is longer than its column is broken after one of its dots, dashes or slashes.</summary>
    public static IReadOnlyList<string> Cell(string text, int width)
    {
        var rest = text.AsMemory();
        var lines = new List<string>();
        while (rest.Length > width)
        {
            var at = rest.Span[..(width + 1)].LastIndexOf(' ');
            var next = at > 0 ? at + 1 : 0;
            if (at <= 0)
                at = next = rest.Span[..width].LastIndexOfAny(Behind) + 1 is > 0 and var behind ? behind : width;
            lines.Add(rest[..at].ToString());
            rest = rest[next..];
        }

        lines.Add(rest.ToString());
        return lines;
    }
}
