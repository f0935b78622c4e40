using System.Reflection;
using System.Reflection.Metadata;

namespace Pintle.Host.Metadata;

/// <summary>
/// Finds types and their members by plain names straight in an assembly's metadata, which needs no parsing of names. Assembly.GetType parses with vectorised searches that ReadyToRun cannot precompile:
/// twelve jitted methods at every start. Any look-up by name in reflection calls the framework's encoder, whose first use takes 2 ms (docs/adr/0010-types-from-metadata.md).
/// </summary>
internal static unsafe class MetadataTypes
{
    public const int RowMask = 0xff_ffff;
    private const int TableShift = 24;

    /// <summary>Characters that mean something in a type name; a name with one is left to the runtime.</summary>
    private static ReadOnlySpan<char> Special => @"+[]*&,\";

    /// <summary>The tables of the assembly's metadata; false where it has none that can be read.</summary>
    public static bool TryGetTables(Assembly assembly, out MetadataTables tables)
    {
        var has = assembly.TryGetRawMetadata(out var blob, out var length);
        tables = has ? new MetadataTables(new ReadOnlySpan<byte>(blob, length)) : default;
        return has;
    }

    /// <returns>Null when the name is not a plain one or no such type is there: the caller then asks the runtime itself.</returns>
    public static Type? Find(Assembly assembly, string fullName)
    {
        var row = Plain(fullName) is { } name && TryGetTables(assembly, out var tables) ? tables.FindType(name) : 0;
        return row == 0 ? null : assembly.ManifestModule.ResolveType(Token(MetadataTables.TypeDef, row));
    }

    /// <summary>Whether an assembly names a type of another one.</summary>
    public static bool References(Assembly assembly, ReadOnlySpan<byte> typeNamespace, ReadOnlySpan<byte> name) =>
        TryGetTables(assembly, out var tables) && tables.FindReference(typeNamespace, name) != 0;

    /// <summary>A method that the type itself declares, the only one of its name there. Says nothing of its base types.</summary>
    /// <returns>Null when it has none or several, or a generic one, or the name is not a plain one.</returns>
    public static MethodInfo? FindOnlyMethod(Type type, string name)
    {
        if (type.IsGenericType || Plain(name) is not { } plain || !TryGetTables(type.Assembly, out var tables))
            return null;
        var row = tables.FindMethod(RowOf(type), plain, out var isOnly);
        return row != 0 && isOnly && type.Module.ResolveMethod(Token(MetadataTables.MethodDef, row)) is MethodInfo { ContainsGenericParameters: false } method ? method : null;
    }

    /// <summary>The code of a static method that the type itself declares, for a caller that knows its signature to the byte.</summary>
    /// <returns>0 when there is none of that name and signature, or another of that name.</returns>
    public static nint FindFunction(Type type, ReadOnlySpan<byte> name, ReadOnlySpan<byte> signature)
    {
        var isOnly = false;
        var row = TryGetTables(type.Assembly, out var tables) ? tables.FindMethod(RowOf(type), name, out isOnly) : 0;
        return row != 0 && isOnly && tables.Signature(row).SequenceEqual(signature)
            ? type.Module.ModuleHandle.GetRuntimeMethodHandleFromMetadataToken(Token(MetadataTables.MethodDef, row)).GetFunctionPointer()
            : 0;
    }

    public static int RowOf(MemberInfo member) => member.MetadataToken & RowMask;

    public static int Token(int table, int row) => table << TableShift | row;

    /// <summary>As metadata has it, which is UTF-8.</summary>
    /// <returns>Null when not all of it is ASCII, or a character of it means something.</returns>
    public static byte[]? Plain(ReadOnlySpan<char> text)
    {
        var plain = new byte[text.Length];
        for (var i = 0; i < plain.Length; i++)
        {
            if (text[i] >= 0x80 || IsSpecial(text[i]))
                return null;
            plain[i] = (byte)text[i];
        }
        return plain;
    }

    private static bool IsSpecial(char character)
    {
        foreach (var special in Special)
        {
            if (character == special)
                return true;
        }
        return false;
    }
}
