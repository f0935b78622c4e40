using System.Globalization;
using System.Text;
using Pintle.Layer.Definition;
using Pintle.Shared;

namespace Pintle.Layer.Tree;

/// <summary>
/// Writes the file that <see cref="StartupPagesFormat"/> describes from what was measured on a layer of the same channel and processor. The files of another servicing version are a little
/// longer or shorter, so what lies beyond their ends is cut off, and a file that is not there is left out.
/// </summary>
internal static class StartupPages
{
    private const long Page = 4096;

    /// <param name="trained">As <see cref="LayerDefinition.StartupPages"/>.</param>
    /// <param name="size">A layer file's size by its path; <c>null</c> where there is none.</param>
    /// <exception cref="LayerException">The list is not as <see cref="StartupPagesFormat"/> says.</exception>
    public static byte[] Write(ReadOnlyMemory<byte> trained, Func<string, long?> size)
    {
        var list = new StringBuilder();
        long? end = null;
        var number = 0;
        foreach (var line in Encoding.ASCII.GetString(trained.Span).TrimEnd('\n').Split('\n'))
        {
            if (++number == 1)
            {
                var first = $"{StartupPagesFormat.Magic} {StartupPagesFormat.Version.ToString(CultureInfo.InvariantCulture)}";
                _ = line == first ? list.Append(line).Append('\n') : throw Wrong(number, line);
            }
            else if (line.Length > 0 && !char.IsAsciiDigit(line[0]))
            {
                end = size(line) is { } bytes ? (bytes + Page - 1) / Page * Page : null;
                if (end is not null)
                    _ = list.Append(line).Append('\n');
            }
            else
            {
                Range(list, line, number, end);
            }
        }

        return Encoding.ASCII.GetBytes(list.ToString());
    }

    private static void Range(StringBuilder list, string line, int number, long? end)
    {
        var fields = line.Split(' ');
        if (fields.Length != 2
            || !long.TryParse(fields[0], NumberStyles.None, CultureInfo.InvariantCulture, out var offset)
            || !long.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            || offset % Page != 0 || length % Page != 0 || length == 0)
        {
            throw Wrong(number, line);
        }

        length = end is { } limit ? Math.Min(length, limit - offset) : 0;
        if (length > 0)
            _ = list.Append(CultureInfo.InvariantCulture, $"{offset} {length}\n");
    }

    private static LayerException Wrong(int number, string line) => new(
        LayerFault.DefinitionInvalid,
        $"Expected in line {number} of {LayerDefinition.StartupPagesFolder} a path, or an offset and a length in whole pages, found \"{(line.Length <= 80 ? line : line[..80])}\". Measure it again, or remove the file.");
}
