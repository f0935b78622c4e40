using System.Buffers.Binary;
using System.Text;

namespace Pintle.Layer.Globalization;

/// <summary>What each file of ICU's data begins with: its size, two bytes that no text begins with, byte order, kind and version of the format (udata.h's UDataInfo).</summary>
internal static class IcuHeader
{
    private const int Smallest = 24;
    private const int Magic = 0x27da;

    /// <returns>Where the content begins.</returns>
    /// <exception cref="InvalidDataException">It is none of the kind, for another byte order, or of a version that isn't known.</exception>
    public static int Check(ReadOnlySpan<byte> file, ReadOnlySpan<byte> kind, int lowest, int highest)
    {
        var name = Encoding.ASCII.GetString(kind);
        if (file.Length < Smallest || BinaryPrimitives.ReadUInt16LittleEndian(file[2..]) != Magic || !file[12..16].SequenceEqual(kind))
            throw new InvalidDataException($"Expected data of ICU's kind {name}, found otherwise.");
        int size = BinaryPrimitives.ReadUInt16LittleEndian(file);
        if (file[8] != 0 || file[9] != 0 || file[16] < lowest || file[16] > highest || size < Smallest || size > file.Length)
            throw new InvalidDataException($"Expected data of ICU's kind {name} in little endian, with a format of {lowest} to {highest}, found {(file[8] == 0 ? "little" : "big")} endian and {file[16]}.");
        return size;
    }

    public static int Int(ReadOnlySpan<byte> data, int at) => BinaryPrimitives.ReadInt32LittleEndian(data[at..]);
}
