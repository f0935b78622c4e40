using System.Collections;
using System.Reflection;
using System.Runtime.Serialization;
using System.Text;
using Pintle.Host.Metadata;

namespace Pintle.Host.Prewarm;

/// <summary>
/// A JSON document in the shape of a type. The handler's serializer reads it, and writes it, before the first event comes: what the framework and the serializer do only the first time is then done.
/// It has only members that keep their values and do nothing else (<see cref="StoringCode"/>), so that no code of the function's takes part. Where some would, there is no document (docs/adr/0023-sample-documents.md).
/// </summary>
/// <param name="isWritten">Whether what is read from it is written as well: then all members that a serializer would ask the object for must only keep values.</param>
internal sealed class SampleDocument(bool isWritten)
{
    // Chosen, not measured: what is deeper or larger gets no document, so the first event does that work; higher limits make the init phase longer.
    private const int Deepest = 8, MostMembers = 500;

    private const string Text = "\"a\"";

    private const string JsonNamespace = "System.Text.Json.Serialization";

    private const BindingFlags Constructors = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance;

    private readonly StringBuilder _json = new();
    private readonly List<Type> _path = [];
    private int _members;

    /// <param name="type">What a handler takes or returns, which <see cref="PlainData"/> has found plain.</param>
    /// <param name="isWritten">Whether what is read from the document is also written.</param>
    public static byte[]? For(Type type, bool isWritten)
    {
        try
        {
            var document = new SampleDocument(isWritten);
            return document.Add(type) ? Encoding.UTF8.GetBytes(document._json.ToString()) : null;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Unusual metadata: the first invocation reports it, if it matters.
            return null;
        }
    }

    /// <returns>Whether there is a value of that type; else nothing was added.</returns>
    private bool Add(Type type)
    {
        if (_path.Count > Deepest)
            return false;
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (Simple(type) is { } simple)
        {
            _ = _json.Append(simple);
            return true;
        }
        if (type.IsArray)
            // Texts in base 64, or numbers: serializers differ.
            return type.IsSZArray && type != typeof(byte[]) && AddWithin(type.GetElementType()!, "[", "]");
        if (type.Assembly == typeof(object).Assembly || (type.Assembly.FullName ?? "").StartsWith("System.", StringComparison.Ordinal))
            return AddCollection(type);
        return AddObject(type);
    }

    private static string? Simple(Type type)
    {
        if (type.IsEnum)
            return "0";
        switch (Type.GetTypeCode(type))
        {
            case TypeCode.Boolean:
                return "true";
            case TypeCode.Char or TypeCode.String:
                return Text;
            case >= TypeCode.SByte and <= TypeCode.Decimal:
                return "1";
            case TypeCode.DateTime:
                return "\"2020-01-01T00:00:00Z\"";
        }
        if (type == typeof(DateTimeOffset))
            return "\"2020-01-01T00:00:00Z\"";
        if (type == typeof(DateOnly))
            return "\"2020-01-01\"";
        if (type == typeof(TimeOnly) || type == typeof(TimeSpan))
            return "\"00:00:01\"";
        if (type == typeof(Guid))
            return "\"00000000-0000-0000-0000-000000000000\"";
        return type == typeof(object) ? Text : null;
    }

    private bool AddWithin(Type type, string before, string after)
    {
        var length = _json.Length;
        _ = _json.Append(before);
        if (!Add(type))
        {
            _json.Length = length;
            return false;
        }
        _ = _json.Append(after);
        return true;
    }

    /// <summary>A collection of the framework's, with one item. Items of sets, and keys, are only values that the function does not compare itself.</summary>
    private bool AddCollection(Type type)
    {
        if (!type.IsGenericType || type.Namespace is not { } space || !space.StartsWith("System.Collections.", StringComparison.Ordinal) || !typeof(IEnumerable).IsAssignableFrom(type))
            return false;
        if (!type.IsInterface && space != "System.Collections.Immutable" && type.GetConstructor(Type.EmptyTypes) is null)
            return false;
        var arguments = type.GetGenericArguments();
        switch (arguments.Length)
        {
            case 1:
                return (!type.Name.Contains("Set", StringComparison.Ordinal) || Simple(arguments[0]) is not null) && AddWithin(arguments[0], "[", "]");
            case 2 when type.Name.Contains("Dictionary", StringComparison.Ordinal):
                return Simple(arguments[0]) is { } key && AddWithin(arguments[1], key[0] == '"' ? $"{{{key}:" : $"{{\"{key}\":", "}");
            default:
                return false;
        }
    }

    private bool AddObject(Type type)
    {
        if (_path.Contains(type) || !IsStoring(type))
            return false;
        var length = _json.Length;
        _path.Add(type);
        _ = _json.Append('{');
        var isWhole = AddMembers(type);
        _ = _json.Append('}');
        _path.RemoveAt(_path.Count - 1);
        if (!isWhole)
            _json.Length = length;
        return isWhole;
    }

    /// <summary>Whether an object of that type is made, read and written by code that only keeps values.</summary>
    private static bool IsStoring(Type type)
    {
        if (type.IsAbstract || type.IsInterface || type.ContainsGenericParameters || typeof(IEnumerable).IsAssignableFrom(type) || typeof(ISerializable).IsAssignableFrom(type))
            return false;
        foreach (var implemented in type.GetInterfaces())
        {
            // System.Text.Json calls these while it reads and writes.
            if (implemented.Namespace == JsonNamespace)
                return false;
        }
        for (var declaring = type; declaring != typeof(object) && declaring != typeof(ValueType); declaring = declaring.BaseType)
        {
            if (declaring is null || declaring.Assembly == typeof(object).Assembly || !HasNoCodeForSerializers(declaring))
                return false;
        }
        return AreStoring(type);
    }

