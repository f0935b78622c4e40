using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Pintle.Cli.Migrating.Files;

/// <summary>Reads YAML into <see cref="SourceNode"/>s: event by event, so that every value has its place; aliases and merged maps lead to what they mean.</summary>
internal sealed class YamlSource(SourceText source)
{
    private const int MaxDepth = 100; // Chosen, not measured: far above what templates have; it keeps a nested file from using up the stack.

    private readonly Dictionary<string, SourceNode> _anchors = new(StringComparer.Ordinal);
    private readonly Parser _parser = new(new StringReader(source.Text));
    private int _depth;

    /// <exception cref="ToolException">It is no YAML that can be read; the message says where.</exception>
    public static SourceNode Read(SourceText source)
    {
        try
        {
            var reader = new YamlSource(source);
            _ = reader._parser.Consume<StreamStart>();
            if (reader._parser.Accept<StreamEnd>(out _))
                throw new ToolException($"Expected {source.File} to be a deployment file, found nothing in it. Name another one.");
            _ = reader._parser.Consume<DocumentStart>();
            var root = reader.Node();
            _ = reader._parser.Consume<DocumentEnd>();
            return reader._parser.Accept<StreamEnd>(out _) ? root : throw new ToolException($"Expected {source.File} to be one document, found several. Give each a file of its own.");
        }
        catch (YamlException fault)
        {
            throw new ToolException($"Expected {source.File} to be YAML or JSON, but it can't be read at line {fault.Start.Line}, column {fault.Start.Column}. Correct it there.");
        }
        catch (ArgumentException)
        {
            throw new ToolException($"Expected {source.File} to be YAML or JSON, but a tag in it is none. Correct it.");
        }
        catch (InvalidOperationException)
        {
            throw new ToolException($"Expected {source.File} to be YAML or JSON, but a bracket or a brace in it is not closed. Close it.");
        }
    }

    private SourceNode Node()
    {
        if (++_depth > MaxDepth)
            throw new ToolException($"Expected {source.File} to be nested at most {MaxDepth} deep, found more. Give a deployment file.");
        var node = _parser.Current switch
        {
            Scalar => Keep(_parser.Consume<Scalar>(), ScalarOf),
            SequenceStart => Keep(_parser.Consume<SequenceStart>(), ListOf),
            MappingStart => Keep(_parser.Consume<MappingStart>(), MapOf),
            AnchorAlias => Alias(_parser.Consume<AnchorAlias>()),
            var other => throw new YamlException(other?.Start ?? Mark.Empty, other?.End ?? Mark.Empty, "unexpected"),
        };
        _depth--;
        return node;
    }

    private SourceNode Keep<T>(T given, Func<T, SourceNode> read)
        where T : NodeEvent
    {
        var node = read(given) with { Tag = !given.Tag.IsEmpty && given.Tag.Value is ['!', not '!', ..] ? given.Tag.Value : null, IsAnchored = !given.Anchor.IsEmpty };
        if (!given.Anchor.IsEmpty)
            _anchors[given.Anchor.Value] = node;
        return node;
    }

    private SourceNode Alias(AnchorAlias alias) => _anchors.GetValueOrDefault(alias.Value.Value)
        ?? throw new ToolException($"Expected an anchor &{alias.Value.Value} in {source.File}, which line {alias.Start.Line} names, but there is none before it. Correct it.");

    private SourceScalar ScalarOf(Scalar scalar)
    {
        var (start, end) = (Offset(scalar.Start), Offset(scalar.End));
        var length = scalar.Value.Length;
        // The event's span begins with the tag and the anchor.
        return scalar.Style switch
        {
            ScalarStyle.Plain when end - length >= start && source.Text.AsSpan(end - length, length).SequenceEqual(scalar.Value) => new SourceScalar(end - length, end, scalar.Value, SourceScalar.Plain),
            ScalarStyle.SingleQuoted when IsQuoted(scalar, end, '\'') => new SourceScalar(end - length - 2, end, scalar.Value, '\''),
            ScalarStyle.DoubleQuoted when IsQuoted(scalar, end, '"') => new SourceScalar(end - length - 2, end, scalar.Value, '"'),
            _ => new SourceScalar(start, end, scalar.Value, SourceScalar.Other),
        };
    }

    private bool IsQuoted(Scalar scalar, int end, char quote) => end - scalar.Value.Length - 2 is >= 0 and var start && source.Text[start] == quote && source.Text[end - 1] == quote
        && source.Text.AsSpan(start + 1, scalar.Value.Length).SequenceEqual(scalar.Value);

    private SourceList ListOf(SequenceStart given)
    {
        var items = new List<SourceNode>();
        while (!_parser.Accept<SequenceEnd>(out _))
            items.Add(Node());
        var end = _parser.Consume<SequenceEnd>();
        return new SourceList(given.Style == SequenceStyle.Flow ? Opening(Offset(given.Start), '[') : Offset(given.Start), Offset(end.End), items, given.Style == SequenceStyle.Flow);
    }

    private SourceMap MapOf(MappingStart given)
    {
        var members = new List<SourceMember>();
        var merged = new List<SourceMap>();
        while (!_parser.Accept<MappingEnd>(out _))
        {
            var key = Node();
            var value = Node();
            if (key is not SourceScalar name)
                continue;
            if (name is { Value: "<<", Quote: SourceScalar.Plain })
                merged.AddRange(value is SourceMap one ? [one] : value is SourceList several ? several.Items.OfType<SourceMap>() : []);
            else
                members.Add(new SourceMember(name, value));
        }

        var end = _parser.Consume<MappingEnd>();
        return new SourceMap(given.Style == MappingStyle.Flow ? Opening(Offset(given.Start), '{') : Offset(given.Start), Offset(end.End), members, merged, given.Style == MappingStyle.Flow);
    }

    /// <summary>After a tag and an anchor.</summary>
    private int Opening(int from, char bracket) => source.Text.IndexOf(bracket, from) is >= 0 and var at ? at : from;

    private int Offset(Mark mark) => source.Offset(mark.Line, mark.Column);
}
