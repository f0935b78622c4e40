using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Text;
using Pintle.Host.Metadata;

namespace Pintle.Fuzz;

/// <summary>
/// What the host reads in metadata that it did not check itself. Whatever the bytes, it reads within them and comes to an end: a search gives a row, or one of the two exceptions of a span that is
/// too short. Where System.Reflection.Metadata reads the same tables, both find the same types.
/// </summary>
internal static class MetadataTarget
{
    public static IReadOnlyList<byte[]> Seeds { get; } = [TinyAssembly.Metadata];

    /// <summary>The value of a serializer's attribute (II.23.3).</summary>
    public static IReadOnlyList<byte[]> AttributeSeeds { get; } =
    [
        [1, 0, 4, .. "A, B"u8, 0, 0],
        [1, 0, 0x80, (byte)TinyAssembly.Serializer.Length, .. Encoding.UTF8.GetBytes(TinyAssembly.Serializer), 0, 0],
        [1, 0, 3, (byte)'A', (byte)'.', (byte)'B', 0, 0],
        [1, 0, 0xff, 0, 0, 0],
    ];

    public static void Run(byte[] input)
    {
        MetadataTables tables;
        int type;
        try
        {
            tables = new MetadataTables(input);
            type = tables.FindType("Orders.Function"u8);
            _ = tables.FindReference("System.IO"u8, "Stream"u8);
            _ = tables.HasMemberReference("add_AssemblyLoad"u8);
            _ = tables.HasAssemblyReferenceBut(["System.Runtime,", "Amazon."]);
            _ = tables.FindNested("Order"u8, 0);
            if (type == 0)
                return;

            var method = tables.FindMethod(type, "Place"u8, out _);
            _ = tables.FindMethod(type, "Place"u8, 0, 0);
            if (method != 0)
            {
                _ = HandlerSignature.IsSerialized(tables, method);
                _ = SerializerAttribute.Text(tables, method, out _, out _);
                _ = tables.IsOverridable(method, out _);
            }

            LookAtMembers(tables, type);
        }
        catch (Exception e) when (e is ArgumentException or IndexOutOfRangeException)
        {
            // Of a span: what was looked for is not within the bytes.
            return;
        }

        if (RowOf(input, "Orders", "Function") is { } row)
            InvariantException.Require(row == type, $"expected Orders.Function in row {row} as System.Reflection.Metadata has it, found {type}");
    }

    public static void RunAttribute(byte[] input)
    {
        if (SerializerAttribute.Argument(input) is not { } text)
            return;
        InvariantException.Require(text.Length < input.Length && text.All(char.IsAscii), $"expected a name that stands in the attribute, found {text.Length} characters");
        _ = SerializedTypeName.Resolve(text, typeof(MetadataTarget).Assembly);
    }

    private static void LookAtMembers(MetadataTables tables, int type)
    {
        _ = tables.HasSortedAttributes;
        var (first, end) = tables.Fields(type);
        for (var field = first; field < end; field++)
            _ = tables.IsPublicField(field) && tables.FieldSignature(field).IsEmpty;
        (first, end) = tables.Properties(type);
        for (var property = first; property < end; property++)
            _ = tables.PropertySignature(property).IsEmpty;
        (first, end) = tables.Methods(type);
        for (var method = first; method < end; method++)
            _ = tables.Signature(method).IsEmpty;
        (first, end) = tables.Attributes(MetadataTables.TypeParent, type);
        for (var attribute = first; attribute < end; attribute++)
            _ = tables.AttributeClass(attribute).Row + tables.AttributeValue(attribute).Length;
    }

    /// <returns>Null where the other reader takes the bytes for none, of which nothing can be said.</returns>
    private static unsafe int? RowOf(byte[] input, string space, string name)
    {
        fixed (byte* start = input)
        {
            try
            {
                var metadata = new MetadataReader(start, input.Length);
                foreach (var handle in metadata.TypeDefinitions)
                {
                    var type = metadata.GetTypeDefinition(handle);
                    if (metadata.StringComparer.Equals(type.Name, name) && metadata.StringComparer.Equals(type.Namespace, space)
                        && (type.Attributes & TypeAttributes.VisibilityMask) <= TypeAttributes.Public)
                    {
                        return MetadataTokens.GetRowNumber(handle);
                    }
                }

                return 0;
            }
            catch (Exception e) when (e is BadImageFormatException or ArgumentException or OverflowException)
            {
                return null;
            }
        }
    }
}
