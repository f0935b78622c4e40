using System.Text;

namespace Pintle.Layer.Definition;

/// <summary>What git leaves in a file where two sides of a merge changed the same lines.</summary>
public static class MergeConflict
{
    private static readonly string[] Markers = ["<<<<<<< ", "=======", ">>>>>>> ", "||||||| "];

    /// <summary>The line, from 1, of the first marker; <c>null</c> where there is none.</summary>
    public static int? LineIn(ReadOnlyMemory<byte> utf8) => LineIn(Encoding.UTF8.GetString(utf8.Span));

    /// <inheritdoc cref="LineIn(ReadOnlyMemory{byte})"/>
    public static int? LineIn(string text)
    {
        var at = Array.FindIndex(text.Split('\n'), line => Markers.Any(marker => line.StartsWith(marker, StringComparison.Ordinal)));
        return at < 0 ? null : at + 1;
    }

    /// <summary>One sentence for whoever has to settle it.</summary>
    public static string Say(string file, int line) => $"Expected {file} to be settled after a merge, but line {line} has a conflict marker. Keep one side's lines and remove the markers.";
}
