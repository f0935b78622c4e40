using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Pintle.Layer.Verify;

/// <summary>
/// Reads a zip in the one form that a build writes and reports each field that differs, so that every byte of the file is looked at.
/// It does not know how a build writes: it spells the format itself. Format: <see href="https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT"/>.
/// </summary>
internal sealed class ZipImage(ReadOnlyMemory<byte> file, Findings findings)
{
    private const int LocalSize = 30;
    private const int CentralSize = 46;
    private const int EndSize = 22;

    private const uint LocalSignature = 0x04034B50;
    private const uint CentralSignature = 0x02014B50;
    private const uint EndSignature = 0x06054B50;

    // A central header repeats a local header's fields from here to its extra field's length.
    private const int LocalShared = 4;
    private const int CentralShared = 6;
    private const int SharedSize = 26;

    private const int LambdaLimit = 250 * 1024 * 1024;

    // Fields of a central header: 2000-01-01 00:00, made by Unix with version 2.0, nothing optional.
    private static readonly (string Name, int At, int Size, uint Expected, VerifyCheck Check)[] Fixed =
    [
        ("version made by", 4, 2, 0x0314, VerifyCheck.Structure),
        ("version needed", 6, 2, 20, VerifyCheck.Structure),
        ("flags", 8, 2, 0, VerifyCheck.Structure),
        ("time", 12, 2, 0, VerifyCheck.Time),
        ("date", 14, 2, 0x2821, VerifyCheck.Time),
        ("length of extra fields", 30, 2, 0, VerifyCheck.Structure),
        ("length of the comment", 32, 2, 0, VerifyCheck.Structure),
        ("disk number", 34, 2, 0, VerifyCheck.Structure),
        ("internal attributes", 36, 2, 0, VerifyCheck.Structure),
        ("DOS attributes", 38, 2, 0, VerifyCheck.Structure),
    ];

    private static readonly (string Name, int At, int Size)[] Shared =
    [
        ("version needed", 6, 2), ("flags", 8, 2), ("method", 10, 2), ("time", 12, 2), ("date", 14, 2), ("CRC-32", 16, 4), ("packed size", 20, 4),
        ("size", 24, 4), ("length of the name", 28, 2), ("length of extra fields", 30, 2),
    ];

    private ReadOnlySpan<byte> Bytes => file.Span;

    /// <returns>The entries in the central directory's order, or <c>null</c> if the file cannot be read as a zip at all.</returns>
    public IReadOnlyList<ZipEntryImage>? Read()
    {
        if (ReadEnd() is not var (count, start))
            return null;

        var entries = new List<ZipEntryImage>();
        long at = start;
        long expectedOffset = 0;
        long unpacked = 0;
        var end = file.Length - EndSize;
        for (var i = 0; i < count; i++)
        {
            if (at + CentralSize > end || U32((int)at) != CentralSignature)
            {
                findings.Add(VerifyCheck.Structure, null, $"expected the header of entry {i + 1} of {count} at byte {at}, found none. The central directory is damaged.");
                return null;
            }

            int nameLength = U16((int)at + 28);
            var next = at + CentralSize + nameLength + U16((int)at + 30) + U16((int)at + 32);
            if (next > end)
            {
                findings.Add(VerifyCheck.Structure, null, $"the header of entry {i + 1} of {count} at byte {at} reaches beyond the central directory.");
                return null;
            }

            var entry = ReadEntry((int)at, start, ref expectedOffset);
            at = next;
            if (entry is null)
                continue;
            unpacked += entry.Size;
            if (unpacked > LambdaLimit)
            {
                findings.Add(VerifyCheck.Structure, null, $"its entries unpack to over {LambdaLimit} bytes, which is more than Lambda allows a function and its layers together.");
                return null;
            }

            entries.Add(entry);
        }

        if (at != end)
            findings.Add(VerifyCheck.Structure, null, $"expected the end record behind the last header, at byte {at}, found {end - at} bytes between them.");
        if (expectedOffset != start)
            findings.Add(VerifyCheck.Structure, null, $"expected the central directory behind the last entry, at byte {expectedOffset}, found it at byte {start}.");
        return entries;
    }

