using System.Reflection;
using Pintle.Host.Metadata;

namespace Pintle.Host.Start;

/// <summary>
/// How a profile names a generic method: flags, the type that declares it, its row, its own type arguments (dotnet/runtime, src/coreclr/vm/zapsig.cpp). Types are signatures of ECMA-335 (II.23.2.12), with two more
/// elements: another module by its place in the profile, before a type of that module; and the type argument that stands for all classes, because they share the code.
/// </summary>
/// <param name="bytes">The signature.</param>
/// <param name="module">The method's.</param>
/// <param name="profile">Knows the other modules.</param>
internal ref struct ReplayedSignature(ReadOnlySpan<byte> bytes, Module module, ReplayedMethods profile)
{
    private const int OfMethod = 0x04, OfType = 0x40;

    private const int ValueType = 0x11, Class = 0x12, GenericInstance = 0x15, Vector = 0x1D, Shared = 0x3E, OfModule = 0x3F;

    /// <summary>The most types that one method may name. Chosen, not measured: no real method has so many, and it bounds what a damaged profile can take.</summary>
    private const int Most = 64;

    private ReadOnlySpan<byte> _rest = bytes;
    private int _read;

    /// <summary>The method's token.</summary>
    /// <param name="arguments">The arguments for the type's parameters, then those for the method's own.</param>
    /// <exception cref="NotSupportedException">The method is named in another way.</exception>
    public int ReadMethod(out RuntimeTypeHandle[] arguments)
    {
        var flags = Number();
        if ((flags & OfType) == 0 || (flags & ~(OfType | OfMethod)) != 0)
            throw new NotSupportedException();
        var owner = ReadType(module);
        var token = MetadataTypes.Token(MetadataTables.MethodDef, Number());
        var ofType = owner.IsGenericType ? owner.GetGenericArguments() : [];
        var ofMethod = (flags & OfMethod) != 0 ? ReadTypes() : [];
        arguments = new RuntimeTypeHandle[ofType.Length + ofMethod.Length];
        for (var i = 0; i < arguments.Length; i++)
            arguments[i] = (i < ofType.Length ? ofType[i] : ofMethod[i - ofType.Length]).TypeHandle;
        return token;
    }

    private Type[] ReadTypes()
    {
        var types = new Type[Number()];
        for (var i = 0; i < types.Length; i++)
            types[i] = ReadType(module);
        return types;
    }

    /// <param name="of">The module whose rows are meant. Arguments of a generic type are the method's module's again.</param>
    private Type ReadType(Module of)
    {
        if (++_read > Most)
            throw new NotSupportedException();
        var element = Number();
        switch (element)
        {
            case OfModule:
                return ReadType(profile.ModuleAt(Number()) ?? throw new NotSupportedException());
            case ValueType or Class:
                return of.ResolveType(Row());
            case GenericInstance:
                _ = Number();
                var definition = of.ResolveType(Row());
                return definition.MakeGenericType(ReadTypes());
            case Vector:
                return ReadType(of).MakeArrayType();
            case Shared:
                return typeof(object);
            default:
                return Simple(element);
        }
    }

    private static Type Simple(int element) => element switch
    {
        0x02 => typeof(bool),
        0x03 => typeof(char),
        0x04 => typeof(sbyte),
        0x05 => typeof(byte),
        0x06 => typeof(short),
        0x07 => typeof(ushort),
        0x08 => typeof(int),
        0x09 => typeof(uint),
        0x0A => typeof(long),
        0x0B => typeof(ulong),
        0x0C => typeof(float),
        0x0D => typeof(double),
        0x0E => typeof(string),
        0x18 => typeof(nint),
        0x19 => typeof(nuint),
        0x1C => typeof(object),
        _ => throw new NotSupportedException(),
    };

    /// <summary>II.23.2.8: TypeDef or TypeRef, in two bits.</summary>
    private int Row()
    {
        var index = Number();
        return MetadataTypes.Token((index & 0x3) == 0 ? MetadataTables.TypeDef : MetadataTables.TypeRef, index >> 2);
    }

    private int Number() => MetadataTables.Compressed(ref _rest);
}
