namespace Pintle.Shared;

/// <summary>Text from outside, fit for a message: one line, and not longer than is useful.</summary>
internal static class Quote
{
    private const int Longest = 200;

    public static string Bounded(string text)
    {
        var line = text.ReplaceLineEndings(" ");
        return line.Length <= Longest ? line : line[..Longest] + "...";
    }
}
