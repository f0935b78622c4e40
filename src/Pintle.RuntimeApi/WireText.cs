using System.Text;

namespace Pintle.RuntimeApi;

/// <summary>Writes bytes of the peer into a message: quoted, bounded, and on one line. The caller makes sure that they are no part of a payload.</summary>
internal static class WireText
{
    private const int MaxQuoted = 64; // Chosen, not measured: enough to recognize another protocol in one line of a log.

    public static string Quote(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length + 2).Append('"');
        foreach (var b in bytes[..Math.Min(bytes.Length, MaxQuoted)])
            _ = b is >= 0x20 and < 0x7F ? text.Append((char)b) : text.Append("\\x").Append(b.ToString("X2", null));
        return text.Append(bytes.Length > MaxQuoted ? "…\"" : "\"").ToString();
    }

    public static string Quote(string? text) => Quote(Encoding.UTF8.GetBytes(text ?? ""));

    /// <summary>At most <paramref name="max"/> characters, control characters as spaces: for text that is meant to be read.</summary>
    public static string OneLine(string text, int max)
    {
        var cut = text.Length > max;
        var kept = string.Create(cut ? max : text.Length, text, static (span, source) =>
        {
            for (var i = 0; i < span.Length; i++)
                span[i] = char.IsControl(source[i]) ? ' ' : source[i];
        });
        return cut ? kept + "…" : kept;
    }
}
