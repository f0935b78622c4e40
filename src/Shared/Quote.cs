namespace Pintle.Shared;

/// <summary>Text from outside, fit for a message: one line, and not longer than is useful.</summary>
internal static class Quote
{
    private const int Longest = 200; // Chosen, not measured: a message stays one readable line, and little of what came from outside gets into a log.

    public static string Bounded(string text)
    {
        var line = text.ReplaceLineEndings(" ");
        return Printable(line.Length <= Longest ? line : line[..Longest]) + (line.Length <= Longest ? "" : "...");
    }

    /// <summary>Replaces control characters, which mean something to a terminal, and halves of surrogate pairs, which are no text.</summary>
    private static string Printable(string line)
    {
        var text = line.ToCharArray();
        for (var i = 0; i < text.Length; i++)
        {
            var isPair = i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]);
            if (char.IsControl(text[i]) || (char.IsSurrogate(text[i]) && !isPair))
                text[i] = '?';
            i += isPair ? 1 : 0;
        }
        return new string(text);
    }
}