    /// <summary>Serializers take the constructor without arguments where it is public and no other one is marked for them.</summary>
    private static bool AreStoring(Type type)
    {
        if (!type.IsValueType && type.GetConstructor(Type.EmptyTypes) is { } chosen && MetadataTypes.TryGetTables(type.Assembly, out var tables)
            && tables.FindReference("System.Text.Json.Serialization"u8, "JsonConstructorAttribute"u8) == 0 && tables.FindReference("Newtonsoft.Json"u8, "JsonConstructorAttribute"u8) == 0)
        {
            return StoringCode.Is(chosen);
        }

        foreach (var constructor in type.GetConstructors(Constructors))
        {
            if (!StoringCode.Is(constructor))
                return false;
        }
        return true;
    }

    private static bool HasNoCodeForSerializers(Type type)
    {
        if (!MetadataTypes.TryGetTables(type.Assembly, out var tables) || !tables.HasSortedAttributes)
            return false;
        var row = MetadataTypes.RowOf(type);
        var (attribute, last) = tables.Attributes(MetadataTables.TypeParent, row);
        for (; attribute < last; attribute++)
        {
            var (table, of) = tables.AttributeClass(attribute);
            if (IsConverter(type.Module, tables, table, of))
                return false;
        }
        if (tables.FindMethod(row, ".cctor"u8, out _) != 0 || tables.FindMethod(row, "Finalize"u8, out _) != 0)
            return false;
        var (method, end) = tables.Methods(row);
        for (; method < end; method++)
        {
            if (tables.HasNameThatBegins(method, "ShouldSerialize"u8) || IsCallback(tables, method))
                return false;
        }
        return true;
    }

    /// <summary>OnDeserialized and the like.</summary>
    private static bool IsCallback(in MetadataTables tables, int method)
    {
        var (attribute, end) = tables.Attributes(MetadataTables.MethodParent, method);
        for (; attribute < end; attribute++)
        {
            var (table, row) = tables.AttributeClass(attribute);
            if (table == MetadataTables.TypeRef && tables.IsReferenceWithin(row, "System.Runtime.Serialization"u8))
                return true;
        }
        return false;
    }

    /// <returns>False where a member has code of its own, or a value that has to be there cannot be given.</returns>
    private bool AddMembers(Type type)
    {
        var isFirst = true;
        foreach (var property in type.GetProperties())
        {
            var getter = property.GetGetMethod();
            var setter = property.GetSetMethod();
            if (setter is null && getter is null)
                continue;
            if (property.GetIndexParameters().Length > 0 || ++_members > MostMembers)
                return false;
            if ((getter is not null && !StoringCode.Is(getter)) || (setter is not null && !StoringCode.Is(setter)))
            {
                if (setter is not null || isWritten)
                    return false;
                continue;
            }
            if (NameOf(property, out var isRequired, out var isConverted) is not { } name)
                return false;
            if (!isConverted && AddWithin(property.PropertyType, isFirst ? $"\"{name}\":" : $",\"{name}\":", ""))
                isFirst = false;
            else if (isRequired)
                return false;
        }
        return true;
    }

    /// <summary>The name that the serializer's attribute gives, else the property's own; null for a name that would have to be escaped.</summary>
    /// <param name="property">What bears the attributes.</param>
    /// <param name="isRequired">Whether the member has to be there.</param>
    /// <param name="isConverted">Whether a converter of its own reads it, which may want another document.</param>
    private static string? NameOf(PropertyInfo property, out bool isRequired, out bool isConverted)
    {
        isRequired = isConverted = false;
        var name = property.Name;
        if (!MetadataTypes.TryGetTables(property.Module.Assembly, out var tables) || !tables.HasSortedAttributes)
            return null;
        var (attribute, end) = tables.Attributes(MetadataTables.PropertyParent, MetadataTypes.RowOf(property));
        for (; attribute < end; attribute++)
        {
            var (table, row) = tables.AttributeClass(attribute);
            isConverted |= IsConverter(property.Module, tables, table, row);
            if (table != MetadataTables.TypeRef)
                continue;
            if (tables.IsReference(row, "System.Text.Json.Serialization"u8, "JsonPropertyNameAttribute"u8) || tables.IsReference(row, "Newtonsoft.Json"u8, "JsonPropertyAttribute"u8))
                name = SerializerAttribute.Argument(tables.AttributeValue(attribute)) ?? name;
            isRequired |= tables.IsReference(row, "System.Runtime.CompilerServices"u8, "RequiredMemberAttribute"u8) || tables.IsReference(row, "System.Text.Json.Serialization"u8, "JsonRequiredAttribute"u8)
                || tables.IsReference(row, "Newtonsoft.Json"u8, "JsonRequiredAttribute"u8);
        }
        foreach (var character in name)
        {
            if (character is < ' ' or '"' or '\\')
                return null;
        }
        return name;
    }

    /// <summary>Of packages that <see cref="PlainData"/> does not look into: their converters are not the function's, but are not known here.</summary>
    private static bool IsConverter(Module module, in MetadataTables tables, int table, int row) => table switch
    {
        MetadataTables.TypeRef when tables.IsReference(row, "Newtonsoft.Json"u8, "JsonConverterAttribute"u8) => true,
        MetadataTables.TypeRef when tables.IsReferenceWithin(row, "System.Text.Json"u8) => tables.IsReference(row, "System.Text.Json.Serialization"u8, "JsonConverterAttribute"u8),
        MetadataTables.TypeRef when tables.IsReferenceWithin(row, "System"u8) => false,
        MetadataTables.TypeRef or MetadataTables.TypeDef => PlainData.IsConverterAttribute(module.ResolveType(MetadataTypes.Token(table, row))),
        _ => true,
    };
}