    private (int Count, int Start)? ReadEnd()
    {
        var at = file.Length - EndSize;
        if (at < 0 || U32(at) != EndSignature)
        {
            findings.Add(
                VerifyCheck.Structure,
                null,
                $"expected a zip's end record in the last {EndSize} of its {file.Length} bytes, found none. It is cut short, has something appended, or is no zip.");
            return null;
        }

        int count = U16(at + 8);
        var size = U32(at + 12);
        var start = U32(at + 16);
        if (U32(at + 4) != 0 || U16(at + 10) != count || U16(at + 20) != 0)
            findings.Add(VerifyCheck.Structure, null, "its end record names other disks, two numbers of entries, or a comment; expected none of these.");
        if ((long)start + size == at)
            return (count, (int)start);

        findings.Add(VerifyCheck.Structure, null, $"its end record says that the central directory is {size} bytes at byte {start}, expected it to end at byte {at}.");
        return null;
    }

    private ZipEntryImage? ReadEntry(int at, int directory, ref long expectedOffset)
    {
        var nameBytes = Bytes.Slice(at + CentralSize, U16(at + 28));
        var name = Encoding.Latin1.GetString(nameBytes);
        foreach ((var field, var offset, var size, var expected, var check) in Fixed)
        {
            if (Value(at + offset, size) is var found && found != expected)
                findings.Add(check, name, $"its {field} is {Hex(found)}, expected {Hex(expected)}.");
        }

        long local = U32(at + 42);
        long packed = U32(at + 20);
        var content = local + LocalSize + nameBytes.Length;
        if (local != expectedOffset)
            findings.Add(VerifyCheck.Structure, name, $"it begins at byte {local}, expected {expectedOffset}, behind the entry before it.");
        expectedOffset = content + packed;
        if (content + packed > directory || U32(at + 24) > LambdaLimit)
        {
            findings.Add(VerifyCheck.Structure, name, $"its {packed} packed bytes at byte {local} reach into the central directory, or it unpacks to more than Lambda allows.");
            return null;
        }

        CompareLocal(name, at, (int)local, nameBytes);
        return new ZipEntryImage(name, U16(at + 40), U16(at + 10), U32(at + 16), (int)U32(at + 24), file.Slice((int)content, (int)packed));
    }

    private void CompareLocal(string name, int central, int local, ReadOnlySpan<byte> nameBytes)
    {
        if (U32(local) != LocalSignature)
            findings.Add(VerifyCheck.Structure, name, $"expected its local header at byte {local}, found none.");
        if (!Bytes.Slice(local + LocalShared, SharedSize).SequenceEqual(Bytes.Slice(central + CentralShared, SharedSize)))
        {
            foreach ((var field, var at, var size) in Shared)
            {
                var expected = Value(central + at, size);
                if (Value(local + at - CentralShared + LocalShared, size) is var found && found != expected)
                    findings.Add(VerifyCheck.Structure, name, $"its local header says {field} {Hex(found)}, the central directory {Hex(expected)}.");
            }
        }

        var localName = Bytes.Slice(local + LocalSize, nameBytes.Length);
        if (!localName.SequenceEqual(nameBytes))
            findings.Add(VerifyCheck.Name, name, $"its local header calls it \"{Findings.Bounded(Encoding.Latin1.GetString(localName))}\".");
    }

    private uint Value(int at, int size) => size == 2 ? U16(at) : U32(at);

    private ushort U16(int at) => BinaryPrimitives.ReadUInt16LittleEndian(Bytes[at..]);

    private uint U32(int at) => BinaryPrimitives.ReadUInt32LittleEndian(Bytes[at..]);

    private static string Hex(uint value) => "0x" + value.ToString("x4", CultureInfo.InvariantCulture);
}
