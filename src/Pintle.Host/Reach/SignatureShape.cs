using Pintle.Host.Metadata;

namespace Pintle.Host.Reach;

/// <summary>
/// What tells the overloads of a virtual method apart without resolving a type: how many parameters it has, and of what kind each is (ECMA-335 II.23.2.12). An override has the shape of what it overrides,
/// except where that is generic and the override is not: then any shape fits.
/// </summary>
internal static class SignatureShape
{
    private const byte Pointer = 0x0F, ByReference = 0x10, ValueType = 0x11, Class = 0x12, TypeParameter = 0x13, Array = 0x14, GenericInstance = 0x15, Function = 0x1B, Vector = 0x1D, MethodParameter = 0x1E,
        RequiredModifier = 0x1F, OptionalModifier = 0x20;

    /// <summary>Name and number of parameters.</summary>
    public static string Key(string name, ReadOnlySpan<byte> signature)
    {
        Begin(ref signature, out var count);
        return $"{name}/{count}";
    }

    /// <returns>A letter for each parameter's kind; null where any shape fits.</returns>
    public static string? Of(ReadOnlySpan<byte> signature)
    {
        Begin(ref signature, out var count);
        if (!Skip(ref signature))
            return null;
        var shape = new char[count];
        for (var i = 0; i < count; i++)
        {
            shape[i] = (char)('0' + signature[0]);
            if (!Skip(ref signature))
                return null;
        }
        return new string(shape);
    }

    private static void Begin(ref ReadOnlySpan<byte> signature, out int count)
    {
        const int Generic = 0x10;
        var convention = signature[0];
        signature = signature[1..];
        if ((convention & Generic) != 0)
            _ = MetadataTables.Compressed(ref signature);
        count = MetadataTables.Compressed(ref signature);
    }

    /// <summary>Takes one type off.</summary>
    /// <returns>False where it depends on a type parameter, or is of a kind that is not followed.</returns>
    private static bool Skip(ref ReadOnlySpan<byte> signature)
    {
        while (true)
        {
            var kind = MetadataTables.Compressed(ref signature);
            switch (kind)
            {
                case TypeParameter or MethodParameter or Array or Function:
                    return false;
                case RequiredModifier or OptionalModifier:
                    _ = MetadataTables.Compressed(ref signature);
                    continue;
                case Pointer or ByReference or Vector:
                    continue;
                case ValueType or Class:
                    _ = MetadataTables.Compressed(ref signature);
                    return true;
                case GenericInstance:
                    signature = signature[1..];
                    _ = MetadataTables.Compressed(ref signature);
                    for (var arguments = MetadataTables.Compressed(ref signature); arguments > 0; arguments--)
                    {
                        if (!Skip(ref signature))
                            return false;
                    }
                    return true;
                default:
                    return true;
            }
        }
    }
}
