using System.Reflection;
using System.Runtime.Loader;

namespace Pintle.Host.Metadata;

/// <summary>
/// A type by its name as attributes hold it, for the two forms that serializers' types have: a plain type of an assembly, and a generic one with one such argument
/// (<c>A.Serializer`1[[B.Context, B, Version=…]], A, Version=…</c>, or <c>[Context]</c> for one of the same assembly). All other forms are left to the framework, whose parser is jitted.
/// </summary>
internal static class SerializedTypeName
{
    /// <param name="text">The name.</param>
    /// <param name="assembly">Where a name without an assembly's is looked for.</param>
    /// <returns>Null where the framework has to look, and to say what is wrong.</returns>
    public static Type? Resolve(ReadOnlySpan<char> text, Assembly assembly)
    {
        try
        {
            return Find(text, assembly);
        }
        catch (Exception e) when (e is IOException or BadImageFormatException or ArgumentException)
        {
            return null;
        }
    }

    private static Type? Find(ReadOnlySpan<char> text, Assembly assembly)
    {
        var end = 0;
        while (end < text.Length && text[end] is not ('[' or ','))
            end++;
        var name = text[..end];
        var rest = text[end..];
        var argument = TakeArgument(ref rest);
        if (!rest.IsEmpty && rest[0] != ',')
            return null;
        var home = rest.IsEmpty ? assembly : Load(rest[1..]);
        var type = home is null ? null : MetadataTypes.Find(home, name.ToString());
        if (type is null || argument.IsEmpty)
            return type;
        return Find(argument, assembly) is { } of && type.IsGenericTypeDefinition ? type.MakeGenericType(of) : null;
    }

    /// <summary>What stands between double brackets, or single ones where it has no assembly; taken off with them.</summary>
    private static ReadOnlySpan<char> TakeArgument(ref ReadOnlySpan<char> rest)
    {
        if (rest.Length < 2 || rest[0] != '[')
            return [];
        var brackets = rest[1] == '[' ? 2 : 1;
        var end = brackets;
        // A comma within single brackets: several arguments, or an array.
        while (end < rest.Length && rest[end] != ']' && (brackets == 2 || rest[end] != ','))
            end++;
        // A single bracket after double ones: several arguments.
        if (end == brackets || end + brackets > rest.Length || rest[end] != ']' || rest[end + brackets - 1] != ']')
            return [];
        var argument = rest[brackets..end];
        rest = rest[(end + brackets)..];
        return argument;
    }

    /// <param name="text">A display name. The assembly has to have its version, as always; the rest is not looked at.</param>
    private static Assembly? Load(ReadOnlySpan<char> text)
    {
        const string VersionKey = "Version=";
        var name = TakePart(ref text);
        Version? version = null;
        while (!text.IsEmpty)
        {
            var part = TakePart(ref text);
            if (StartsWith(part, VersionKey) && (version = ParseVersion(part[VersionKey.Length..])) is null)
                return null;
        }
        return MetadataTypes.Plain(name) is null ? null : AssemblyLoadContext.Default.LoadFromAssemblyName(new AssemblyName { Name = name.ToString(), Version = version });
    }

    private static bool StartsWith(ReadOnlySpan<char> text, string beginning)
    {
        for (var i = 0; i < beginning.Length; i++)
        {
            if (i >= text.Length || text[i] != beginning[i])
                return false;
        }
        return true;
    }

    private static ReadOnlySpan<char> TakePart(ref ReadOnlySpan<char> text)
    {
        var start = 0;
        while (start < text.Length && text[start] == ' ')
            start++;
        var end = start;
        while (end < text.Length && text[end] != ',')
            end++;
        var part = text[start..end];
        text = end < text.Length ? text[(end + 1)..] : [];
        return part;
    }

    /// <summary>Four numbers, as compilers write it.</summary>
    private static Version? ParseVersion(ReadOnlySpan<char> text)
    {
        const int Parts = 4;
        Span<int> numbers = stackalloc int[Parts];
        var index = 0;
        foreach (var character in text)
        {
            if (character == '.' && index < Parts - 1)
                index++;
            else if (char.IsAsciiDigit(character) && numbers[index] <= ushort.MaxValue)
                numbers[index] = (10 * numbers[index]) + character - '0';
            else
                return null;
        }
        return index == Parts - 1 ? new Version(numbers[0], numbers[1], numbers[2], numbers[3]) : null;
    }
}
