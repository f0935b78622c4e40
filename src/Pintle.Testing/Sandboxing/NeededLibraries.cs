using System.Buffers.Binary;
using System.Text;

namespace Pintle.Testing;

/// <summary>The libraries that a program of this machine is linked with, read from its file: no program is started to find out.</summary>
/// <remarks>64 bits, little-endian: https://refspecs.linuxfoundation.org/elf/gabi4+/ch5.dynamic.html</remarks>
internal static class NeededLibraries
{
    private const int HeaderSize = 64;
    private const int SegmentSize = 56;
    private const int EntrySize = 16;
    private const uint Load = 1;
    private const uint Dynamic = 2;
    private const long Needed = 1;
    private const long StringTable = 5;
    private const int MaxBytes = 64 * 1024 * 1024;

    /// <returns>Names, as <c>libc.so.6</c>; empty for a static program; null for what is no ELF file.</returns>
    public static IReadOnlyList<string>? Of(string path)
    {
        // Most libraries are found through a link, whose own length says nothing.
        using var file = File.OpenRead(path);
        if (file.Length is < HeaderSize or > MaxBytes)
            return null;

        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        ReadOnlySpan<byte> image = bytes;
        if (!image.StartsWith("\u007fELF\u0002\u0001"u8))
            return null;

        try
        {
            return Read(image);
        }
        catch (ArgumentOutOfRangeException)
        {
            // A damaged file: what it needs cannot be known.
            return null;
        }
    }

    private static List<string> Read(ReadOnlySpan<byte> image)
    {
        List<(long Address, long Offset, long Size)> loads = [];
        (long Offset, long Size)? dynamic = null;
        var at = (int)Number(image, 32);
        for (var left = BinaryPrimitives.ReadUInt16LittleEndian(image[56..]); left > 0; left--, at += SegmentSize)
        {
            var (offset, address, size) = (Number(image, at + 8), Number(image, at + 16), Number(image, at + 32));
            switch (BinaryPrimitives.ReadUInt32LittleEndian(image[at..]))
            {
                case Load:
                    loads.Add((address, offset, size));
                    break;
                case Dynamic:
                    dynamic = (offset, size);
                    break;
            }
        }

        List<long> names = [];
        long strings = 0;
        for (var entry = 0L; dynamic is { } table && entry + EntrySize <= table.Size; entry += EntrySize)
        {
            var value = Number(image, (int)(table.Offset + entry) + 8);
            switch (Number(image, (int)(table.Offset + entry)))
            {
                case Needed:
                    names.Add(value);
                    break;
                case StringTable:
                    // An address, as the program will have it in memory.
                    var load = loads.First(each => value >= each.Address && value < each.Address + each.Size);
                    strings = value - load.Address + load.Offset;
                    break;
            }
        }

        var found = new List<string>(names.Count);
        foreach (var name in names)
        {
            var text = image[(int)(strings + name)..];
            found.Add(Encoding.UTF8.GetString(text[..text.IndexOf((byte)0)]));
        }

        return found;
    }

    private static long Number(ReadOnlySpan<byte> image, int at) => BinaryPrimitives.ReadInt64LittleEndian(image[at..]);
}
