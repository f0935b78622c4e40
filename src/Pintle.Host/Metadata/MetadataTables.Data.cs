using System.Buffers.Binary;

namespace Pintle.Host.Metadata;

/// <summary>What a serializer looks at in a type: its fields and properties, and the attributes of either.</summary>
internal readonly unsafe ref partial struct MetadataTables
{
    private const int ParentTagBits = 5, AttributeTagBits = 3;

    /// <summary>Tags of a HasCustomAttribute index (II.24.2.6).</summary>
    public const int MethodParent = 0, FieldParent = 1, TypeParent = 3, PropertyParent = 9;

    /// <summary>Whether attributes are sorted by what bears them, as the standard demands: only then can they be found.</summary>
    public bool HasSortedAttributes => _layout.Counts[CustomAttribute] == 0 || (BinaryPrimitives.ReadUInt64LittleEndian(_tables[16..]) >> CustomAttribute & 1) != 0;

    /// <summary>Rows of the fields that a type declares: the first, and the one after the last.</summary>
    public (int First, int End) Fields(int type) => Members(type, Field, Row(TypeDef, type).Length - MethodIndex - FieldIndex, FieldIndex);

    /// <summary>Rows of the properties that a type declares: the first, and the one after the last.</summary>
    public (int First, int End) Properties(int type)
    {
        if (!HasMembers)
            return (0, 0);
        for (var row = 1; row <= _layout.Counts[PropertyMap]; row++)
        {
            var bytes = Row(PropertyMap, row);
            if (Read(bytes, Index(TypeDef)) != type)
                continue;
            var end = row == _layout.Counts[PropertyMap] ? _layout.Counts[Property] + 1 : Read(Row(PropertyMap, row + 1)[Index(TypeDef)..], PropertyIndex);
            return (Read(bytes[Index(TypeDef)..], PropertyIndex), end);
        }
        return (0, 0);
    }

    /// <summary>Rows of the methods that a type declares: the first, and the one after the last.</summary>
    public (int First, int End) Methods(int type) => Members(type, MethodDef, Row(TypeDef, type).Length - MethodIndex, MethodIndex);

    /// <summary>Whether a method stands in a table of virtual methods, with code of its own.</summary>
    /// <param name="method">Its row.</param>
    /// <param name="name">Its name; where it implements an interface's method explicitly, what follows the last dot.</param>
    public bool IsOverridable(int method, out ReadOnlySpan<byte> name)
    {
        const int Virtual = 0x40, Abstract = 0x400; // II.23.1.10
        var bytes = Row(MethodDef, method);
        name = _strings[Read(bytes[8..], _layout.Text)..];
        var (start, end) = (0, 0);
        for (; name[end] != 0; end++)
        {
            if (name[end] == (byte)'.')
                start = end + 1;
        }
        name = name[start..end];
        return (BinaryPrimitives.ReadUInt16LittleEndian(bytes[6..]) & (Virtual | Abstract)) == Virtual;
    }

    /// <summary>Whether a method's code is in a native library.</summary>
    public bool IsNative(int method)
    {
        const int PlatformInvoke = 0x2000; // II.23.1.10
        return (BinaryPrimitives.ReadUInt16LittleEndian(Row(MethodDef, method)[6..]) & PlatformInvoke) != 0;
    }

    /// <summary>How many type parameters of its own a method has.</summary>
    public int GenericParameters(int method) => TypeParameters(Signature(method));

    public bool HasNameThatBegins(int method, ReadOnlySpan<byte> beginning) => _strings[Read(Row(MethodDef, method)[8..], _layout.Text)..].StartsWith(beginning);

    public bool IsPublicField(int field)
    {
        const int AccessMask = 0x7, Public = 0x6; // II.23.1.5
        return (BinaryPrimitives.ReadUInt16LittleEndian(Row(Field, field)) & AccessMask) == Public;
    }

    /// <summary>II.23.2.4.</summary>
    public ReadOnlySpan<byte> FieldSignature(int field) => BlobAt(Row(Field, field)[(2 + _layout.Text)..]);

    /// <summary>II.23.2.5.</summary>
    public ReadOnlySpan<byte> PropertySignature(int property) => BlobAt(Row(Property, property)[(2 + _layout.Text)..]);

    /// <summary>Rows of the attributes that something bears: the first, and the one after the last.</summary>
    /// <param name="tag">What it is, by its tag.</param>
    /// <param name="bearer">Its row.</param>
    public (int First, int End) Attributes(int tag, int bearer)
    {
        var parent = (uint)(bearer << ParentTagBits | tag);
        var first = LowerBound(parent);
        var end = first;
        while (end <= _layout.Counts[CustomAttribute] && ParentOf(end) == parent)
            end++;
        return (first, end);
    }

    /// <summary>The class of an attribute: the table of its row, TypeRef or TypeDef; any other for what is generic.</summary>
    public (int Table, int Row) AttributeClass(int attribute)
    {
        const int Method = 2, Member = 3, ClassOfReference = 1, ClassOfDefinition = 0;
        var constructor = Read(Row(CustomAttribute, attribute)[AttributeParentSize..], AttributeTypeSize);
        var row = constructor >> AttributeTagBits;
        switch (constructor & ((1 << AttributeTagBits) - 1))
        {
            case Method:
                return (TypeDef, Declaring(row));
            case Member:
                var parent = Read(Row(MemberRef, row), MemberParentSize);
                return ((parent & ((1 << AttributeTagBits) - 1)) switch { ClassOfReference => TypeRef, ClassOfDefinition => TypeDef, _ => 0 }, parent >> AttributeTagBits);
            default:
                return (0, 0);
        }
    }

    /// <summary>II.23.3.</summary>
    public ReadOnlySpan<byte> AttributeValue(int attribute) => BlobAt(Row(CustomAttribute, attribute)[(AttributeParentSize + AttributeTypeSize)..]);

    /// <summary>Whether a reference is to a type of this namespace or of one within it.</summary>
    public bool IsReferenceWithin(int reference, ReadOnlySpan<byte> space)
    {
        var found = _strings[Read(Row(TypeRef, reference)[^_layout.Text..], _layout.Text)..];
        return found.Length > space.Length && found[space.Length] is 0 or (byte)'.' && found[..space.Length].SequenceEqual(space);
    }

    /// <summary>The type whose run of methods holds that method.</summary>
    public int Declaring(int method)
    {
        var (low, high) = (1, _layout.Counts[TypeDef] + 1);
        while (high - low > 1)
        {
            var middle = (low + high) >>> 1;
            if (Read(Row(TypeDef, middle)[^MethodIndex..], MethodIndex) > method)
                high = middle;
            else
                low = middle;
        }
        return low;
    }

    private uint ParentOf(int attribute) => (uint)Read(Row(CustomAttribute, attribute), AttributeParentSize);

    private int LowerBound(uint parent)
    {
        var (low, high) = (1, _layout.Counts[CustomAttribute] + 1);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (ParentOf(middle) < parent)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }
}
