using System.Buffers.Binary;
using System.IO.Compression;

namespace Pintle.Cli.Layers;

/// <summary>Which processor a layer's bootstrap is for, in Lambda's words.</summary>
internal static class LayerProcessor
{
    // e_machine of the ELF header, and the values of https://refspecs.linuxfoundation.org/elf/gabi4+/ch4.eheader.html and its supplements.
    private const int MachineOffset = 18;
    private const ushort X64 = 62;
    private const ushort Arm64 = 183;

    /// <param name="layer">A folder or a zip.</param>
    /// <returns><c>x86_64</c> or <c>arm64</c>; null where it has no bootstrap that says so.</returns>
    public static string? Of(string layer)
    {
        try
        {
            if (Directory.Exists(layer))
            {
                using var file = File.OpenRead(Path.Combine(layer, "bootstrap"));
                return Read(file);
            }

            using var zip = ZipFile.OpenRead(layer);
            using var entry = zip.GetEntry("bootstrap")?.Open();
            return entry is null ? null : Read(entry);
        }
        catch (Exception fault) when (fault is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            // Whoever starts the function says what is wrong with its layer.
            return null;
        }
    }

    private static string? Read(Stream file)
    {
        Span<byte> head = stackalloc byte[MachineOffset + sizeof(ushort)];
        return file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length && head.StartsWith("\u007fELF"u8)
            ? BinaryPrimitives.ReadUInt16LittleEndian(head[MachineOffset..]) switch { X64 => "x86_64", Arm64 => "arm64", _ => null }
            : null;
    }
}
