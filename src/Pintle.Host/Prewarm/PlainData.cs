using System.Reflection;
using Pintle.Host.Metadata;

namespace Pintle.Host.Prewarm;

/// <summary>
/// Whether a serializer can build what it needs of a type, and of all that the type's members lead to, without a line of the function's own running: no converter, no attribute class that makes one,
/// no initializer of another module. This is read from metadata; what cannot be read counts as not plain. Says nothing of converters that the serializer itself was given.
/// </summary>
internal ref struct PlainData
{
    private const string JsonNamespace = "System.Text.Json.Serialization.", ConverterAttribute = "JsonConverterAttribute";

    /// <summary>Types that are looked at; with more, the type counts as not plain. Chosen, not measured: a higher limit makes the init phase longer for types that lead to very many others.</summary>
    private const int Most = 1_000;

    private readonly Module _initialized;
    private Type[] _found = new Type[16];
    private int _count;

    private PlainData(Module initialized) => _initialized = initialized;

    /// <param name="type">What a handler takes or returns.</param>
    /// <param name="initialized">The module whose initializer has run: the handler's.</param>
    public static bool Is(Type type, Module initialized)
    {
        var data = new PlainData(initialized);
        try
        {
            return data.AreAll(type);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // A type or an assembly that cannot be loaded, or unusual metadata: the first invocation reports it, if it matters.
            return false;
        }
    }

    private bool AreAll(Type type)
    {
        Add(type);
        for (var i = 0; i < _count; i++)
        {
            if (_count > Most || !IsPlain(_found[i]))
                return false;
        }
        return true;
    }

    /// <summary>Leads to the types of its members, and tells whether it is plain itself.</summary>
    private bool IsPlain(Type type)
    {
        if (ForeignCode.Is(type.Assembly))
            return true;
        if (!MetadataTypes.TryGetTables(type.Assembly, out var tables) || !tables.HasSortedAttributes)
            return false;
        if (type.Module != _initialized && FunctionInitializers.HasModuleInitializer(tables))
            return false;
        if (type.BaseType is { } derivedFrom)
            Add(derivedFrom);
        // Interfaces that make a collection of it, or a dictionary.
        foreach (var implemented in type.GetInterfaces())
        {
            if (implemented.IsGenericType || type.IsInterface)
                Add(implemented);
        }

        var row = MetadataTypes.RowOf(type);
        if (!HasPlainAttributes(type.Module, tables, MetadataTables.TypeParent, row))
            return false;
        var (property, end) = tables.Properties(row);
        for (; property < end; property++)
        {
            var signature = tables.PropertySignature(property)[1..];
            _ = MetadataTables.Compressed(ref signature);
            if (!HasPlainAttributes(type.Module, tables, MetadataTables.PropertyParent, property) || !Follow(type.Module, ref signature))
                return false;
        }
        (var field, end) = tables.Fields(row);
        for (; field < end; field++)
        {
            var signature = tables.FieldSignature(field)[1..];
            if (!HasPlainAttributes(type.Module, tables, MetadataTables.FieldParent, field) || (tables.IsPublicField(field) && !Follow(type.Module, ref signature)))
                return false;
        }
        return true;
    }

    private bool HasPlainAttributes(Module module, in MetadataTables tables, int tag, int bearer)
    {
        var (attribute, end) = tables.Attributes(tag, bearer);
        for (; attribute < end; attribute++)
        {
            var (table, row) = tables.AttributeClass(attribute);
            var isPlain = table switch
            {
                MetadataTables.TypeRef when tables.IsReferenceWithin(row, "System"u8) => IsPlainFrameworks(module, tables, row, attribute),
                MetadataTables.TypeRef when tables.IsReferenceWithin(row, "Newtonsoft.Json"u8) => IsPlainNewtonsofts(tables, row, attribute),
                MetadataTables.TypeRef or MetadataTables.TypeDef => !IsConverterAttribute(module.ResolveType(MetadataTypes.Token(table, row))),
                _ => false,
            };
            if (!isPlain)
                return false;
        }
        return true;
    }

    /// <summary>The attributes that name code, or further types.</summary>
    private bool IsPlainFrameworks(Module module, in MetadataTables tables, int row, int attribute)
    {
        if (tables.IsReference(row, "System.Text.Json.Serialization"u8, "JsonConverterAttribute"u8))
            return SerializerAttribute.Argument(tables.AttributeValue(attribute)) is { } name && IsOfSystemTextJson(name);
        if (tables.IsReference(row, "System.Text.Json.Serialization"u8, "JsonDerivedTypeAttribute"u8))
        {
            if (SerializerAttribute.FirstArgument(tables.AttributeValue(attribute)) is not { } derived
                || (SerializedTypeName.Resolve(derived, module.Assembly) ?? module.Assembly.GetType(derived)) is not { } type)
            {
                return false;
            }

            Add(type);
            return true;
        }
        return !tables.IsReference(row, "System.Text.Json.Serialization"u8, "JsonIncludeAttribute"u8)
            && !tables.IsReference(row, "System.ComponentModel"u8, "TypeConverterAttribute"u8)
            && !tables.IsReference(row, "System.ComponentModel"u8, "TypeDescriptionProviderAttribute"u8);
    }

    /// <summary>Whether the type itself is, whatever its type arguments are: those are in brackets, with assemblies of their own.</summary>
    private static bool IsOfSystemTextJson(string qualifiedName)
    {
        var arguments = qualifiedName.LastIndexOf(']');
        return qualifiedName.IndexOf(", System.Text.Json,", arguments + 1, StringComparison.Ordinal) >= 0;
    }

    /// <summary>Its properties' attribute has named arguments that are types: converters, naming strategies.</summary>
    private static bool IsPlainNewtonsofts(in MetadataTables tables, int row, int attribute)
    {
        if (tables.IsReference(row, "Newtonsoft.Json"u8, "JsonIgnoreAttribute"u8) || tables.IsReference(row, "Newtonsoft.Json"u8, "JsonRequiredAttribute"u8))
            return true;
        return tables.IsReference(row, "Newtonsoft.Json"u8, "JsonPropertyAttribute"u8) && tables.AttributeValue(attribute).IndexOf("Type"u8) < 0;
    }

    /// <summary>System.Text.Json makes objects of this class and of those derived from it, to ask them for a converter.</summary>
    public static bool IsConverterAttribute(Type? type)
    {
        for (; type is not null; type = type.BaseType)
        {
            if (type.FullName == JsonNamespace + ConverterAttribute)
                return true;
        }
        return false;
    }

    /// <summary>The types that a signature names (II.23.2.12).</summary>
    /// <returns>False for what no serializer reads: pointers and the like.</returns>
    private bool Follow(Module module, ref ReadOnlySpan<byte> signature)
    {
        const int LastPrimitive = 0x0E, ValueType = 0x11, Class = 0x12, TypeParameter = 0x13, GenericInstance = 0x15, TypedReference = 0x16, Object = 0x1C, Vector = 0x1D,
            MethodParameter = 0x1E, RequiredModifier = 0x1F, OptionalModifier = 0x20;
        while (true)
        {
            switch (MetadataTables.Compressed(ref signature))
            {
                case <= LastPrimitive or TypedReference or 0x18 or 0x19 or Object:
                    return true;
                case TypeParameter or MethodParameter:
                    _ = MetadataTables.Compressed(ref signature);
                    return true;
                case ValueType or Class:
                    Add(module.ResolveType(TakeToken(ref signature)));
                    return true;
                case RequiredModifier or OptionalModifier:
                    _ = MetadataTables.Compressed(ref signature);
                    continue;
                case Vector:
                    continue;
                case GenericInstance:
                    _ = MetadataTables.Compressed(ref signature);
                    Add(module.ResolveType(TakeToken(ref signature)));
                    for (var arguments = MetadataTables.Compressed(ref signature); arguments > 0; arguments--)
                    {
                        if (!Follow(module, ref signature))
                            return false;
                    }
                    return true;
                default:
                    return false;
            }
        }
    }

    /// <summary>II.23.2.8: TypeDef, TypeRef or TypeSpec, in two bits.</summary>
    private static int TakeToken(ref ReadOnlySpan<byte> signature)
    {
        const int TypeSpec = 0x1B;
        var index = MetadataTables.Compressed(ref signature);
        return MetadataTypes.Token((index & 0x3) switch { 0 => MetadataTables.TypeDef, 1 => MetadataTables.TypeRef, _ => TypeSpec }, index >> 2);
    }

    private void Add(Type type)
    {
        while (type.HasElementType)
            type = type.GetElementType()!;
        if (type.IsGenericParameter)
            return;
        if (type.IsGenericType && !type.IsGenericTypeDefinition)
        {
            foreach (var argument in type.GetGenericArguments())
                Add(argument);
            type = type.GetGenericTypeDefinition();
        }
        for (var i = 0; i < _count; i++)
        {
            if ((object)_found[i] == type)
                return;
        }
        if (_count == _found.Length)
            Array.Resize(ref _found, 2 * _count);
        _found[_count++] = type;
    }
}
