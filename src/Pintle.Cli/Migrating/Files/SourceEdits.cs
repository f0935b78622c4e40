using System.Text;

namespace Pintle.Cli.Migrating.Files;

/// <summary>Changes to the text of a deployment file, each at its own place: what is not named stays to the byte. What cannot be changed in place is refused.</summary>
internal sealed class SourceEdits(SourceText source, bool isJson)
{
    private readonly SortedDictionary<int, (int Length, string Text)> _edits = [];

    public bool IsEmpty => _edits.Count == 0;

    public string Apply()
    {
        var text = new StringBuilder();
        var at = 0;
        foreach (var (start, (length, replacement)) in _edits)
        {
            _ = text.Append(source.Text, at, start - at).Append(replacement);
            at = start + length;
        }

        return text.Append(source.Text, at, source.Text.Length - at).ToString();
    }

    /// <summary>Another value in the place of a scalar, in its quotes.</summary>
    /// <returns>Whether it can be done.</returns>
    public bool Replace(SourceNode node, string value)
    {
        if (node is not SourceScalar { Quote: not SourceScalar.Other } scalar)
            return false;
        return Add(scalar.Start, scalar.End - scalar.Start, scalar.Quote == SourceScalar.Plain ? value : $"{scalar.Quote}{value}{scalar.Quote}");
    }

    /// <summary>One more item at the end of a list, laid out like the others.</summary>
    public bool Append(SourceList list, string item)
    {
        if (list.Items.Count == 0)
            return list.IsFlow && Add(list.Start + 1, 0, item);
        var last = list.Items[^1];
        if (list.IsFlow)
            return Add(last.End, 0, IsFirstOnLine(last.Start) ? $",{source.LineEnd}{source.IndentOf(last.Start)}{item}" : $", {item}");
        if (Leaf(last) is not { Quote: not SourceScalar.Other } leaf || BlockItemIndent(last) is not { } indent)
            return false;
        return InsertLine(leaf.End, $"{indent}- {item}");
    }

    /// <summary>One more member after another one; in a block map, on the next line.</summary>
    /// <param name="map">Where it goes.</param>
    /// <param name="behind">A member of the map itself whose value is a scalar on one line.</param>
    /// <param name="key">The member's name.</param>
    /// <param name="value">Its value: on the key's line, or indented below it.</param>
    public bool Insert(SourceMap map, SourceMember behind, string key, SourceValue value)
    {
        if (behind.Value is not SourceScalar { Quote: not SourceScalar.Other } scalar || source.LineOf(behind.Key.Start) != source.LineOf(scalar.End))
            return false;
        var indent = source.IndentOf(behind.Key.Start);
        var isAlone = IsFirstOnLine(behind.Key.Start);
        if (map.IsFlow)
        {
            return Add(scalar.End, 0, isAlone
                ? $",{source.LineEnd}{indent}{Key(key)}: {value.Flow(isJson, source.LineEnd, indent, Unit)}"
                : $", {Key(key)}: {value.Flow(isJson, null, indent, Unit)}");
        }

        return isAlone && InsertLine(scalar.End, value.Block(key, source.LineEnd, indent, Unit));
    }

    /// <summary>One more member before all others; in a block map also before a comment above the first one, because that comment belongs to it.</summary>
    public bool InsertFirst(SourceMap map, string key, SourceValue value)
    {
        if (map.Members is not [var first, ..])
            return false;
        if (map.IsFlow)
        {
            return IsFirstOnLine(first.Key.Start)
                ? Add(first.Key.Start, 0, $"{Key(key)}: {value.Flow(isJson, source.LineEnd, source.IndentOf(first.Key.Start), Unit)},{source.LineEnd}{source.IndentOf(first.Key.Start)}")
                : Add(first.Key.Start, 0, $"{Key(key)}: {value.Flow(isJson, null, "", Unit)}, ");
        }

        return IsFirstOnLine(first.Key.Start) && Add(map.Start == 0 ? 0 : AboveComments(source.StartOfLine(first.Key.Start)), 0, value.Block(key, source.LineEnd, source.IndentOf(first.Key.Start), Unit) + source.LineEnd);
    }

    /// <summary>The indentation of one level: that of the first line that has one.</summary>
    private string Unit
    {
        get
        {
            foreach (var line in source.Text.Split('\n').Where(line => line.Trim().Length > 0 && line[0] is ' ' or '\t' && line.TrimStart()[0] is not ('#' or '-')))
                return line[..(line.Length - line.TrimStart().Length)];
            return "  ";
        }
    }

    private string Key(string key) => isJson ? $"\"{key}\"" : key;

    private bool InsertLine(int behind, string line)
    {
        var end = source.EndOfLine(behind);
        return Add(end, 0, source.LineEnd + line);
    }

    private int AboveComments(int line)
    {
        while (line > 0 && source.StartOfLine(line - 1) is var above && source.Text[above..line].Trim() is "" or ['#', ..])
            line = above;
        return line;
    }

    private bool IsFirstOnLine(int offset) => string.IsNullOrWhiteSpace(source.Text[source.StartOfLine(offset)..offset]);

    /// <summary>What stands before an item's dash; null where the dash is not the first of its line.</summary>
    private string? BlockItemIndent(SourceNode item)
    {
        var start = item is SourceMap { Members: [var first, ..] } ? first.Key.Start : item.Start;
        var line = source.Text[source.StartOfLine(start)..start];
        return line.TrimStart().StartsWith('-') ? source.IndentOf(start) : null;
    }

    private static SourceScalar? Leaf(SourceNode node) => node switch
    {
        SourceScalar scalar => scalar,
        SourceList { IsFlow: true } or SourceMap { IsFlow: true } => new SourceScalar(node.Start, node.End, "", SourceScalar.Plain),
        SourceList { Items: [.., var last] } => Leaf(last),
        SourceMap { Members: [.., var last] } => Leaf(last.Value),
        _ => null,
    };

    /// <summary>The same change at the same place is made once: an anchor gives one value to several places. Two additions at one place keep their order.</summary>
    private bool Add(int start, int length, string text)
    {
        if (!_edits.TryGetValue(start, out var there))
            _edits.Add(start, (length, text));
        else if (length == 0 && there.Length == 0 && !there.Text.Contains(text, StringComparison.Ordinal))
            _edits[start] = (0, there.Text + text);
        else
            return there.Length == length && there.Text.Contains(text, StringComparison.Ordinal);
        return true;
    }
}
