using System.Text;

namespace Pintle.RuntimeApi;

/// <summary>The syntax of one header or trailer line, without its CR LF. It does not know what any header means.</summary>
internal static class FieldLine
{
    /// <summary>Splits the line into name and value, or says which rule it breaks.</summary>
    public static string? Split(ReadOnlySpan<byte> line, out int nameLength, out Range value)
    {
        (nameLength, value) = (0, default);
        // RFC 9112 §5.2: a line that goes on from the one before is obsolete and may be refused.
        if (line[0] is (byte)' ' or (byte)'\t')
            return "a header line begins with white space (obsolete line folding, RFC 9112 §5.2)";
        var colon = line.IndexOf((byte)':');
        if (colon < 0)
            return "a header line has no colon (RFC 9112 §5)";
        nameLength = colon;
        if (!IsToken(line[..colon]))
            return $"{WireText.Quote(line[..colon])} is not a header name; white space before the colon counts too (RFC 9112 §5.1)";
        var start = colon + 1;
        var end = line.Length;
        while (start < end && IsWhiteSpace(line[start]))
            start++;
        while (end > start && IsWhiteSpace(line[end - 1]))
            end--;
        value = start..end;
        return IsText(line[value]) ? null : $"the value of header {WireText.Quote(line[..colon])} holds a control character (RFC 9110 §5.5)";
    }

    /// <summary>Case-insensitive; <paramref name="expected"/> is written in lower case.</summary>
    public static bool NameEquals(ReadOnlySpan<byte> name, ReadOnlySpan<byte> expected) => Ascii.EqualsIgnoreCase(name, expected);

    /// <summary>RFC 9110 §5.5: visible characters, bytes above 0x7F, spaces and tabs. Not NUL, not a lone CR.</summary>
    public static bool IsText(ReadOnlySpan<byte> value)
    {
        if (!value.ContainsAnyExceptInRange((byte)0x20, (byte)0x7E))
            return true;
        foreach (var b in value)
        {
            if ((b < 0x20 && b != '\t') || b == 0x7F)
                return false;
        }

        return true;
    }

    public static bool IsWhiteSpace(byte b) => b is (byte)' ' or (byte)'\t';

    /// <summary>RFC 9110 §5.6.2.</summary>
    private static bool IsToken(ReadOnlySpan<byte> name)
    {
        foreach (var b in name)
        {
            if (!char.IsAsciiLetterOrDigit((char)b) && !"-!#$%&'*+.^_`|~"u8.Contains(b))
                return false;
        }

        return !name.IsEmpty;
    }
}
