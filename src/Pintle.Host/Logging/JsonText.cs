using System.Text;

namespace Pintle.Host.Logging;

/// <summary>Strings and names of JSON. As by default in System.Text.Json, everything but plain ASCII is escaped, and so is what means something in HTML.</summary>
internal static class JsonText
{
    private const string Hexadecimal = "0123456789ABCDEF";

    /// <summary>A property behind another one.</summary>
    public static void AppendProperty(StringBuilder json, string name, string? value)
    {
        AppendName(json, name);
        Append(json, value);
    }

    public static void AppendName(StringBuilder json, string name)
    {
        Append(json.Append(','), name);
        _ = json.Append(':');
    }

    /// <summary>A string in quotes, or the literal null.</summary>
    public static void Append(StringBuilder json, string? text)
    {
        if (text is null)
        {
            _ = json.Append("null");
            return;
        }
        _ = json.Append('"');
        var plain = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (IsPlain(text[i]))
                continue;
            _ = json.Append(text, plain, i - plain);
            plain = i + 1;
            AppendEscaped(json, IsHalfOfNothing(text, i) ? '\uFFFD' : text[i]);
        }
        _ = json.Append(text, plain, text.Length - plain).Append('"');
    }

    private static bool IsPlain(char character) => character is >= ' ' and < '\u007F' and not ('"' or '\\' or '&' or '\'' or '+' or '<' or '>' or '`');

    /// <summary>Half a surrogate pair without its other half.</summary>
    private static bool IsHalfOfNothing(string text, int at) =>
        char.IsHighSurrogate(text[at]) ? at + 1 == text.Length || !char.IsLowSurrogate(text[at + 1]) : char.IsLowSurrogate(text[at]) && (at == 0 || !char.IsHighSurrogate(text[at - 1]));

    private static void AppendEscaped(StringBuilder json, char character) => _ = character switch
    {
        '\\' => json.Append(@"\\"),
        '\n' => json.Append("\\n"),
        '\r' => json.Append("\\r"),
        '\t' => json.Append("\\t"),
        '\f' => json.Append("\\f"),
        '\b' => json.Append("\\b"),
        _ => json.Append("\\u").Append(Hexadecimal[character >> 12]).Append(Hexadecimal[character >> 8 & 0xF]).Append(Hexadecimal[character >> 4 & 0xF]).Append(Hexadecimal[character & 0xF]),
    };
}
