using System.Text.RegularExpressions;

namespace Pintle.Layer.Precompile;

/// <summary>What crossgen2 says of a method on which it fails.</summary>
internal static partial class FailedMethod
{
    /// <summary>The type of the method that is named there, as Cecil writes it; <c>null</c> where none is.</summary>
    public static string? TypeIn(string message)
    {
        var match = Named().Match(message);
        if (!match.Success)
            return null;
        // [S.P.CoreLib]System.Collections.Generic.Comparer`1<int32>.Create(): the assembly's abbreviation in brackets, nested types with a plus, primitive types by the names of IL.
        var type = Scope().Replace(match.Groups["type"].Value, "").Replace('+', '/');
        return Word().Replace(type, word => Primitives.GetValueOrDefault(word.Value) ?? word.Value);
    }

    private static readonly Dictionary<string, string> Primitives = new(StringComparer.Ordinal)
    {
        ["bool"] = "System.Boolean",
        ["char"] = "System.Char",
        ["int8"] = "System.SByte",
        ["uint8"] = "System.Byte",
        ["int16"] = "System.Int16",
        ["uint16"] = "System.UInt16",
        ["int32"] = "System.Int32",
        ["uint32"] = "System.UInt32",
        ["int64"] = "System.Int64",
        ["uint64"] = "System.UInt64",
        ["float32"] = "System.Single",
        ["float64"] = "System.Double",
        ["native int"] = "System.IntPtr",
        ["native uint"] = "System.UIntPtr",
        ["string"] = "System.String",
        ["object"] = "System.Object",
    };

    // The method's own name has no dot but in constructors, and its arguments come behind it.
    [GeneratedRegex(@"\bCode generation failed for method '(?<type>.+?)\.(\.?[^.<>(]+)(<[^(]*>)?\(")]
    private static partial Regex Named();

    [GeneratedRegex(@"\[[A-Za-z0-9_.\-]+\]")]
    private static partial Regex Scope();

    [GeneratedRegex(@"(?<=[<,])(native u?int|[a-z]+[0-9]*)(?=[,>\[])")]
    private static partial Regex Word();
}
