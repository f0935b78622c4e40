using ICSharpCode.SharpZipLib;
using ICSharpCode.SharpZipLib.Zip.Compression;

namespace Pintle.Layer.Verify;

/// <summary>One entry of a zip as its central directory describes it, with its packed bytes.</summary>
/// <param name="Attributes">The upper half of the external attributes: Unix file type and permission bits.</param>
internal sealed record ZipEntryImage(string Name, ushort Attributes, ushort Method, uint Crc, int Size, ReadOnlyMemory<byte> Packed)
{
    public const ushort Stored = 0;
    public const ushort Deflated = 8;

    private const int PermissionBits = 0xFFF;

    public int FileType => Attributes >> 12;

    public UnixFileMode Mode => (UnixFileMode)(Attributes & PermissionBits);

    /// <summary>The content, or <c>null</c> with the reason: it has to come out of exactly these bytes, with exactly the size that is declared.</summary>
    public byte[]? Unpack(out string? reason)
    {
        if (Method == Stored)
        {
            reason = Packed.Length == Size ? null : $"it is stored with {Packed.Length} bytes, expected its size, {Size}.";
            return reason is null ? Packed.ToArray() : null;
        }

        if (Method != Deflated)
        {
            reason = $"it is packed by method {Method}, expected stored (0) or deflated (8).";
            return null;
        }

        var content = new byte[Size];
        reason = Inflate(content);
        return reason is null ? content : null;
    }

    private string? Inflate(byte[] content)
    {
        var inflater = new Inflater(noHeader: true);
        inflater.SetInput(Packed.ToArray());
        var length = 0;
        // One byte more than expected shows that there is more.
        var more = new byte[1];
        try
        {
            while (!inflater.IsFinished)
            {
                var full = length == content.Length;
                var read = full ? inflater.Inflate(more) : inflater.Inflate(content, length, content.Length - length);
                if (full && read > 0)
                    return $"it unpacks to more than {Size} bytes.";
                if (read == 0 && !inflater.IsFinished)
                    return $"its packed bytes end after {length} of {Size} bytes.";
                length += full ? 0 : read;
            }
        }
        catch (Exception e) when (e is SharpZipBaseException or IndexOutOfRangeException or ArgumentException or InvalidOperationException)
        {
            return $"its packed bytes are damaged: {Findings.Bounded(e.Message)}";
        }

        if (length != content.Length)
            return $"it unpacks to {length} bytes, expected {Size}.";
        return inflater.RemainingInput == 0 ? null : $"{inflater.RemainingInput} bytes stand behind its packed bytes.";
    }
}
