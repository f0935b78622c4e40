namespace Pintle.Emulator.Invoke;

/// <summary>The checksum of zlib and Ethernet (polynomial 0x04C11DB7, reflected), which the framework has only in a package of its own.</summary>
internal static class Crc32
{
    private const uint Reflected = 0xEDB88320;
    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(Entry)];

    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var rest = uint.MaxValue;
        foreach (var each in bytes)
            rest = (rest >> 8) ^ Table[(byte)rest ^ each];
        return ~rest;
    }

    private static uint Entry(int index)
    {
        var entry = (uint)index;
        for (var bit = 0; bit < 8; bit++)
            entry = (entry & 1) == 0 ? entry >> 1 : (entry >> 1) ^ Reflected;
        return entry;
    }
}
