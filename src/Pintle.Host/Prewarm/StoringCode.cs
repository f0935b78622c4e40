using System.Buffers.Binary;
using System.Reflection;

namespace Pintle.Host.Prewarm;

/// <summary>
/// Whether a constructor or an accessor does nothing but keep and hand out values: it loads and stores fields of its object and constants, and makes empty collections of the framework's. Nobody can tell
/// whether and when such code has run. Its instructions tell (ECMA-335 III); any that is not in the list below counts as doing more.
/// </summary>
internal static class StoringCode
{
    private const byte CallOperation = 0x28, LoadField = 0x7B, LoadFieldAddress = 0x7C, StoreField = 0x7D, New = 0x73, LoadStatic = 0x7E, ShortBranch = 0x2B, Prefix = 0xFE, Initialize = 0x15, Nothing = 0x00, LoadThis = 0x02, LoadValue = 0x03, Return = 0x2A;

    // DeepestBase is chosen, not measured: a type with more base classes only gets no sample document.
    private const int TokenLength = 4, DeepestBase = 16;

    public static bool Is(MethodBase method) => Is(method, 0);

    /// <summary>The field that a setter stores its value in, where it does that and nothing else at all; null elsewhere.</summary>
    public static FieldInfo? StoredBy(MethodBase setter)
    {
        if (!Is(setter) || setter.GetMethodBody()?.GetILAsByteArray() is not { } code)
            return null;
        ReadOnlySpan<byte> rest = code.AsSpan().Trim((byte)Nothing);
        ReadOnlySpan<byte> start = [LoadThis, LoadValue, StoreField];
        return rest.Length == start.Length + TokenLength + 1 || (rest.Length == start.Length + TokenLength + 2 && rest[^2] == Nothing)
            ? rest.StartsWith(start) && rest[^1] == Return ? Resolve(setter, BinaryPrimitives.ReadInt32LittleEndian(rest[start.Length..])) as FieldInfo : null
            : null;
    }

    /// <summary>Whether it leaves everything as it is.</summary>
    public static bool StoresNothing(MethodBase getter)
    {
        if (!Is(getter) || getter.GetMethodBody()?.GetILAsByteArray() is not { } code)
            return false;
        for (var at = 0; at < code.Length; at += Length(code, at))
        {
            if (code[at] == StoreField)
                return false;
        }
        return true;
    }

    private static bool Is(MethodBase method, int depth)
    {
        if (depth > DeepestBase || method.GetMethodBody() is not { } body || body.ExceptionHandlingClauses.Count > 0 || body.GetILAsByteArray() is not { } code)
            return false;
        for (var at = 0; at < code.Length;)
        {
            var length = Length(code, at);
            if (length == 0 || at + length > code.Length)
                return false;
            var token = code[at] == Prefix ? 0 : length == 1 + TokenLength ? BinaryPrimitives.ReadInt32LittleEndian(code.AsSpan(at + 1)) : 0;
            if (!IsAllowed(method, code[at], token, depth))
                return false;
            at += length;
        }
        return true;
    }

    private static bool IsAllowed(MethodBase method, byte operation, int token, int depth)
    {
        switch (operation)
        {
            case CallOperation or New:
                return Resolve(method, token) is MethodBase called && (IsFrameworksCollection(called) || (called is ConstructorInfo && operation == CallOperation && IsOfItsBase(method, called) && (IsOfObject(called) || Is(called, depth + 1))));
            case LoadStatic:
                return Resolve(method, token) is FieldInfo { DeclaringType: { } owner } && owner.Assembly == typeof(object).Assembly;
            case LoadField or LoadFieldAddress or StoreField:
                // A field of its own object, or of one of its type, as a record's copy constructor reads; a field of another type can be anything.
                return Resolve(method, token) is FieldInfo field && field.DeclaringType == method.DeclaringType;
            default:
                return true;
        }
    }

    private static bool IsOfObject(MethodBase called) => called.DeclaringType == typeof(object);

    private static bool IsOfItsBase(MethodBase method, MethodBase called) => called.DeclaringType == method.DeclaringType!.BaseType || called.DeclaringType == method.DeclaringType;

    /// <summary>Its constructors without arguments, and Array.Empty.</summary>
    private static bool IsFrameworksCollection(MethodBase called) => called.DeclaringType is { } type && type.Assembly == typeof(object).Assembly
        && ((called is ConstructorInfo && type.Namespace == "System.Collections.Generic" && called.GetParameters().Length == 0) || (type == typeof(Array) && called.Name == nameof(Array.Empty)));

    private static MemberInfo? Resolve(MethodBase method, int token)
    {
        var type = method.DeclaringType!;
        return method.Module.ResolveMember(token, type.IsGenericType ? type.GetGenericArguments() : null, null);
    }

    /// <summary>The length of an instruction that is allowed, else 0: loads of arguments, local variables and constants; stores to local variables and fields; conversions; the branch to the next instruction that compilers write where nothing is optimized.</summary>
    private static int Length(byte[] code, int at) => code[at] switch
    {
        0x00 or (>= 0x02 and <= 0x0D) or (>= 0x14 and <= 0x1E) or 0x25 or 0x2A or (>= 0x67 and <= 0x6E) => 1,
        0x0E or (>= 0x11 and <= 0x13) or 0x1F => 2,
        0x20 or 0x22 or 0x72 or CallOperation or LoadField or LoadFieldAddress or StoreField or New or LoadStatic => 1 + TokenLength,
        0x21 or 0x23 => 1 + 8,
        ShortBranch when at + 1 < code.Length && code[at + 1] == 0 => 2,
        Prefix when at + 1 < code.Length && code[at + 1] == Initialize => 2 + TokenLength,
        _ => 0,
    };
}
