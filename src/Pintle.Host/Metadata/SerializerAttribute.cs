using System.Reflection;

namespace Pintle.Host.Metadata;

/// <summary>
/// Reads the LambdaSerializer attribute of Amazon.Lambda.Core in its ordinary form, the type as the constructor's one argument, from metadata. Reflection over attributes takes 5 ms of a start,
/// most of it for parsing the type's name. Whatever else there may be (a class of the function's own, a named argument, an overriding method) is left to reflection.
/// </summary>
internal static class SerializerAttribute
{
    private static ReadOnlySpan<byte> Namespace => "Amazon.Lambda.Core"u8;
    private static ReadOnlySpan<byte> Name => "LambdaSerializerAttribute"u8;

    /// <summary>The serializer that the handler's attribute names, or the assembly's; null where reflection has to look.</summary>
    /// <param name="method">The handler's method.</param>
    /// <param name="assembly">The handler's assembly.</param>
    /// <param name="place">What bears the attribute, for messages.</param>
    public static Type? Find(MethodInfo method, Assembly assembly, out string place)
    {
        place = "";
        // An inherited method may be another assembly's; an override has the attributes of the method that it overrides.
        if (method.Module.Assembly != assembly || (method.IsVirtual && (method.Attributes & MethodAttributes.NewSlot) == 0) || !MetadataTypes.TryGetTables(assembly, out var tables))
            return null;
        var text = Text(tables, MetadataTypes.RowOf(method), out var attribute, out var isMethods);
        if (text is null || !IsCores(assembly.ManifestModule.ResolveType(MetadataTypes.Token(MetadataTables.TypeRef, attribute))))
            return null;
        place = isMethods ? $"the method {method.DeclaringType?.FullName}.{method.Name}" : $"the assembly {assembly.GetName().Name}";
        return SerializedTypeName.Resolve(text, assembly);
    }

    /// <summary>The name of the serializer's type, as the attribute of the method or the assembly has it; null where reflection has to look.</summary>
    /// <param name="tables">Of the handler's assembly.</param>
    /// <param name="method">The handler's row.</param>
    /// <param name="attribute">The row of the attribute's class in TypeRef.</param>
    /// <param name="isMethods">Whether the method bears it.</param>
    public static string? Text(in MetadataTables tables, int method, out int attribute, out bool isMethods)
    {
        var value = tables.FindAttribute(MetadataTables.ParentMethod(method), Namespace, Name, out attribute, out var hasOwn);
        isMethods = !value.IsEmpty;
        if (value.IsEmpty && !hasOwn)
            value = tables.FindAttribute(MetadataTables.ParentAssembly, Namespace, Name, out attribute, out hasOwn);
        return hasOwn ? null : Argument(value);
    }

    /// <summary>By name: a package with an attribute of its own may have no Amazon.Lambda.Core to compare with.</summary>
    public static bool IsCores(Type attribute) => attribute.Assembly.FullName?.StartsWith("Amazon.Lambda.Core,", StringComparison.Ordinal) == true;

    /// <summary>The name of the type that is the one argument of an attribute's constructor. Null where there is another argument, or a named one (II.23.3).</summary>
    public static string? Argument(ReadOnlySpan<byte> value)
    {
        const int NamedCount = 2;
        return FirstArgument(value, out var rest) is { } text && rest.Length == NamedCount && rest[0] == 0 && rest[1] == 0 ? text : null;
    }

    /// <summary>The first argument of an attribute's constructor, a type's name or another text, whatever follows. Null where there is none in ASCII (II.23.3).</summary>
    public static string? FirstArgument(ReadOnlySpan<byte> value) => FirstArgument(value, out _);

    private static string? FirstArgument(ReadOnlySpan<byte> value, out ReadOnlySpan<byte> rest)
    {
        const int Prolog = 2, Longest = 4, Null = 0xff;
        rest = default;
        if (value.Length < Prolog + Longest || value[Prolog] == Null)
            return null;
        rest = value[Prolog..];
        var length = MetadataTables.Compressed(ref rest);
        if (rest.Length < length)
            return null;
        var text = new char[length];
        for (var i = 0; i < length; i++)
        {
            if (rest[i] >= 0x80)
                return null;
            text[i] = (char)rest[i];
        }
        rest = rest[length..];
        return new string(text);
    }
}
