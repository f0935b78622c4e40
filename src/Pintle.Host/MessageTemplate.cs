using System.Globalization;
using System.Text;

namespace Pintle.Host;

/// <summary>Fills a message template such as "order {id} costs {price:F2}": holes by order, or by number when every hole is one. A doubled brace is a brace.</summary>
internal static class MessageTemplate
{
    public static string Fill(string? template, object?[]? arguments)
    {
        if (template is null || arguments is not { Length: > 0 } || !template.Contains('{', StringComparison.Ordinal))
            return template ?? "";

        var positional = IsPositional(template);
        var text = new StringBuilder(template.Length + 32);
        var next = 0;
        var position = 0;
        while (position < template.Length)
        {
            var character = template[position];
            var isDoubled = position + 1 < template.Length && template[position + 1] == character;
            if (character is '{' or '}' && isDoubled)
            {
                _ = text.Append(character);
                position += 2;
                continue;
            }
            var end = character == '{' ? template.IndexOf('}', position) : -1;
            if (end < 0)
            {
                _ = text.Append(character);
                position++;
                continue;
            }
            Append(text, template.AsSpan(position, end - position + 1), arguments, positional, next++);
            position = end + 1;
        }
        return text.ToString();
    }

    private static void Append(StringBuilder text, ReadOnlySpan<char> hole, object?[] arguments, bool positional, int order)
    {
        var inside = hole[1..^1];
        var colon = inside.IndexOf(':');
        var name = colon < 0 ? inside : inside[..colon];
        var index = positional && int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : order;
        if (index >= arguments.Length)
        {
            _ = text.Append(hole);
            return;
        }
        var value = arguments[index];
        _ = text.Append(colon >= 0 && value is IFormattable formattable
            ? Format(formattable, inside[(colon + 1)..].ToString())
            : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "");
    }

    /// <summary>A format that the value does not know is left out: a log call must not end the invocation that makes it.</summary>
    private static string Format(IFormattable value, string format)
    {
        try
        {
            return value.ToString(format, CultureInfo.InvariantCulture);
        }
        catch (FormatException)
        {
            return value.ToString(null, CultureInfo.InvariantCulture);
        }
    }

    private static bool IsPositional(string template)
    {
        for (var open = template.IndexOf('{', StringComparison.Ordinal); open >= 0 && open + 1 < template.Length; open = template.IndexOf('{', open + 1))
        {
            if (template[open + 1] == '{')
                open++;
            else if (!char.IsAsciiDigit(template[open + 1]))
                return false;
        }
        return true;
    }
}
