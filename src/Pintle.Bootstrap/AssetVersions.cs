using System.Buffers.Text;

namespace Pintle.Bootstrap;

/// <summary>
/// What decides between two assemblies of one name, as in the .NET host: the higher assembly version, then the higher file version. A version that is not given is lowest.
/// </summary>
internal readonly record struct AssetVersions(Version? Assembly, Version? File)
{
    /// <summary>Whether the function's copy is taken instead of the framework's; on a tie the framework's is.</summary>
    public static bool FunctionWins(AssetVersions function, AssetVersions framework)
    {
        var order = Compare(function.Assembly, framework.Assembly);
        return order > 0 || (order == 0 && Compare(function.File, framework.File) > 0);
    }

    /// <summary>One to four numbers with dots, absent ones 0; null for anything else.</summary>
    public static Version? Parse(ReadOnlySpan<byte> text)
    {
        Span<int> parts = [0, 0, 0, 0];
        foreach (ref var part in parts)
        {
            if (!Utf8Parser.TryParse(text, out part, out var digits) || part < 0)
                return null;
            text = text[digits..];
            if (text.IsEmpty)
                return new Version(parts[0], parts[1], parts[2], parts[3]);
            if (text[0] != (byte)'.')
                return null;
            text = text[1..];
        }
        return null;
    }

    private static int Compare(Version? left, Version? right) =>
        left is null ? (right is null ? 0 : -1) : right is null ? 1 : left.CompareTo(right);
}
