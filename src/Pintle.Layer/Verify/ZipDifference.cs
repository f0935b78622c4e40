using System.Security.Cryptography;
using Pintle.Layer.Output;

namespace Pintle.Layer.Verify;

/// <summary>A file in which two layers differ.</summary>
/// <param name="Path">In the layer; <c>null</c> where no file differs but the zips do.</param>
/// <param name="Given">The file in the layer that is verified; <c>null</c> where it has none.</param>
/// <param name="Built">The file in the layer that was built to compare with.</param>
public sealed record ZipDifference(string? Path, ZippedFile? Given, ZippedFile? Built)
{
    /// <summary>Compares every byte of two zips.</summary>
    /// <returns>In the order of paths; none only where both are the same to the byte.</returns>
    public static IReadOnlyList<ZipDifference> Between(ReadOnlyMemory<byte> given, ReadOnlyMemory<byte> built)
    {
        if (given.Span.SequenceEqual(built.Span))
            return [];
        SortedDictionary<string, ZippedFile> one = Files(given), other = Files(built);
        ZipDifference[] files =
        [
            .. one.Keys.Union(other.Keys).Order(StringComparer.Ordinal)
                .Select(path => new ZipDifference(path, one.GetValueOrDefault(path), other.GetValueOrDefault(path)))
                .Where(each => each.Given != each.Built),
        ];
        return files.Length > 0 ? files : [new ZipDifference(null, ZippedFile.Of(given.Span, ""), ZippedFile.Of(built.Span, ""))];
    }

    private static SortedDictionary<string, ZippedFile> Files(ReadOnlyMemory<byte> zip)
    {
        var files = new SortedDictionary<string, ZippedFile>(StringComparer.Ordinal);
        foreach (var entry in new ZipImage(zip, new Findings()).Read() ?? [])
            files[entry.Name] = ZippedFile.Of(entry.Unpack(out _) ?? entry.Packed.Span, UnixModes.Octal(entry.Mode));
        return files;
    }
}

/// <param name="Size">In bytes.</param>
/// <param name="Sha256">In lower-case hexadecimal digits.</param>
/// <param name="Mode">Four octal digits.</param>
public sealed record ZippedFile(long Size, string Sha256, string Mode)
{
    internal static ZippedFile Of(ReadOnlySpan<byte> content, string mode) => new(content.Length, Convert.ToHexStringLower(SHA256.HashData(content)), mode);
}
