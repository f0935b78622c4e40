using System.Text.RegularExpressions;

namespace Pintle.Layer.Precompile;

/// <summary>
/// A method as the JIT names it in its list (<c>DOTNET_JitStdOutFile</c>): <c>Type:Method[arguments](parameters):result:this</c>.
/// It says nothing of the assembly that defines it.
/// </summary>
internal sealed partial record MethodText(TypeText Type, string Name, IReadOnlyList<TypeText> Arguments, IReadOnlyList<TypeText> Parameters)
{
    /// <summary>In the place of a name: all methods of the type that have no type parameters of their own.</summary>
    public const string All = "*";

    /// <summary>The method in one line of the JIT's list; <c>null</c> where the line names none, or one that no assembly has.</summary>
    public static string? InLine(string line)
    {
        var match = Line().Match(line);
        return match.Success && !match.Groups[1].ValueSpan.StartsWith('(') ? match.Groups[1].Value : null;
    }

    /// <returns><c>null</c> where the text has not the JIT's form.</returns>
    public static MethodText? Parse(string text)
    {
        ReadOnlySpan<char> rest = text;
        if (TypeText.Read(ref rest) is not { } type || rest is not [':', ..])
        {
            // A type without brackets reads on into the method's name.
            var colon = text.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0 || text.AsSpan(0, colon).ContainsAny('[', '('))
                return null;
            type = new TypeText(text[..colon], [], []);
            rest = text.AsSpan(colon);
        }

        rest = rest[1..];
        var end = rest.IndexOfAny('[', '(');
        if (end <= 0)
            return null;
        var name = rest[..end].ToString();
        rest = rest[end..];
        var arguments = rest[0] == '[' ? TypeText.ReadList(ref rest, '[', ']') : [];
        return arguments is not null && TypeText.ReadList(ref rest, '(', ')') is { } parameters
            ? new MethodText(type, name, arguments, parameters)
            : null;
    }

    [GeneratedRegex(@"^\s*\d+: JIT compiled (.+) \[[^\]]*\]$", RegexOptions.CultureInvariant)]
    private static partial Regex Line();
}
