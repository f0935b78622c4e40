using System.Reflection;
using Pintle.Host.Metadata;

namespace Pintle.Host.Prewarm;

/// <summary>
/// Whether code of the function's runs before its handler is called the first time: an initializer of the module or of the handler's class, or a constructor that does anything.
/// Such code may set what the framework reads once for the whole process (a switch of AppContext, say), so nothing that reads it may run before.
/// </summary>
internal static class FunctionInitializers
{
    /// <summary>What compilers write where the source has no constructor: ldarg.0, call the base class's, ret; a nop before ret where nothing is optimized.</summary>
    private const byte LoadThis = 0x02, Call = 0x28, Nothing = 0x00, Return = 0x2A;

    private const int TokenLength = 4;

    /// <summary>The initializer of a module is the one of its first type.</summary>
    public static bool HasModuleInitializer(in MetadataTables tables) => tables.FindMethod(1, ".cctor"u8, out _) != 0;

    /// <summary>
    /// Whether any code of the handler's assembly, or what it calls, could change settings that the framework reads once for the process. It could where the assembly names what changes them, or reflection by
    /// which it could call that without naming it, or an assembly other than the framework, Microsoft's packages and Amazon's, of which nothing is known here. Where it could not, settings may be read while its
    /// initializers run.
    /// </summary>
    public static bool MayMakeSettings(in MetadataTables tables) =>
        tables.FindReference("System"u8, "AppContext"u8) != 0
        || tables.FindReference("System"u8, "AppDomain"u8) != 0
        || tables.FindReference("System"u8, "Activator"u8) != 0
        || tables.FindReference("System.Reflection"u8, "Assembly"u8) != 0
        || tables.FindReference("System.Reflection"u8, "MethodBase"u8) != 0
        || tables.FindReference("System.Reflection"u8, "MethodInfo"u8) != 0
        || tables.FindReference("System.Runtime.Loader"u8, "AssemblyLoadContext"u8) != 0
        || tables.HasMemberReference("InvokeMember"u8)
        || tables.HasMemberReference("SetEnvironmentVariable"u8)
        || !ForeignCode.IsAllBeside(tables);

    /// <param name="type">The handler's class.</param>
    /// <param name="method">The handler's method.</param>
    public static bool AreThere(Type type, MethodInfo method)
    {
        if (type.BaseType != typeof(object) || method.DeclaringType != type || !MetadataTypes.TryGetTables(type.Assembly, out var tables))
            return true;
        if (HasModuleInitializer(tables) || tables.FindMethod(MetadataTypes.RowOf(type), ".cctor"u8, out _) != 0)
            return true;
        return !method.IsStatic && !(type.GetConstructor(BindingFlags.Public | BindingFlags.Instance, Type.EmptyTypes) is { } constructor && IsEmpty(constructor));
    }

    private static bool IsEmpty(ConstructorInfo constructor)
    {
        ReadOnlySpan<byte> code = constructor.GetMethodBody()?.GetILAsByteArray();
        if (code.Length < 2 + TokenLength || code[0] != LoadThis || code[1] != Call)
            return false;
        var rest = code[(2 + TokenLength)..];
        foreach (var instruction in rest)
        {
            if (instruction is not (Nothing or Return))
                return false;
        }
        // A class without a base class of its own calls only Object's constructor in this form; any other method that takes the object would not be a constructor.
        return constructor.Module.ResolveMethod(code[2] | code[3] << 8 | code[4] << 16 | code[5] << 24) is ConstructorInfo;
    }
}
