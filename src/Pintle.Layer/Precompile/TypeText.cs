namespace Pintle.Layer.Precompile;

/// <summary>
/// A type as the JIT writes it: <c>Namespace.Outer`1+Nested[arguments of both][]</c>. Primitive types have their C# names, and every by-reference type is <c>byref</c>.
/// </summary>
/// <param name="Name">Without arguments and suffixes.</param>
/// <param name="Arguments">Of the generic instantiation; empty where there is none.</param>
/// <param name="Ranks">Of the arrays around it, the innermost first.</param>
internal sealed record TypeText(string Name, IReadOnlyList<TypeText> Arguments, IReadOnlyList<int> Ranks)
{
    /// <summary>Reads one type and leaves in the text what comes after it. <c>null</c> where the brackets do not match.</summary>
    public static TypeText? Read(ref ReadOnlySpan<char> text)
    {
        var end = text.IndexOfAny("[],()");
        var name = text[..(end < 0 ? text.Length : end)].ToString();
        text = end < 0 ? [] : text[end..];

        IReadOnlyList<TypeText> arguments = [];
        var ranks = new List<int>();
        while (text is ['[', ..])
        {
            var rank = RankOf(text);
            if (rank > 0)
            {
                ranks.Add(rank);
                text = text[(rank + 1)..];
            }
            else if (ranks.Count > 0 || arguments.Count > 0 || ReadList(ref text, '[', ']') is not { } list)
            {
                return null;
            }
            else
            {
                arguments = list;
            }
        }

        return name.Length == 0 ? null : new TypeText(name, arguments, ranks);
    }

    /// <summary>Reads types between two brackets, separated by commas, and the brackets.</summary>
    public static IReadOnlyList<TypeText>? ReadList(ref ReadOnlySpan<char> text, char open, char close)
    {
        var list = new List<TypeText>();
        if (text.IsEmpty || text[0] != open)
            return null;
        text = text[1..];
        if (!text.IsEmpty && text[0] == close)
        {
            text = text[1..];
            return list;
        }

        while (Read(ref text) is { } type && !text.IsEmpty)
        {
            list.Add(type);
            var next = text[0];
            text = text[1..];
            if (next == close)
                return list;
            if (next != ',')
                return null;
        }

        return null;
    }

    /// <summary>The dimensions of <c>[]</c> or <c>[,]</c> at the text's start, 0 where an instantiation stands there.</summary>
    private static int RankOf(ReadOnlySpan<char> text)
    {
        var rank = 1;
        while (rank < text.Length && text[rank] == ',')
            rank++;
        return rank < text.Length && text[rank] == ']' ? rank : 0;
    }
}
