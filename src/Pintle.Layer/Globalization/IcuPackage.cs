using System.Buffers.Binary;
using System.Text;

namespace Pintle.Layer.Globalization;

/// <summary>
/// ICU's common data (<c>icudtNNl.dat</c>): a header, a table of contents in the order of the names, and the files one after another.
/// The format is that of <see href="https://github.com/unicode-org/icu/blob/main/icu4c/source/common/ucmndata.h"/>; what is in a file is not looked at.
/// </summary>
/// <param name="Header">Whole, with the padding after it.</param>
/// <param name="Prefix">Before each name, with its slash: <c>icudt72l/</c>.</param>
/// <param name="Items">In ordinal order of their names, which are without the prefix.</param>
internal sealed record IcuPackage(ReadOnlyMemory<byte> Header, string Prefix, IReadOnlyList<IcuPackage.Item> Items)
{
    internal readonly record struct Item(string Name, ReadOnlyMemory<byte> Content);

    /// <summary>Of each file, because ICU reads it in place.</summary>
    public const int Alignment = 16;

    private const int EntrySize = 8;
    private const int MostItems = 100_000; // Chosen, not measured: far above what ICU's data have; it bounds what damaged data can take.

    /// <exception cref="InvalidDataException">It is none, or one of another byte order.</exception>
    public static IcuPackage Parse(ReadOnlyMemory<byte> data)
    {
        var start = IcuHeader.Check(data.Span, "CmnD"u8, 1, 1);
        var table = data.Span[start..];
        var count = IcuHeader.Int(table, 0);
        if (count is <= 0 or > MostItems || table.Length < 4 + (count * EntrySize))
            throw new InvalidDataException($"Expected ICU's data to begin with a table of its files, found one that says {count}.");
        var items = new Item[count];
        var prefix = "";
        for (var i = 0; i < count; i++)
        {
            var name = Name(table, IcuHeader.Int(table, 4 + (i * EntrySize)));
            if (i == 0)
                prefix = name[..(name.IndexOf('/', StringComparison.Ordinal) + 1)];
            var from = IcuHeader.Int(table, 8 + (i * EntrySize));
            var to = i + 1 < count ? IcuHeader.Int(table, 8 + ((i + 1) * EntrySize)) : table.Length;
            items[i] = from >= 0 && from <= to && to <= table.Length && prefix.Length > 1 && name.StartsWith(prefix, StringComparison.Ordinal)
                ? new Item(name[prefix.Length..], data[(start + from)..(start + to)])
                : throw new InvalidDataException($"Expected the files of ICU's data one after another under one name, found \"{name}\" at {from} to {to}.");
        }

        return new IcuPackage(data[..start], prefix, items);
    }

    public byte[] ToBytes()
    {
        byte[][] names = [.. Items.Select(item => Encoding.ASCII.GetBytes($"{Prefix}{item.Name}\0"))];
        var namesAt = 4 + (Items.Count * EntrySize);
        var contentAt = Align(namesAt + names.Sum(name => name.Length));
        var data = new byte[Header.Length + contentAt + Items.Sum(item => Align(item.Content.Length))];
        Header.CopyTo(data);
        var table = data.AsSpan(Header.Length);
        BinaryPrimitives.WriteInt32LittleEndian(table, Items.Count);
        for (var i = 0; i < Items.Count; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(table[(4 + (i * EntrySize))..], namesAt);
            BinaryPrimitives.WriteInt32LittleEndian(table[(8 + (i * EntrySize))..], contentAt);
            names[i].CopyTo(table[namesAt..]);
            Items[i].Content.Span.CopyTo(table[contentAt..]);
            namesAt += names[i].Length;
            contentAt += Align(Items[i].Content.Length);
        }

        return data;
    }

    public static int Align(int size) => (size + Alignment - 1) / Alignment * Alignment;

    private static string Name(ReadOnlySpan<byte> table, int at)
    {
        var rest = at > 0 && at < table.Length ? table[at..] : default;
        var length = rest.IndexOf((byte)0);
        return length >= 0 ? Encoding.ASCII.GetString(rest[..length]) : throw new InvalidDataException($"Expected a file's name at {at} of ICU's data, found its end.");
    }
}
