using System.Globalization;
using System.Text;
using Pintle.Bootstrap.Ahead;
using Pintle.Layer;
using Pintle.Layer.Tree;

namespace Pintle.Fuzz;

/// <summary><c>startup.pages</c>: what the layer's writer lets through, the bootstrap's reader reads to the last line; and of anything else it takes ranges that can be read, and comes to an end.</summary>
internal static class StartupPagesTarget
{
    private const long FileSize = 100_000;

    public static IReadOnlyList<byte[]> Seeds { get; } =
    [
        Encoding.ASCII.GetBytes("pintle-startup-pages 1\nbootstrap\n0 49152\n86016 20480\npintle/dotnet/libcoreclr.so\n0 4096\npintle/host/Pintle.Host.dll\n"),
        Encoding.ASCII.GetBytes("pintle-startup-pages 1\nbootstrap\n4096 268435456\n9223372036854771712 4096\n"),
    ];

    public static void Run(byte[] input)
    {
        _ = Read(input);
        byte[] written;
        try
        {
            written = StartupPages.Write(input, name => name.Contains('?', StringComparison.Ordinal) ? null : FileSize);
        }
        catch (LayerException refused)
        {
            InvariantException.Require(refused.Message.Length is > 20 and < 1000, "expected a bounded message");
            return;
        }

        var read = Encoding.ASCII.GetString(written)[.."pintle-startup-pages 1\n".Length] + Read(written);
        InvariantException.Require(read == Encoding.ASCII.GetString(written), $"expected to read what was written, {Encoding.ASCII.GetString(written)}, found {read}");
    }

    /// <summary>The list as it was understood, in its own form.</summary>
    private static string Read(ReadOnlySpan<byte> list)
    {
        var text = new StringBuilder();
        if (list.IndexOf((byte)'\n') is var end && end < 0)
            return "";
        for (var rest = list[(end + 1)..]; !rest.IsEmpty;)
        {
            var before = rest.Length;
            var name = ReadAhead.TakeFile(ref rest, out var ranges, out var last);
            InvariantException.Require(rest.Length < before, "expected to come nearer to the end");
            _ = text.Append(Encoding.Latin1.GetString(name)).Append('\n');
            long offset = 0;
            while (ReadAhead.TakeRange(ref ranges, out var next, out var count))
            {
                offset = next;
                InvariantException.Require(offset >= 0 && count is > 0 and <= 256 * 1024 * 1024, $"expected a range of a file, found {offset} {count}");
                _ = text.Append(CultureInfo.InvariantCulture, $"{offset} {count}\n");
            }

            InvariantException.Require(ranges.IsEmpty && offset == last, $"expected the last range at {last}, found {offset}");
        }

        return text.ToString();
    }
}
