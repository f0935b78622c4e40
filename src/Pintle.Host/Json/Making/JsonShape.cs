using System.Reflection;

namespace Pintle.Host.Json.Making;

/// <summary>What generated code does with a type.</summary>
internal enum JsonKind
{
    /// <summary>Only null, which the framework's converters of all classes take. Anything else is the serializer's.</summary>
    OnlyNull,

    /// <summary>Nothing: even of null only its own converter knows.</summary>
    Opaque,

    /// <summary>A text, a number, or any value as a JsonElement: read and written by <see cref="JsonParts"/>.</summary>
    Simple,

    /// <summary>An enumeration as its number.</summary>
    Number,

    /// <summary>An enumeration as the text of its value.</summary>
    Text,

    Nullable,
    Object,

    /// <summary>A List, or an interface of it, which System.Text.Json makes a List for.</summary>
    List,

    Array,

    /// <summary>A Dictionary with texts for keys, a class derived from one, or an interface of it.</summary>
    Dictionary,
}

/// <summary>How one type stands in JSON under one function's serializer.</summary>
internal sealed class JsonShape(Type type, JsonKind kind)
{
    public Type Type { get; } = type;

    public JsonKind Kind { get; set; } = kind;

    /// <summary>What a nullable, a list or a dictionary is of; the number that an enumeration is.</summary>
    public JsonShape? Item { get; set; }

    /// <summary>An object's, or that of a class derived from a Dictionary; null where an object can only be written.</summary>
    public ConstructorInfo? Constructor { get; set; }

    public List<JsonMember> Members { get; } = [];

    /// <summary>Whether only null is written of it, whatever is read.</summary>
    public bool IsWrittenAsNullOnly { get; set; }

    /// <summary>An enumeration's values with their texts.</summary>
    public List<(int Value, string Text)> Texts { get; } = [];
}

/// <summary>One member of an object.</summary>
/// <param name="Name">In JSON.</param>
/// <param name="Shape">Of its type.</param>
/// <param name="Member">The property or field.</param>
internal sealed record JsonMember(string Name, JsonShape Shape, MemberInfo Member)
{
    public bool IsRead { get; init; }

    /// <summary>The place of the constructor's parameter that takes it; -1 where it is set afterwards.</summary>
    public int Parameter { get; init; } = -1;

    /// <summary>Whether it is set whether it is there or not: in a generated context, what can only be set while the object is made.</summary>
    public bool IsAlwaysSet { get; init; }

    public bool IsRequired { get; init; }

    public bool IsWritten { get; init; }

    /// <summary>Whether null leaves it out.</summary>
    public bool IsLeftOut { get; init; }
}
