using System.Globalization;
using System.Text;

namespace Pintle.Host.Logging;

/// <summary>
/// A message template such as "order {id} costs {price:F2}", by AWS's rules (RuntimeSupport, AbstractLogMessageFormatter): holes are filled by their order, or by number when the numbers are
/// 0, 1, 2 without a gap. A doubled brace opens no hole and stays doubled; a hole without a value stays as it is written.
/// </summary>
internal sealed class MessageTemplate
{
    private readonly string _text;

    private MessageTemplate(string text, MessageHole[] holes)
    {
        _text = text;
        Holes = holes;
        IsPositional = AreNumbered(holes);
    }

    public MessageHole[] Holes { get; }

    public bool IsPositional { get; }

    public static MessageTemplate Parse(string text)
    {
        var holes = new List<MessageHole>();
        for (var open = text.IndexOf('{', StringComparison.Ordinal); open >= 0 && open + 1 < text.Length; open = text.IndexOf('{', open))
        {
            var next = text[open + 1];
            var close = next is '{' or '}' ? open + 1 : text.IndexOf('}', open);
            if (close < 0)
                break;
            if (close > open + 1)
                holes.Add(MessageHole.Parse(text, open, close + 1));
            open = close + 1;
            if (open >= text.Length)
                break;
        }
        return new MessageTemplate(text, [.. holes]);
    }

    /// <summary>The value of a hole; false when there is none for it.</summary>
    public bool TryGetArgument(int hole, object?[] arguments, out object? argument)
    {
        var index = IsPositional ? Holes[hole].Number!.Value : hole;
        var exists = index < arguments.Length;
        argument = exists ? arguments[index] : null;
        return exists;
    }

    public void Fill(StringBuilder message, object?[] arguments)
    {
        var position = 0;
        for (var i = 0; i < Holes.Length; i++)
        {
            var hole = Holes[i];
            _ = message.Append(_text, position, hole.Start - position);
            position = hole.End;
            var value = TryGetArgument(i, arguments, out var argument) ? MessageValue.Text(argument, hole.Format) : null;
            _ = value is null ? message.Append(_text, hole.Start, hole.End - hole.Start) : message.Append(value);
        }
        _ = message.Append(_text, position, _text.Length - position);
    }

    /// <summary>Every name is a number, and they are 0 up to the highest, each at least once.</summary>
    private static bool AreNumbered(MessageHole[] holes)
    {
        var highest = -1;
        foreach (var hole in holes)
        {
            if (hole.Number is not { } number || number < 0 || number >= holes.Length)
                return false;
            highest = Math.Max(highest, number);
        }
        for (var wanted = 0; wanted <= highest; wanted++)
        {
            if (!Array.Exists(holes, hole => hole.Number == wanted))
                return false;
        }
        return highest >= 0;
    }
}

/// <summary>One hole of a template: {name}, {@name} for a value in JSON, {name:format}.</summary>
internal sealed class MessageHole
{
    /// <summary>Where its opening brace stands.</summary>
    public required int Start { get; init; }

    /// <summary>Behind its closing brace.</summary>
    public required int End { get; init; }

    public required string Name { get; init; }

    /// <summary>The name as a number, if it is one.</summary>
    public required int? Number { get; init; }

    /// <summary>Null when there is none.</summary>
    public required string? Format { get; init; }

    /// <summary>The name began with @: in the JSON format the value is serialized.</summary>
    public required bool IsSerialized { get; init; }

    public static MessageHole Parse(string template, int start, int end)
    {
        var inside = template.AsSpan(start + 1, end - start - 2);
        var isSerialized = inside[0] == '@';
        if (isSerialized)
            inside = inside[1..];
        var colon = inside.IndexOf(':');
        var name = (colon < 0 ? inside : inside[..colon]).Trim();
        var format = colon < 0 ? [] : inside[(colon + 1)..].Trim();
        return new MessageHole
        {
            Start = start,
            End = end,
            Name = name.ToString(),
            Number = int.TryParse(name, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : null,
            Format = format.IsEmpty ? null : format.ToString(),
            IsSerialized = isSerialized,
        };
    }
}
