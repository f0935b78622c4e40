using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Pintle.Fuzz;

/// <summary>
/// Writes a small assembly in the form of a function: a handler with a serializer's attribute, an overload, a nested type, a field and a property, a module initializer. Its metadata have every table
/// that the readers look into.
/// </summary>
internal static class TinyAssembly
{
    public const string Serializer = "Amazon.Lambda.Serialization.SystemTextJson.DefaultLambdaJsonSerializer, Amazon.Lambda.Serialization.SystemTextJson, Version=1.0.0.0, Culture=neutral, PublicKeyToken=null";

    /// <summary>The file.</summary>
    public static byte[] File { get; } = WriteFile();

    /// <summary>What the runtime gives for it: from the root of the metadata on.</summary>
    public static byte[] Metadata { get; } = WriteMetadata();

    private static byte[] WriteMetadata()
    {
        var bytes = new BlobBuilder();
        new MetadataRootBuilder(Build(new BlobBuilder())).Serialize(bytes, 0, 0);
        return bytes.ToArray();
    }

    private static byte[] WriteFile()
    {
        var code = new BlobBuilder();
        var metadata = Build(code);
        var bytes = new BlobBuilder();
        _ = new ManagedPEBuilder(PEHeaderBuilder.CreateLibraryHeader(), new MetadataRootBuilder(metadata), code, deterministicIdProvider: _ => new BlobContentId(Guid.Empty, 1)).Serialize(bytes);
        return bytes.ToArray();
    }

    private static MetadataBuilder Build(BlobBuilder code)
    {
        var metadata = new MetadataBuilder();
        _ = metadata.AddModule(0, metadata.GetOrAddString("Orders.dll"), metadata.GetOrAddGuid(new Guid(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)), default, default);
        _ = metadata.AddAssembly(metadata.GetOrAddString("Orders"), new Version(1, 0, 0, 0), default, default, 0, AssemblyHashAlgorithm.None);
        var core = Reference(metadata, "Amazon.Lambda.Core");
        var runtime = Reference(metadata, "System.Runtime");
        var stream = Type(metadata, runtime, "System.IO", "Stream");
        var task = Type(metadata, runtime, "System.Threading.Tasks", "Task`1");
        var context = Type(metadata, core, "Amazon.Lambda.Core", "ILambdaContext");
        var attribute = metadata.AddMemberReference(
            Type(metadata, core, "Amazon.Lambda.Core", "LambdaSerializerAttribute"), metadata.GetOrAddString(".ctor"), metadata.GetOrAddBlob((byte[])[0x20, 1, 1, 0x12, 0x11]));

        var bodies = new MethodBodyStreamEncoder(code);
        _ = metadata.AddMethodDefinition(MethodAttributes.Static, MethodImplAttributes.IL, metadata.GetOrAddString(".cctor"), metadata.GetOrAddBlob((byte[])[0, 0, 1]), Body(metadata, bodies), MetadataTokens.ParameterHandle(1));
        var handler = metadata.AddMethodDefinition(
            MethodAttributes.Public, MethodImplAttributes.IL, metadata.GetOrAddString("Place"),
            metadata.GetOrAddBlob((byte[])[0x20, 2, 0x15, 0x12, Coded(task), 1, 0x12, Coded(stream), 0x12, Coded(stream), 0x12, Coded(context)]), Body(metadata, bodies), MetadataTokens.ParameterHandle(1));
        _ = metadata.AddMethodDefinition(MethodAttributes.Public | MethodAttributes.Virtual, MethodImplAttributes.IL, metadata.GetOrAddString("Place"), metadata.GetOrAddBlob((byte[])[0x20, 1, 0x0E, 0x0E]), Body(metadata, bodies), MetadataTokens.ParameterHandle(1));
        var field = metadata.AddFieldDefinition(FieldAttributes.Public, metadata.GetOrAddString("Price"), metadata.GetOrAddBlob((byte[])[6, 0x0D]));
        var property = metadata.AddProperty(PropertyAttributes.None, metadata.GetOrAddString("Name"), metadata.GetOrAddBlob((byte[])[0x28, 0, 0x0E]));

        _ = metadata.AddTypeDefinition(default, default, metadata.GetOrAddString("<Module>"), default, field, MetadataTokens.MethodDefinitionHandle(1));
        var function = metadata.AddTypeDefinition(TypeAttributes.Public, metadata.GetOrAddString("Orders"), metadata.GetOrAddString("Function"), default, field, handler);
        var nested = metadata.AddTypeDefinition(TypeAttributes.NestedPublic, default, metadata.GetOrAddString("Order"), default, MetadataTokens.FieldDefinitionHandle(2), MetadataTokens.MethodDefinitionHandle(4));
        metadata.AddNestedType(nested, function);
        metadata.AddPropertyMap(function, property);
        var value = new BlobBuilder();
        value.WriteUInt16(1);
        value.WriteSerializedString(Serializer);
        value.WriteUInt16(0);
        _ = metadata.AddCustomAttribute(handler, attribute, metadata.GetOrAddBlob(value));
        return metadata;
    }

    private static int Body(MetadataBuilder metadata, MethodBodyStreamEncoder bodies)
    {
        var code = new InstructionEncoder(new BlobBuilder());
        code.LoadString(metadata.GetOrAddUserString("text"));
        code.OpCode(ILOpCode.Pop);
        code.OpCode(ILOpCode.Ret);
        return bodies.AddMethodBody(code);
    }

    private static AssemblyReferenceHandle Reference(MetadataBuilder metadata, string name) => metadata.AddAssemblyReference(metadata.GetOrAddString(name), new Version(1, 0, 0, 0), default, default, 0, default);

    private static TypeReferenceHandle Type(MetadataBuilder metadata, AssemblyReferenceHandle from, string space, string name) => metadata.AddTypeReference(from, metadata.GetOrAddString(space), metadata.GetOrAddString(name));

    /// <summary>II.23.2.8, of a TypeRef with a small row.</summary>
    private static byte Coded(TypeReferenceHandle type) => (byte)(MetadataTokens.GetRowNumber(type) << 2 | 1);
}
