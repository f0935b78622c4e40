using System.Runtime.InteropServices;
using Pintle.Bootstrap.Posix;
using Pintle.Shared;

namespace Pintle.Bootstrap.Ahead;

/// <summary>
/// Has the kernel read what a start touches of the layer's files, on a thread of the C library, while the start goes on: in a new execution environment none of it is in memory. Reports no
/// failure, because all of it is advice (<see cref="StartupPagesFormat"/>).
/// </summary>
internal static unsafe class ReadAhead
{
    /// <summary>
    /// A call reads no more than the device's own limit, which is this by default (Documentation/block/queue-sysfs, read_ahead_kb); the kernel drops what is beyond (docs/adr/0017-read-ahead.md).
    /// </summary>
    private const long Piece = 128 * 1024;

    /// <summary>Some 630 ranges take 10 kB (docs/adr/0017-read-ahead.md). Chosen, not measured: it only bounds what a damaged list can take.</summary>
    private const int LargestList = 256 * 1024;

    /// <summary>More than Lambda allows a layer: such a range is none.</summary>
    private const long LargestRange = 256 * 1024 * 1024;

    private const int Failed = -1;

    /// <summary>The first step of a start, so that it is ahead of each file that is opened later.</summary>
    // S2 of docs/architecture.md.
    public static void Begin(string layerRoot)
    {
        // Never freed: the thread may outlive any code that could free it.
        nint thread;
        _ = LibC.CreateThread(&thread, 0, &Run, Marshal.StringToCoTaskMemUTF8(layerRoot + "/"));
    }

    [UnmanagedCallersOnly]
    private static nint Run(nint root)
    {
        var folder = MemoryMarshal.CreateReadOnlySpanFromNullTerminated((byte*)root);
        var path = stackalloc byte[folder.Length + StartupPagesFormat.RelativePath.Length + 1];
        var list = Open(path, folder, "pintle/startup.pages"u8);
        if (list == Failed)
            return 0;
        var text = (byte*)NativeMemory.Alloc(LargestList);
        var length = LibC.Read(list, text, LargestList);
        _ = LibC.Close(list);
        if (length is > 0 and < LargestList)
            Advise(folder, new ReadOnlySpan<byte>(text, (int)length));
        NativeMemory.Free(text);
        return 0;
    }

    private static void Advise(ReadOnlySpan<byte> folder, ReadOnlySpan<byte> list)
    {
        if (!list.StartsWith("pintle-startup-pages 1\n"u8))
            return;
        var path = (byte*)NativeMemory.Alloc((nuint)(folder.Length + list.Length + 1));
        var rest = list;
        _ = TakeLine(ref rest);
        while (!rest.IsEmpty)
        {
            var name = TakeFile(ref rest, out var ranges, out var last);
            var file = Open(path, folder, name);
            if (file == Failed)
                continue;
            // Where the last range of a file is in memory the others are taken to be: that is all that a warm start does. The bootstrap's own first range is in memory anyway.
            if (!LibC.IsInMemory(file, last))
                Advise(file, ranges);
            _ = LibC.Close(file);
        }
        NativeMemory.Free(path);
    }

    private static void Advise(int file, ReadOnlySpan<byte> ranges)
    {
        while (TakeRange(ref ranges, out var offset, out var count))
        {
            for (; count > 0; offset += Piece, count -= Piece)
                _ = LibC.ReadAhead(file, offset, (nuint)Math.Min(count, Piece));
        }
    }

    /// <summary>Without its end; empty where there is none left.</summary>
    private static ReadOnlySpan<byte> TakeLine(ref ReadOnlySpan<byte> rest)
    {
        var end = rest.IndexOf((byte)'\n');
        var line = end < 0 ? rest : rest[..end];
        rest = end < 0 ? [] : rest[(end + 1)..];
        return line;
    }

    /// <summary>The path of the next file.</summary>
    /// <param name="rest">The list from there on; the file and its ranges are taken off.</param>
    /// <param name="ranges">The lines up to the next path.</param>
    /// <param name="last">Where the last range begins.</param>
    internal static ReadOnlySpan<byte> TakeFile(ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> ranges, out long last)
    {
        var name = TakeLine(ref rest);
        last = 0;
        var all = rest;
        for (var next = rest; TryParse(TakeLine(ref next), out var offset, out _); rest = next)
            last = offset;
        ranges = all[..(all.Length - rest.Length)];
        return name;
    }

    /// <summary>The next range of a file; false where there is none left.</summary>
    internal static bool TakeRange(ref ReadOnlySpan<byte> ranges, out long offset, out long count) => TryParse(TakeLine(ref ranges), out offset, out count);

    /// <summary>Two numbers at the beginning, without signs, and with a space between: everything else is a path.</summary>
    internal static bool TryParse(ReadOnlySpan<byte> line, out long offset, out long count)
    {
        count = 0;
        return TryParseNumber(line, out offset, out var digits) && digits < line.Length && line[digits] == (byte)' ' && TryParseNumber(line[(digits + 1)..], out count, out _) && count is > 0 and <= LargestRange;
    }

    private static bool TryParseNumber(ReadOnlySpan<byte> text, out long number, out int digits)
    {
        (number, digits) = (0, 0);
        return !text.IsEmpty && text[0] is >= (byte)'0' and <= (byte)'9' && System.Buffers.Text.Utf8Parser.TryParse(text, out number, out digits);
    }

    private static int Open(byte* buffer, ReadOnlySpan<byte> folder, ReadOnlySpan<byte> relative)
    {
        folder.CopyTo(new Span<byte>(buffer, folder.Length));
        relative.CopyTo(new Span<byte>(buffer + folder.Length, relative.Length));
        buffer[folder.Length + relative.Length] = 0;
        return LibC.Open(buffer, LibC.OpenCloseOnExec);
    }
}
