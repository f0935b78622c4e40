using System.Buffers.Binary;
using System.Text;
using Pintle.Layer.Elf;

namespace Pintle.Layer.Globalization;

/// <summary>
/// <c>libicudata.so</c>: an ELF library that exports one symbol, <c>icudtNN_dat</c>, and has no code. It is written here, without a compiler, so that it is
/// the same for every machine but for the number of the processor.
/// </summary>
/// <param name="Symbol">The name of the data.</param>
/// <param name="LibraryName">DT_SONAME, by which libicuuc asks for it.</param>
internal sealed record IcuDataLibrary(ElfMachine Machine, string Symbol, string LibraryName, ReadOnlyMemory<byte> Data)
{
    private const int HeaderSize = 64;
    private const int ProgramHeaderSize = 56;
    private const int ProgramHeaders = 4;
    private const int SymbolSize = 24;

    /// <summary>The largest page that a kernel for arm64 may have.</summary>
    private const int Page = 0x10000;

    public byte[] ToBytes()
    {
        var names = Encoding.ASCII.GetBytes($"\0{Symbol}\0{LibraryName}\0");
        var symbolsAt = HeaderSize + (ProgramHeaders * ProgramHeaderSize);
        var hashAt = symbolsAt + (2 * SymbolSize);
        // One bucket, and a chain of the empty and the one symbol: no name is hashed.
        int[] hash = [1, 2, 1, 0, 0];
        var namesAt = hashAt + (hash.Length * 4);
        var dataAt = IcuPackage.Align(namesAt + names.Length);
        var dataEnd = dataAt + Data.Length;
        var dynamicAt = IcuPackage.Align(dataEnd);
        // The loader writes into the dynamic part, so it is in pages of its own.
        var dynamicAddress = (ulong)(dynamicAt + Page);
        (ulong Tag, ulong Value)[] dynamic =
        [
            (14, (ulong)(2 + Symbol.Length)), (4, (ulong)hashAt), (5, (ulong)namesAt), (6, (ulong)symbolsAt), (10, (ulong)names.Length), (11, SymbolSize), (0, 0),
        ];

        var file = new byte[dynamicAt + (dynamic.Length * 16)];
        var to = new Writer(file);
        _ = to.Bytes([0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        _ = to.U16(3).U16((ushort)Machine).U32(1).U64(0).U64(HeaderSize).U64(0).U32(0).U16(HeaderSize).U16(ProgramHeaderSize).U16(ProgramHeaders).U16(0).U16(0).U16(0);
        Segment(to, 1, 4, 0, 0, dataEnd, Page);
        Segment(to, 1, 6, dynamicAt, dynamicAddress, dynamic.Length * 16, Page);
        Segment(to, 2, 6, dynamicAt, dynamicAddress, dynamic.Length * 16, 8);
        // GNU_STACK: not executable.
        Segment(to, 0x6474e551, 6, 0, 0, 0, 16);
        _ = to.Bytes(new byte[SymbolSize]).U32(1).Bytes([0x11, 0]).U16(1).U64((ulong)dataAt).U64((ulong)Data.Length);
        foreach (var value in hash)
            _ = to.U32((uint)value);
        _ = to.Bytes(names);
        Data.Span.CopyTo(file.AsSpan(dataAt));
        to.At = dynamicAt;
        foreach ((var tag, var value) in dynamic)
            _ = to.U64(tag).U64(value);
        return file;
    }

    private static void Segment(Writer to, uint kind, uint access, int at, ulong address, int size, ulong alignment) => _ =
        to.U32(kind).U32(access).U64((ulong)at).U64(address).U64(address).U64((ulong)size).U64((ulong)size).U64(alignment);

    private sealed class Writer(byte[] file)
    {
        public int At { get; set; }

        public Writer Bytes(ReadOnlySpan<byte> bytes)
        {
            bytes.CopyTo(file.AsSpan(At));
            At += bytes.Length;
            return this;
        }

        public Writer U16(int value)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(At), (ushort)value);
            At += 2;
            return this;
        }

        public Writer U32(uint value)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(At), value);
            At += 4;
            return this;
        }

        public Writer U64(ulong value)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(At), value);
            At += 8;
            return this;
        }
    }
}
