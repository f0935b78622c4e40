using System.Buffers.Binary;
using System.Text;

namespace Pintle.Layer.Elf;

/// <summary>
/// Reads the dynamic segment of a 64-bit little-endian ELF file, as the dynamic loader does: section headers, which tools may strip or forge, are not looked at.
/// Layout: <see href="https://refspecs.linuxfoundation.org/elf/gabi4+/contents.html"/> and
/// <see href="https://refspecs.linuxfoundation.org/LSB_5.0.0/LSB-Core-generic/LSB-Core-generic/symversion.html"/>.
/// </summary>
internal ref struct ElfReader(ReadOnlySpan<byte> file)
{
    private const int HeaderSize = 64;
    private const int ProgramHeaderSize = 56;
    private const int DynamicEntrySize = 16;
    private const int VersionEntrySize = 16;
    private const int SymbolSize = 24;
    private const int MostProgramHeaders = 256;
    private const int MostDynamicEntries = 4096;
    private const int MostVersions = 4096;
    private const int LongestName = 4096;

    private const uint LoadSegment = 1;
    private const uint DynamicSegment = 2;
    private const uint InterpreterSegment = 3;

    private readonly ReadOnlySpan<byte> _file = file;
    private readonly List<Segment> _loads = [];
    private Segment? _dynamic;
    private Segment? _interpreter;
    private ulong _strings;
    private ulong _stringsSize;

    public ElfImage Read()
    {
        var machine = ReadHeader();
        var interpreter = _interpreter is { } segment ? Text(segment.Offset, segment.FileSize) : null;
        if (_dynamic is not { } dynamic)
            return new ElfImage(machine, interpreter, [], null, null, []);

        var entries = ReadDynamic(dynamic);
        var strings = Value(entries, DynamicTag.StringTable) ?? throw Bad("no DT_STRTAB in the dynamic segment");
        _stringsSize = Value(entries, DynamicTag.StringTableSize) ?? throw Bad("no DT_STRSZ in the dynamic segment");
        _strings = OffsetOf(strings);

        var needed = new List<string>();
        foreach ((var tag, var value) in entries)
        {
            if (tag == DynamicTag.Needed)
                needed.Add(DynamicString(value));
        }

        var rpath = Value(entries, DynamicTag.Rpath);
        var runPath = Value(entries, DynamicTag.RunPath);
        return new ElfImage(
            machine,
            interpreter,
            needed,
            rpath is null ? null : DynamicString(rpath.Value),
            runPath is null ? null : DynamicString(runPath.Value),
            ReadVersions(Value(entries, DynamicTag.VersionNeed), Value(entries, DynamicTag.VersionNeedCount)));
    }

    /// <summary>The first exported symbol with a wanted name, and where its bytes are; <c>null</c> where there is none.</summary>
    public (string Name, int Offset, int Size)? FindSymbol(Func<string, bool> isWanted)
    {
        _ = Read();
        var entries = ReadDynamic(_dynamic ?? throw Bad("no dynamic segment"));
        var table = OffsetOf(Value(entries, DynamicTag.SymbolTable) ?? throw Bad("no DT_SYMTAB in the dynamic segment"));
        // Nothing says how many symbols there are; every linker puts their names right after them.
        for (var at = table; at + SymbolSize <= _strings; at += SymbolSize)
        {
            var name = DynamicString(U32(at));
            if (U16(at + 6) != 0 && isWanted(name))
                return (name, checked((int)OffsetOf(U64(at + 8))), checked((int)U64(at + 16)));
        }

        return null;
    }

    /// <summary>Where the file asks for a version of a library's symbols: the offset of that entry, and which symbols it is for.</summary>
    public IReadOnlyList<(string Version, int Offset, string[] Symbols)> FindVersions()
    {
        _ = Read();
        var entries = ReadDynamic(_dynamic ?? throw Bad("no dynamic segment"));
        var found = new List<(string, int, string[])>();
        if (Value(entries, DynamicTag.VersionNeed) is not { } address || Value(entries, DynamicTag.VersionOfSymbols) is not { } ofSymbols)
            return found;
        var table = OffsetOf(Value(entries, DynamicTag.SymbolTable) ?? throw Bad("no DT_SYMTAB in the dynamic segment"));
        var indexes = OffsetOf(ofSymbols);
        var entry = OffsetOf(address);
        for (ulong i = 0; i < (Value(entries, DynamicTag.VersionNeedCount) ?? 0); i++)
        {
            var version = entry + U32(entry + 8);
            for (int left = U16(entry + 2); left > 0; left--)
            {
                var symbols = new List<string>();
                for (var at = table; at + SymbolSize <= _strings; at += SymbolSize)
                {
                    if ((U16(indexes + ((at - table) / SymbolSize * 2)) & 0x7fff) == U16(version + 6))
                        symbols.Add(DynamicString(U32(at)));
                }

                found.Add((DynamicString(U32(version + 8)), (int)version, [.. symbols]));
                version = left > 1 ? Next(version, U32(version + 12)) : version;
            }

            if (U32(entry + 12) == 0)
                break;
            entry = Next(entry, U32(entry + 12));
        }

        return found;
    }

    private ElfMachine ReadHeader()
    {
        if (_file.Length < HeaderSize || !_file.StartsWith("\u007fELF"u8))
            throw Bad("no ELF header at its start");
        if (_file[4] != 2 || _file[5] != 1)
            throw Bad($"class {_file[4]} and byte order {_file[5]}, where 64-bit (2) and little-endian (1) are expected");

        var machine = U16(18);
        if (machine is not ((ushort)ElfMachine.X64 or (ushort)ElfMachine.Arm64))
            throw Bad($"machine {machine}, where x86-64 (62) or AArch64 (183) is expected");

        var table = U64(32);
        int size = U16(54);
        int count = U16(56);
        if (count > MostProgramHeaders || (count > 0 && size < ProgramHeaderSize))
            throw Bad($"{count} program headers of {size} bytes");

        for (var i = 0; i < count; i++)
            ReadProgramHeader(table + (ulong)(i * size));
        return (ElfMachine)machine;
    }

    private void ReadProgramHeader(ulong at)
    {
        var segment = new Segment(U64(at + 8), U64(at + 16), U64(at + 32));
        switch (U32(at))
        {
            case LoadSegment:
                _loads.Add(segment);
                break;
            case DynamicSegment:
                _dynamic = segment;
                break;
            case InterpreterSegment:
                _interpreter = segment;
                break;
        }
    }

    private readonly List<(ulong Tag, ulong Value)> ReadDynamic(Segment dynamic)
    {
        var entries = new List<(ulong, ulong)>();
        for (ulong at = 0; at + DynamicEntrySize <= dynamic.FileSize; at += DynamicEntrySize)
        {
            var tag = U64(dynamic.Offset + at);
            if (tag == DynamicTag.End)
                return entries;
            if (entries.Count == MostDynamicEntries)
                throw Bad($"over {MostDynamicEntries} dynamic entries");
            entries.Add((tag, U64(dynamic.Offset + at + 8)));
        }

        throw Bad("a dynamic segment without an end");
    }

    /// <summary>Two nested chains of relative links; each link has to lead forward by a whole entry, so that no file can hold the reader in a circle.</summary>
    private readonly List<SymbolVersion> ReadVersions(ulong? address, ulong? count)
    {
        var versions = new List<SymbolVersion>();
        if (address is null)
            return versions;

        var entry = OffsetOf(address.Value);
        for (ulong i = 0; i < (count ?? 0); i++)
        {
            var library = DynamicString(U32(entry + 4));
            var version = entry + U32(entry + 8);
            int left = U16(entry + 2);
            while (left-- > 0)
            {
                if (versions.Count == MostVersions)
                    throw Bad($"over {MostVersions} symbol versions");
                versions.Add(new SymbolVersion(library, DynamicString(U32(version + 8))));
                version = left > 0 ? Next(version, U32(version + 12)) : version;
            }

            if (U32(entry + 12) == 0)
                break;
            entry = Next(entry, U32(entry + 12));
        }

        return versions;
    }

    private static ulong Next(ulong at, uint link) => link >= VersionEntrySize
        ? at + link
        : throw Bad($"a symbol version's link of {link} bytes, where at least {VersionEntrySize} are expected");

    private static ulong? Value(List<(ulong Tag, ulong Value)> entries, ulong tag)
    {
        foreach ((var found, var value) in entries)
        {
            if (found == tag)
                return value;
        }

        return null;
    }

    private readonly ulong OffsetOf(ulong address)
    {
        foreach (var load in _loads)
        {
            if (address >= load.Address && address - load.Address < load.FileSize)
                return load.Offset + (address - load.Address);
        }

        throw Bad($"address 0x{address:x} in no loaded segment");
    }

    private readonly string DynamicString(ulong offset) => offset < _stringsSize
        ? Text(_strings + offset, _stringsSize - offset)
        : throw Bad($"a name at {offset} of a string table of {_stringsSize} bytes");

    private readonly string Text(ulong at, ulong limit)
    {
        var bytes = At(at, 0)[..];
        bytes = bytes[..(int)Math.Min(Math.Min((ulong)bytes.Length, limit), LongestName)];
        var end = bytes.IndexOf((byte)0);
        return end >= 0 ? Encoding.UTF8.GetString(bytes[..end]) : throw Bad($"a name at {at} without an end");
    }

    private readonly ushort U16(ulong at) => BinaryPrimitives.ReadUInt16LittleEndian(At(at, 2));

    private readonly uint U32(ulong at) => BinaryPrimitives.ReadUInt32LittleEndian(At(at, 4));

    private readonly ulong U64(ulong at) => BinaryPrimitives.ReadUInt64LittleEndian(At(at, 8));

    private readonly ReadOnlySpan<byte> At(ulong at, int size) => at <= (ulong)_file.Length && (ulong)_file.Length - at >= (ulong)size
        ? _file[(int)at..]
        : throw Bad($"{size} bytes expected at {at} of a file of {_file.Length} bytes");

    private static InvalidDataException Bad(string found) => new($"Expected an ELF file that Linux can load, found {found}.");

    private readonly record struct Segment(ulong Offset, ulong Address, ulong FileSize);

    private static class DynamicTag
    {
        public const ulong End = 0;
        public const ulong Needed = 1;
        public const ulong StringTable = 5;
        public const ulong SymbolTable = 6;
        public const ulong StringTableSize = 10;
        public const ulong Rpath = 15;
        public const ulong RunPath = 29;
        public const ulong VersionOfSymbols = 0x6ffffff0;
        public const ulong VersionNeed = 0x6ffffffe;
        public const ulong VersionNeedCount = 0x6fffffff;
    }
}
