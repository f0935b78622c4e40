using System.Buffers.Binary;
using System.Reflection;
using System.Reflection.Metadata;
using System.Text;

namespace Pintle.Host;

/// <summary>
/// Finds a top-level type by its plain name straight in an assembly's metadata (ECMA-335 II.24.2.6, the TypeDef table).
/// Assembly.GetType parses the name with vectorised searches that ReadyToRun cannot precompile: twelve jitted methods at every start, for a name that needs no parsing.
/// </summary>
internal static unsafe class MetadataTypes
{
    private const int TypeDefTable = 0x02;

    /// <summary>Characters that mean something in a type name; such a name goes the long way.</summary>
    private static ReadOnlySpan<char> Special => @"+[]*&,\";

    /// <returns>Null when the name is not a plain one or no such type is there: the caller then asks the runtime itself.</returns>
    public static Type? Find(Assembly assembly, string fullName)
    {
        foreach (var character in fullName)
        {
            foreach (var special in Special)
            {
                if (character == special)
                    return null;
            }
        }
        if (!assembly.TryGetRawMetadata(out var blob, out var length))
            return null;
        var row = new Tables(new ReadOnlySpan<byte>(blob, length)).FindType(Encoding.UTF8.GetBytes(fullName));
        return row == 0 ? null : assembly.ManifestModule.ResolveType((TypeDefTable << 24) | row);
    }

    /// <summary>Whether an assembly names a type of another one (ECMA-335 II.22.38, the TypeRef table).</summary>
    public static bool References(Assembly assembly, string typeNamespace, string name) => assembly.TryGetRawMetadata(out var blob, out var length)
        && new Tables(new ReadOnlySpan<byte>(blob, length)).HasReference(Encoding.UTF8.GetBytes(typeNamespace), Encoding.UTF8.GetBytes(name));

    /// <summary>The layout of the tables as far as the third one, TypeDef; the metadata is the runtime's own, which has checked it.</summary>
    private readonly ref struct Tables
    {
        private readonly ReadOnlySpan<byte> _strings;
        private readonly ReadOnlySpan<byte> _typeDefs;
        private readonly int _rows;
        private readonly int _rowSize;
        private readonly ReadOnlySpan<byte> _typeRefs;
        private readonly int _typeRefSize;
        private readonly bool _wideStrings;

        public Tables(ReadOnlySpan<byte> metadata)
        {
            var stream = Stream(metadata, "#~\0"u8);
            _strings = Stream(metadata, "#Strings\0"u8);
            if (stream.IsEmpty || _strings.IsEmpty)
                return;

            // II.24.2.6: heap sizes, which tables there are, their row counts, then the rows.
            var heapSizes = stream[6];
            var valid = BinaryPrimitives.ReadUInt64LittleEndian(stream[8..]);
            Span<int> counts = stackalloc int[64];
            var position = 24;
            for (var table = 0; table < 64; table++)
            {
                if ((valid >> table & 1) == 0)
                    continue;
                counts[table] = BinaryPrimitives.ReadInt32LittleEndian(stream[position..]);
                position += 4;
            }

            _wideStrings = (heapSizes & 1) != 0;
            var text = _wideStrings ? 4 : 2;
            var guid = (heapSizes & 2) != 0 ? 4 : 2;
            var module = 2 + text + (3 * guid);
            // II.24.2.6: a coded index is two bytes wide while the largest of its tables fits beside the tag.
            var resolutionScope = Coded(2, Math.Max(Math.Max(counts[0x00], counts[0x1A]), Math.Max(counts[0x23], counts[0x01])));
            var typeRef = resolutionScope + (2 * text);
            var extends = Coded(2, Math.Max(counts[0x02], Math.Max(counts[0x01], counts[0x1B])));
            var fieldList = Index(Math.Max(counts[0x03], counts[0x04]));
            var methodList = Index(Math.Max(counts[0x05], counts[0x06]));

            _rows = counts[TypeDefTable];
            _rowSize = 4 + (2 * text) + extends + fieldList + methodList;
            _typeRefSize = typeRef;
            _typeRefs = stream.Slice(position + (module * counts[0x00]), typeRef * counts[0x01]);
            _typeDefs = stream.Slice(position + (module * counts[0x00]) + (typeRef * counts[0x01]), _rows * _rowSize);
        }

        /// <returns>The row's number, from 1; 0 when there is none.</returns>
        public int FindType(ReadOnlySpan<byte> fullName)
        {
            const uint VisibilityMask = 0x7, Public = 0x1; // II.23.1.15: above Public are the nested ones
            var dot = fullName.LastIndexOf((byte)'.');
            var name = fullName[(dot + 1)..];
            var space = dot < 0 ? [] : fullName[..dot];
            for (var row = 0; row < _rows; row++)
            {
                var bytes = _typeDefs.Slice(row * _rowSize, _rowSize);
                if ((BinaryPrimitives.ReadUInt32LittleEndian(bytes) & VisibilityMask) <= Public && IsText(bytes[4..], name) && IsText(bytes[(_wideStrings ? 8 : 6)..], space))
                    return row + 1;
            }
            return 0;
        }

        public bool HasReference(ReadOnlySpan<byte> space, ReadOnlySpan<byte> name)
        {
            var text = _wideStrings ? 4 : 2;
            for (var rest = _typeRefs; !rest.IsEmpty; rest = rest[_typeRefSize..])
            {
                // A row is the scope, the name, the namespace.
                if (IsText(rest[(_typeRefSize - (2 * text))..], name) && IsText(rest[(_typeRefSize - text)..], space))
                    return true;
            }
            return false;
        }

        private bool IsText(ReadOnlySpan<byte> index, ReadOnlySpan<byte> text)
        {
            var start = _wideStrings ? BinaryPrimitives.ReadInt32LittleEndian(index) : BinaryPrimitives.ReadUInt16LittleEndian(index);
            var found = _strings[start..];
            return found.Length > text.Length && found[text.Length] == 0 && found[..text.Length].SequenceEqual(text);
        }

        private static int Index(int rows) => rows > ushort.MaxValue ? 4 : 2;

        private static int Coded(int tagBits, int rows) => rows >= 1 << (16 - tagBits) ? 4 : 2;

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
                var nameLength = header[8..].IndexOf((byte)0) + 1;
                header = header[(8 + ((nameLength + 3) & ~3))..];
            }
            return [];
        }
    }
}
