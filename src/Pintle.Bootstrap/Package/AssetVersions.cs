using System.Buffers.Text;

namespace Pintle.Bootstrap.Package;

/// <summary>
/// What decides between two assemblies of one name, as in the .NET host: the higher assembly version, then the higher file version. A missing version is the lowest.
/// </summary>
internal readonly record struct AssetVersions(Version? Assembly, Version? File)
{
    /// <summary>Negative, zero or positive, as this one is lower, equal or higher. The host asks the function's assets first and lets a later one of equal versions replace them.</summary>
    public int CompareTo(AssetVersions other)
    {
        var order = Compare(Assembly, other.Assembly);
        return order != 0 ? order : Compare(File, other.File);
    }

    /// <summary>Two to four numbers with dots, an absent one lower than 0, as System.Version has it; null for anything else.</summary>
    public static Version? Parse(ReadOnlySpan<byte> text)
    {
        Span<int> parts = [0, 0, 0, 0];
        for (var count = 1; count <= parts.Length; count++)
        {
            if (!Utf8Parser.TryParse(text, out int part, out var digits) || part < 0 || text[0] == (byte)'+')
                return null;
            parts[count - 1] = part;
            text = text[digits..];
            if (text.IsEmpty)
                return Of(parts[..count]);
            if (text[0] != (byte)'.')
                return null;
            text = text[1..];
        }
        return null;
    }

    private static Version? Of(ReadOnlySpan<int> parts) => parts.Length switch
    {
        2 => new Version(parts[0], parts[1]),
        3 => new Version(parts[0], parts[1], parts[2]),
        4 => new Version(parts[0], parts[1], parts[2], parts[3]),
        _ => null,
    };

    private static int Compare(Version? left, Version? right) =>
        left is null ? (right is null ? 0 : -1) : right is null ? 1 : left.CompareTo(right);
}
