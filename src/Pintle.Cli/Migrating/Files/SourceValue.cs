namespace Pintle.Cli.Migrating.Files;

/// <summary>A value that a deployment file gets: a text, a list of texts, or a map of texts.</summary>
internal sealed class SourceValue
{
    private readonly string? _text;
    private readonly IReadOnlyList<string>? _items;
    private readonly IReadOnlyList<(string Key, SourceValue Value)> _members = [];

    private SourceValue(string? text, IReadOnlyList<string>? items, IReadOnlyList<(string, SourceValue)>? members) => (_text, _items, _members) = (text, items, members ?? []);

    /// <summary>As it stands in the file, quoted where that has to be.</summary>
    public static SourceValue Of(string text) => new(text, null, null);

    public static SourceValue List(params string[] items) => new(null, items, null);

    public static SourceValue Map(params (string Key, SourceValue Value)[] members) => new(null, null, members);

    /// <summary>In brackets; over several lines where a line end is given.</summary>
    public string Flow(bool isJson, string? lineEnd, string indent, string unit)
    {
        if (_text is not null)
            return _text;
        var inner = indent + unit;
        string[] parts = _items is not null
            ? [.. _items]
            : [.. _members.Select(member => $"{(isJson ? $"\"{member.Key}\"" : member.Key)}: {member.Value.Flow(isJson, lineEnd, inner, unit)}")];
        var (open, close) = _items is not null ? ("[", "]") : ("{", "}");
        if (lineEnd is null)
            return _items is not null ? $"{open}{string.Join(", ", parts)}{close}" : $"{open} {string.Join(", ", parts)} {close}";
        return $"{open}{lineEnd}{inner}{string.Join($",{lineEnd}{inner}", parts)}{lineEnd}{indent}{close}";
    }

    /// <summary>As the lines of a block, without a line end after the last.</summary>
    public string Block(string key, string lineEnd, string indent, string unit)
    {
        if (_text is not null)
            return $"{indent}{key}: {_text}";
        return _items is not null
            ? string.Join(lineEnd, _items.Select(item => $"{indent}{unit}- {item}").Prepend($"{indent}{key}:"))
            : string.Join(lineEnd, _members.Select(member => member.Value.Block(member.Key, lineEnd, indent + unit, unit)).Prepend($"{indent}{key}:"));
    }
}
