using System.Buffers.Binary;

namespace Pintle.Testing;

/// <summary>The system on which each entry of a zip was made: only Unix records modes. .NET reads it and doesn't tell.</summary>
/// <remarks>https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, 4.3.12 (the central directory's headers), 4.3.14 and 4.3.16 (its end).</remarks>
internal static class ZipOrigins
{
    private const byte Unix = 3;
    private const uint EndSignature = 0x06054b50;
    private const uint Zip64EndSignature = 0x06064b50;
    private const int EndSize = 22;
    private const int LocatorSize = 20;
    private const int MaxComment = ushort.MaxValue;
    private const int HeaderSize = 46;

    /// <returns>For each entry in the directory's order, whether it was made on Unix.</returns>
    public static IReadOnlyList<bool> Read(string zip, int count)
    {
        using var file = File.OpenRead(zip);
        file.Position = DirectoryOffset(file);
        var origins = new List<bool>(count);
        Span<byte> header = stackalloc byte[HeaderSize];
        while (origins.Count < count)
        {
            file.ReadExactly(header);
            origins.Add(header[5] == Unix);
            _ = file.Seek(BinaryPrimitives.ReadUInt16LittleEndian(header[28..]) + BinaryPrimitives.ReadUInt16LittleEndian(header[30..]) + BinaryPrimitives.ReadUInt16LittleEndian(header[32..]), SeekOrigin.Current);
        }

        return origins;
    }

    private static long DirectoryOffset(FileStream file)
    {
        var tail = new byte[(int)Math.Min(file.Length, EndSize + MaxComment + LocatorSize)];
        file.Position = file.Length - tail.Length;
        file.ReadExactly(tail);
        var at = tail.Length - EndSize;
        while (at >= 0 && BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(at)) != EndSignature)
            at--;
        if (at < 0)
            throw new InvalidDataException("It has no end of the central directory.");

        var offset = BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(at + 16));
        if (offset != uint.MaxValue)
            return offset;

        // The 64-bit end is where the locator before the end says.
        Span<byte> end = stackalloc byte[56];
        file.Position = at >= LocatorSize ? BinaryPrimitives.ReadInt64LittleEndian(tail.AsSpan(at - LocatorSize + 8)) : 0;
        file.ReadExactly(end);
        return BinaryPrimitives.ReadUInt32LittleEndian(end) == Zip64EndSignature ? BinaryPrimitives.ReadInt64LittleEndian(end[48..]) : throw new InvalidDataException("Its central directory cannot be found.");
    }
}
