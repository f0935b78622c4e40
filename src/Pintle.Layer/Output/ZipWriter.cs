using System.Text;
using ICSharpCode.SharpZipLib.Checksum;
using ICSharpCode.SharpZipLib.Zip.Compression;
using Pintle.Layer.Tree;

namespace Pintle.Layer.Output;

/// <summary>
/// Writes a zip whose bytes depend on nothing but the files' paths, modes and contents: ordinal order, one fixed time, no extra fields.
/// Format: <see href="https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT"/>, without Zip64, encryption and data descriptors.
/// </summary>
/// <remarks>
/// The deflater is SharpZipLib's managed one, because the output of the platform's zlib differs by processor.
/// Folders have no entries: unzipping makes them, Lambda's too, and an entry would only be one more thing that could differ.
/// </remarks>
internal sealed class ZipWriter(Stream output)
{
    // 2000-01-01 00:00 in DOS form. DOS times have no zone, so no reader shifts it; 1980-01-01, the earliest, is read as "no time" by some.
    private const ushort FixedDate = ((2000 - 1980) << 9) | (1 << 5) | 1;
    private const ushort FixedTime = 0;

    private const ushort VersionNeeded = 20;
    private const ushort MadeByUnix = (3 << 8) | VersionNeeded;
    private const ushort Stored = 0;
    private const ushort Deflated = 8;
    private const ushort NamesAreUtf8 = 1 << 11;
    private const uint RegularFile = 0x8000;

    // Level 9 took half as long again for 0.3 % fewer bytes of a whole layer (docs/adr/0015-native-code-stays.md).
    private const int Level = 6;

    private readonly List<(Entry Entry, uint Offset)> _written = [];

    /// <param name="files">In the order in which they are to stand; a few are deflated at once.</param>
    /// <param name="progress">Gets the number of bytes read so far.</param>
    public async Task WriteAsync(IEnumerable<TreeFile> files, Action<long> progress, CancellationToken cancellationToken)
    {
        var running = new Queue<Task<Packed>>();
        long done = 0;
        foreach (var file in files.OrderBy(file => file.Path, StringComparer.Ordinal))
        {
            running.Enqueue(Task.Run(() => Pack(file), cancellationToken));
            if (running.Count > Environment.ProcessorCount)
                await NextAsync().ConfigureAwait(false);
        }

        while (running.Count > 0)
            await NextAsync().ConfigureAwait(false);
        WriteDirectory();

        async Task NextAsync()
        {
            var packed = await running.Dequeue().ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            Append(packed);
            done += packed.Entry.Size;
            progress(done);
        }
    }

    private static Packed Pack(TreeFile file)
    {
        var content = File.ReadAllBytes(file.FullPath);
        var crc = new Crc32();
        crc.Update(content);

        var deflater = new Deflater(Level, noZlibHeaderOrFooter: true);
        deflater.SetInput(content);
        deflater.Finish();
        var deflated = new byte[content.Length];
        var length = 0;
        while (!deflater.IsFinished && length < deflated.Length)
            length += deflater.Deflate(deflated, length, deflated.Length - length);

        var smaller = deflater.IsFinished && length < content.Length;
        ReadOnlyMemory<byte> data = smaller ? deflated.AsMemory(0, length) : content;
        var name = Encoding.UTF8.GetBytes(file.Path);
        return new Packed(new Entry(name, file.Mode, (uint)crc.Value, content.Length, data.Length, smaller ? Deflated : Stored), data);
    }

    private void Append(Packed packed)
    {
        _written.Add((packed.Entry, checked((uint)output.Position)));
        using var local = new BinaryWriter(output, Encoding.ASCII, leaveOpen: true);
        local.Write("PK\x03\x04"u8);
        WriteCommon(local, packed.Entry);
        local.Write(packed.Entry.Name);
        local.Write(packed.Data.Span);
    }

    private void WriteDirectory()
    {
        var start = checked((uint)output.Position);
        using var directory = new BinaryWriter(output, Encoding.ASCII, leaveOpen: true);
        foreach ((var entry, var offset) in _written)
        {
            directory.Write("PK\x01\x02"u8);
            directory.Write(MadeByUnix);
            WriteCommon(directory, entry);
            directory.Write((ushort)0); // comment
            directory.Write((ushort)0); // disk
            directory.Write((ushort)0); // internal attributes
            directory.Write((RegularFile | (uint)entry.Mode) << 16);
            directory.Write(offset);
            directory.Write(entry.Name);
        }

        var size = checked((uint)output.Position) - start;
        directory.Write("PK\x05\x06"u8);
        directory.Write(0u); // this disk, and the directory's
        directory.Write(checked((ushort)_written.Count));
        directory.Write(checked((ushort)_written.Count));
        directory.Write(size);
        directory.Write(start);
        directory.Write((ushort)0); // comment
    }

    /// <summary>The fields that a local and a central header share.</summary>
    private static void WriteCommon(BinaryWriter header, Entry entry)
    {
        header.Write(VersionNeeded);
        header.Write(Ascii.IsValid(entry.Name) ? (ushort)0 : NamesAreUtf8); // flags
        header.Write(entry.Method);
        header.Write(FixedTime);
        header.Write(FixedDate);
        header.Write(entry.Crc);
        header.Write((uint)entry.PackedSize);
        header.Write((uint)entry.Size);
        header.Write((ushort)entry.Name.Length);
        header.Write((ushort)0); // extra fields
    }

    private sealed record Entry(byte[] Name, UnixFileMode Mode, uint Crc, int Size, int PackedSize, ushort Method);

    private sealed record Packed(Entry Entry, ReadOnlyMemory<byte> Data);
}
