using System.Buffers.Binary;
using Pintle.Host.Invocations;

namespace Pintle.Host.Metadata;

/// <summary>
/// An assembly's metadata tables as far as AssemblyRef (ECMA-335 II.22 and II.24.2.6). The metadata is the runtime's own, which has checked it. Rows count from 1, and 0 is none.
/// Loops by hand throughout: the framework's searches in spans load the vector types of every width (see <see cref="HostAbiText"/>).
/// </summary>
internal readonly unsafe ref partial struct MetadataTables
{
    public const int TypeRef = 0x01, TypeDef = 0x02, Field = 0x04, MethodDef = 0x06, MemberRef = 0x0A, CustomAttribute = 0x0C, Property = 0x17, AssemblyRef = 0x23;

    private const int FieldPointer = 0x03, MethodPointer = 0x05, Event = 0x14, PropertyMap = 0x15, PropertyPointer = 0x16, ModuleRef = 0x1A, TypeSpec = 0x1B, Known = AssemblyRef + 1, All = 64;

    private readonly ReadOnlySpan<byte> _tables;
    private readonly ReadOnlySpan<byte> _strings;
    private readonly ReadOnlySpan<byte> _blobs;
    private readonly Layout _layout;

    private struct Layout
    {
        public fixed int Counts[All];
        public fixed int Starts[Known];
        public fixed int Sizes[Known];
        public int Text;
        public int Blob;
    }

    public MetadataTables(ReadOnlySpan<byte> metadata)
    {
        _tables = Stream(metadata, "#~\0"u8);
        _strings = Stream(metadata, "#Strings\0"u8);
        _blobs = Stream(metadata, "#Blob\0"u8);
        if (_tables.IsEmpty || _strings.IsEmpty)
            return;

        // II.24.2.6: heap sizes, which tables there are, their row counts, then the rows.
        var valid = BinaryPrimitives.ReadUInt64LittleEndian(_tables[8..]);
        var position = 24;
        for (var table = 0; table < All; table++)
        {
            if ((valid >> table & 1) == 0)
                continue;
            _layout.Counts[table] = BinaryPrimitives.ReadInt32LittleEndian(_tables[position..]);
            position += 4;
        }

        var heapSizes = _tables[6];
        // Not in the standard, but the runtime takes it: four bytes more.
        if ((heapSizes & 0x40) != 0)
            position += 4;
        var text = _layout.Text = (heapSizes & 1) != 0 ? 4 : 2;
        var guid = (heapSizes & 2) != 0 ? 4 : 2;
        var blob = _layout.Blob = (heapSizes & 4) != 0 ? 4 : 2;
        _layout.Sizes[0x00] = 2 + text + (3 * guid);
        _layout.Sizes[TypeRef] = Coded(2, [0x00, ModuleRef, AssemblyRef, TypeRef]) + (2 * text);
        _layout.Sizes[TypeDef] = 4 + (2 * text) + Coded(2, [TypeDef, TypeRef, TypeSpec]) + FieldIndex + MethodIndex;
        _layout.Sizes[FieldPointer] = Index(Field);
        _layout.Sizes[Field] = 2 + text + blob;
        _layout.Sizes[MethodPointer] = Index(MethodDef);
        _layout.Sizes[MethodDef] = 8 + text + blob + Math.Max(Index(0x07), Index(0x08));
        _layout.Sizes[0x07] = Index(0x08);
        _layout.Sizes[0x08] = 4 + text;
        _layout.Sizes[0x09] = Index(TypeDef) + Coded(2, [TypeDef, TypeRef, TypeSpec]);
        _layout.Sizes[MemberRef] = MemberParentSize + text + blob;
        _layout.Sizes[0x0B] = 2 + Coded(2, [Field, 0x08, 0x17]) + blob;
        _layout.Sizes[CustomAttribute] = AttributeParentSize + AttributeTypeSize + blob;
        _layout.Sizes[0x0D] = Coded(1, [Field, 0x08]) + blob;
        _layout.Sizes[0x0E] = 2 + Coded(2, [TypeDef, MethodDef, 0x20]) + blob;
        _layout.Sizes[0x0F] = 6 + Index(TypeDef);
        _layout.Sizes[0x10] = 4 + Index(Field);
        _layout.Sizes[0x11] = blob;
        _layout.Sizes[0x12] = Index(TypeDef) + Math.Max(Index(0x13), Index(Event));
        _layout.Sizes[0x13] = Index(Event);
        _layout.Sizes[Event] = 2 + text + Coded(2, [TypeDef, TypeRef, TypeSpec]);
        _layout.Sizes[PropertyMap] = Index(TypeDef) + PropertyIndex;
        _layout.Sizes[PropertyPointer] = Index(Property);
        _layout.Sizes[Property] = 2 + text + blob;
        _layout.Sizes[0x18] = 2 + MethodIndex + Coded(1, [Event, Property]);
        _layout.Sizes[0x19] = Index(TypeDef) + (2 * Coded(1, [MethodDef, MemberRef]));
        _layout.Sizes[ModuleRef] = text;
        _layout.Sizes[TypeSpec] = blob;
        _layout.Sizes[0x1C] = 2 + Coded(1, [Field, MethodDef]) + text + Index(ModuleRef);
        _layout.Sizes[0x1D] = 4 + FieldIndex;
        _layout.Sizes[0x1E] = 8;
        _layout.Sizes[0x1F] = 4;
        _layout.Sizes[0x20] = 16 + blob + (2 * text);
        _layout.Sizes[0x21] = 4;
        _layout.Sizes[0x22] = 12;
        _layout.Sizes[AssemblyRef] = 12 + (2 * blob) + (2 * text);
        for (var table = 0; table < Known; table++)
        {
            _layout.Starts[table] = position;
            position += _layout.Sizes[table] * _layout.Counts[table];
        }
    }

    /// <summary>Only edit and continue leaves tables of pointers between a type and its members.</summary>
    private bool HasMembers => _layout.Counts[FieldPointer] == 0 && _layout.Counts[MethodPointer] == 0 && _layout.Counts[PropertyPointer] == 0;

    private int FieldIndex => Math.Max(Index(FieldPointer), Index(Field));
    private int MethodIndex => Math.Max(Index(MethodPointer), Index(MethodDef));
    private int PropertyIndex => Math.Max(Index(PropertyPointer), Index(Property));
    private int MemberParentSize => Coded(3, [TypeDef, TypeRef, ModuleRef, MethodDef, TypeSpec]);
    private int AttributeTypeSize => Coded(3, [MethodDef, MemberRef]);

    // II.24.2.6, HasCustomAttribute.
    private int AttributeParentSize => Coded(5,
        [MethodDef, Field, TypeRef, TypeDef, 0x08, 0x09, MemberRef, 0x00, 0x0E, 0x17, 0x14, 0x11, ModuleRef, TypeSpec, 0x20, AssemblyRef, 0x26, 0x27, 0x28, 0x2A, 0x2B, 0x2C]);

    public int FindType(ReadOnlySpan<byte> fullName)
    {
        const uint VisibilityMask = 0x7, Public = 0x1; // II.23.1.15: above Public are the nested ones
        var dot = fullName.Length - 1;
        while (dot >= 0 && fullName[dot] != (byte)'.')
            dot--;
        var name = fullName[(dot + 1)..];
        var space = dot < 0 ? [] : fullName[..dot];
        for (var row = 1; row <= _layout.Counts[TypeDef]; row++)
        {
            var bytes = Row(TypeDef, row);
            if ((BinaryPrimitives.ReadUInt32LittleEndian(bytes) & VisibilityMask) <= Public && IsText(bytes[4..], name) && IsText(bytes[(4 + _layout.Text)..], space))
                return row;
        }
        return 0;
    }

    /// <summary>The reference to a type of another assembly, whichever it is.</summary>
    public int FindReference(ReadOnlySpan<byte> space, ReadOnlySpan<byte> name)
    {
        for (var row = 1; row <= _layout.Counts[TypeRef]; row++)
        {
            if (IsReference(row, space, name))
                return row;
        }
        return 0;
    }

    public bool IsReference(int row, ReadOnlySpan<byte> space, ReadOnlySpan<byte> name)
    {
        // A row is the scope, the name, the namespace.
        var bytes = Row(TypeRef, row);
        return IsText(bytes[^(2 * _layout.Text)..], name) && IsText(bytes[^_layout.Text..], space);
    }

    /// <summary>Whether a member of that name is used, of whatever type.</summary>
    public bool HasMemberReference(ReadOnlySpan<byte> name)
    {
        for (var row = 1; row <= _layout.Counts[MemberRef]; row++)
        {
            if (IsText(Row(MemberRef, row)[MemberParentSize..], name))
                return true;
        }
        return false;
    }

    /// <summary>Whether there is a reference to an assembly whose simple name begins with none of these; one of these that ends in a comma has to be the whole name.</summary>
    public bool HasAssemblyReferenceBut(string[] beginnings)
    {
        for (var row = 1; row <= _layout.Counts[AssemblyRef]; row++)
        {
            // A row is version and flags, the public key, the name, the culture, the hash.
            var name = _strings[Read(Row(AssemblyRef, row)[(12 + _layout.Blob)..], _layout.Text)..];
            var isOne = false;
            foreach (var beginning in beginnings)
                isOne |= Begins(name, beginning);
            if (!isOne)
                return true;
        }
        return false;
    }

    private static bool Begins(ReadOnlySpan<byte> name, string beginning)
    {
        for (var i = 0; i < beginning.Length; i++)
        {
            if (name[i] != (beginning[i] == ',' ? 0 : beginning[i]))
                return false;
        }
        return true;
    }

    /// <summary>A method that the type itself declares.</summary>
    /// <param name="type">The type's row.</param>
    /// <param name="name">The method's name.</param>
    /// <param name="isOnly">Whether it is the only method of that name.</param>
    public int FindMethod(int type, ReadOnlySpan<byte> name, out bool isOnly)
    {
        isOnly = true;
        var (row, end) = Members(type, MethodDef, Row(TypeDef, type).Length - MethodIndex, MethodIndex);
        var found = 0;
        for (; row < end; row++)
        {
            if (!IsText(Row(MethodDef, row)[8..], name))
                continue;
            isOnly = found == 0;
            found = row;
        }
        return found;
    }

    /// <summary>The next method of that name that a type declares, with so many type parameters of its own.</summary>
    /// <param name="type">The type's row.</param>
    /// <param name="name">The method's name.</param>
    /// <param name="parameters">How many type parameters it has.</param>
    /// <param name="after">The one before; 0 for the first.</param>
    public int FindMethod(int type, ReadOnlySpan<byte> name, int parameters, int after)
    {
        var (row, end) = Members(type, MethodDef, Row(TypeDef, type).Length - MethodIndex, MethodIndex);
        for (row = Math.Max(row, after + 1); row < end; row++)
        {
            if (IsText(Row(MethodDef, row)[8..], name) && TypeParameters(Signature(row)) == parameters)
                return row;
        }
        return 0;
    }

    private static int TypeParameters(ReadOnlySpan<byte> signature)
    {
        const int Generic = 0x10;
        var rest = signature[1..];
        return (signature[0] & Generic) == 0 ? 0 : Compressed(ref rest);
    }

    /// <summary>The next nested type of that name: each type may have one inside it.</summary>
    /// <param name="name">Its own name.</param>
    /// <param name="after">The one before; 0 for the first.</param>
    public int FindNested(ReadOnlySpan<byte> name, int after)
    {
        const uint VisibilityMask = 0x7, Public = 0x1;
        for (var row = after + 1; row <= _layout.Counts[TypeDef]; row++)
        {
            var bytes = Row(TypeDef, row);
            if ((BinaryPrimitives.ReadUInt32LittleEndian(bytes) & VisibilityMask) > Public && IsText(bytes[4..], name))
                return row;
        }
        return 0;
    }

    /// <summary>The signature of a method (II.23.2.1).</summary>
    public ReadOnlySpan<byte> Signature(int method) => BlobAt(Row(MethodDef, method)[(8 + _layout.Text)..]);

    /// <summary>The value of the first attribute (II.23.3) of a class that another assembly has.</summary>
    /// <param name="parent">Table and row of what bears it, as a HasCustomAttribute index.</param>
    /// <param name="space">The class's namespace.</param>
    /// <param name="name">The class's name.</param>
    /// <param name="attribute">The row of the class in TypeRef.</param>
    /// <param name="hasOwn">Whether an attribute before it has a class of this assembly's own, or a generic one: which class that is was not looked at.</param>
    public ReadOnlySpan<byte> FindAttribute(int parent, ReadOnlySpan<byte> space, ReadOnlySpan<byte> name, out int attribute, out bool hasOwn)
    {
        hasOwn = false;
        const int MemberRefTag = 3, TagMask = 0x7, TagBits = 3;
        for (var row = 1; row <= _layout.Counts[CustomAttribute]; row++)
        {
            var bytes = Row(CustomAttribute, row);
            if (Read(bytes, AttributeParentSize) != parent)
                continue;
            var constructor = Read(bytes[AttributeParentSize..], AttributeTypeSize);
            const int TypeRefTag = 1;
            var type = (constructor & TagMask) == MemberRefTag ? Read(Row(MemberRef, constructor >> TagBits), MemberParentSize) : 0;
            attribute = type >> TagBits;
            hasOwn |= (type & TagMask) != TypeRefTag;
            if ((type & TagMask) == TypeRefTag && IsReference(attribute, space, name))
                return BlobAt(bytes[(AttributeParentSize + AttributeTypeSize)..]);
        }
        attribute = 0;
        return [];
    }

    /// <summary>As <see cref="FindAttribute"/> takes it.</summary>
    public static int ParentMethod(int method) => method << 5;

    /// <summary>As <see cref="FindAttribute"/> takes it: an assembly has one row.</summary>
    public static int ParentAssembly => 1 << 5 | 14;

    /// <summary>II.23.2: an unsigned number of one, two or four bytes, which is taken off.</summary>
    public static int Compressed(ref ReadOnlySpan<byte> bytes)
    {
        var first = bytes[0];
        var (value, size) = (first & 0x80) == 0 ? (first, 1)
            : (first & 0x40) == 0 ? ((first & 0x3f) << 8 | bytes[1], 2)
            : ((first & 0x1f) << 24 | bytes[1] << 16 | bytes[2] << 8 | bytes[3], 4);
        bytes = bytes[size..];
        return value;
    }

    /// <summary>II.22.37: a type's members are a run of rows that ends where the next type's begins.</summary>
    private (int First, int End) Members(int type, int table, int offset, int size) => !HasMembers ? (0, 0)
        : (Read(Row(TypeDef, type)[offset..], size), type == _layout.Counts[TypeDef] ? _layout.Counts[table] + 1 : Read(Row(TypeDef, type + 1)[offset..], size));

    private ReadOnlySpan<byte> Row(int table, int row) => _tables.Slice(_layout.Starts[table] + ((row - 1) * _layout.Sizes[table]), _layout.Sizes[table]);

    private ReadOnlySpan<byte> BlobAt(ReadOnlySpan<byte> index)
    {
        var blob = _blobs[Read(index, _layout.Blob)..];
        var length = Compressed(ref blob);
        return blob[..length];
    }

    private bool IsText(ReadOnlySpan<byte> index, ReadOnlySpan<byte> text)
    {
        var found = _strings[Read(index, _layout.Text)..];
        return found.Length > text.Length && found[text.Length] == 0 && found[..text.Length].SequenceEqual(text);
    }

    private static int Read(ReadOnlySpan<byte> bytes, int size) => size == 4 ? BinaryPrimitives.ReadInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    private int Index(int table) => _layout.Counts[table] > ushort.MaxValue ? 4 : 2;

    /// <summary>A coded index is two bytes wide while the largest of its tables fits beside the tag.</summary>
    private int Coded(int tagBits, ReadOnlySpan<byte> tables)
    {
        foreach (var table in tables)
        {
            if (_layout.Counts[table] >= 1 << (16 - tagBits))
                return 4;
        }
        return 2;
    }

    /// <summary>II.24.2.1 and II.24.2.2: the root names its streams, each with offset, size and a name padded to four bytes.</summary>
    private static ReadOnlySpan<byte> Stream(ReadOnlySpan<byte> metadata, ReadOnlySpan<byte> name)
    {
        var versionLength = BinaryPrimitives.ReadInt32LittleEndian(metadata[12..]);
        var streams = BinaryPrimitives.ReadUInt16LittleEndian(metadata[(16 + versionLength + 2)..]);
        var header = metadata[(16 + versionLength + 4)..];
        for (var i = 0; i < streams; i++)
        {
            if (header[8..].StartsWith(name))
                return metadata.Slice(BinaryPrimitives.ReadInt32LittleEndian(header), BinaryPrimitives.ReadInt32LittleEndian(header[4..]));
            var end = 8;
            while (header[end] != 0)
                end++;
            // The name with the NUL that ends it, up to the next multiple of four.
            header = header[(8 + ((end - 8 + 1 + 3) & ~3))..];
        }
        return [];
    }
}
