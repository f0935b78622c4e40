using System.Text;
using Pintle.Layer.Elf;

namespace Pintle.Layer.Tests;

/// <summary>Writes the smallest ELF file that asks for given libraries and symbol versions: header, two segments, dynamic entries, versions, names.</summary>
internal sealed class TinyElf
{
    private const int Dynamic = 0x100;
    private const int Versions = 0x300;
    private const int Names = 0x800;
    private const int Size = 0x1000;
    private const ulong Address = 0x400000;

    private readonly List<byte> _names = [0];
    private readonly List<(ulong Tag, ulong Value)> _entries = [];

    public ElfMachine Machine { get; init; } = ElfMachine.X64;

    public string? Rpath { get; init; }

    public string? RunPath { get; init; }

    /// <summary>Of libc.so.6.</summary>
    public string[] SymbolVersions { get; init; } = [];

    public byte[] Write()
    {
        var file = new byte[Size];
        using var writer = new BinaryWriter(new MemoryStream(file));
        _entries.Add((1, Name("libc.so.6")));
        if (Rpath is not null)
            _entries.Add((15, Name(Rpath)));
        if (RunPath is not null)
            _entries.Add((29, Name(RunPath)));
        if (SymbolVersions.Length > 0)
            WriteVersions(writer);
        _entries.AddRange([(5, Address + Names), (10, (ulong)_names.Count), (0, 0)]);

        _ = writer.Seek(0, SeekOrigin.Begin);
        writer.Write("\u007fELF"u8);
        writer.Write([2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        Write(writer, (ushort)3, (ushort)Machine, 1u, 0ul, 64ul, 0ul, 0u, (ushort)64, (ushort)56, (ushort)2, (ushort)0, (ushort)0, (ushort)0);
        Write(writer, 1u, 5u, 0ul, Address, Address, (ulong)Size, (ulong)Size, 0x1000ul);
        Write(writer, 2u, 6u, (ulong)Dynamic, Address + Dynamic, Address + Dynamic, (ulong)(_entries.Count * 16), (ulong)(_entries.Count * 16), 8ul);
        _ = writer.Seek(Dynamic, SeekOrigin.Begin);
        foreach ((var tag, var value) in _entries)
            Write(writer, tag, value);
        _ = writer.Seek(Names, SeekOrigin.Begin);
        writer.Write(_names.ToArray());
        return file;
    }

    private void WriteVersions(BinaryWriter writer)
    {
        _entries.AddRange([(0x6ffffffe, Address + Versions), (0x6fffffff, 1)]);
        _ = writer.Seek(Versions, SeekOrigin.Begin);
        Write(writer, (ushort)1, (ushort)SymbolVersions.Length, (uint)Name("libc.so.6"), 16u, 0u);
        foreach (var version in SymbolVersions)
            Write(writer, 0u, (ushort)0, (ushort)2, (uint)Name(version), version == SymbolVersions[^1] ? 0u : 16u);
    }

    private ulong Name(string text)
    {
        var at = _names.Count;
        _names.AddRange(Encoding.UTF8.GetBytes(text + '\0'));
        return (ulong)at;
    }

    private static void Write(BinaryWriter writer, params object[] fields)
    {
        foreach (var field in fields)
        {
            switch (field)
            {
                case ushort value:
                    writer.Write(value);
                    break;
                case uint value:
                    writer.Write(value);
                    break;
                case ulong value:
                    writer.Write(value);
                    break;
                default:
                    throw new ArgumentException($"{field.GetType()} is no field of an ELF file");
            }
        }
    }
}
