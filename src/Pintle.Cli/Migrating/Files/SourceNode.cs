namespace Pintle.Cli.Migrating.Files;

/// <summary>What stands in a deployment file, with its place in the text, so that a change can be made to that place alone.</summary>
internal abstract record SourceNode(int Start, int End)
{
    /// <summary>The tag of one of CloudFormation's short forms, such as <c>!Ref</c>; null for a plain value.</summary>
    public string? Tag { get; init; }

    /// <summary>Whether a YAML anchor gives it to other places too.</summary>
    public bool IsAnchored { get; init; }

    /// <summary>A member's value, also from a merged map; null where there is none.</summary>
    public SourceNode? Find(params string[] names)
    {
        var at = this;
        foreach (var name in names)
            at = (at as SourceMap)?.Member(name)?.Value;
        return at;
    }

    /// <summary>The text of a plain scalar; null of anything else.</summary>
    public string? Text => this is SourceScalar { Tag: null } scalar ? scalar.Value : null;
}

/// <summary>One value. <c>Start</c> and <c>End</c> include its quotes.</summary>
internal sealed record SourceScalar(int Start, int End, string Value, char Quote) : SourceNode(Start, End)
{
    public const char Plain = '\0';

    /// <summary>A YAML block scalar, or a text with escapes or over several lines: nothing that could be replaced in place.</summary>
    public const char Other = '|';
}

/// <summary>A list.</summary>
internal sealed record SourceList(int Start, int End, IReadOnlyList<SourceNode> Items, bool IsFlow) : SourceNode(Start, End);

/// <summary>A member of a map.</summary>
internal sealed record SourceMember(SourceScalar Key, SourceNode Value);

/// <summary>A map. <see cref="Merged"/> are those that <c>&lt;&lt;</c> names.</summary>
internal sealed record SourceMap(int Start, int End, IReadOnlyList<SourceMember> Members, IReadOnlyList<SourceMap> Merged, bool IsFlow) : SourceNode(Start, End)
{
    public SourceMember? Member(string name) => Members.FirstOrDefault(member => member.Key.Value == name) ?? Merged.Select(map => map.Member(name)).FirstOrDefault(member => member is not null);

    /// <summary>Its own and those of the maps that it merges, each name once.</summary>
    public IEnumerable<SourceMember> All => Members.Concat(Merged.SelectMany(map => map.All)).DistinctBy(member => member.Key.Value);
}
