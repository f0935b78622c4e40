namespace Pintle.Bootstrap.Package;

/// <summary>The mark that some editors put in front of UTF-8; the .NET host reads past it.</summary>
internal static class ByteOrderMark
{
    /// <returns>3 where the text begins with it, else 0.</returns>
    public static int LengthIn(ReadOnlySpan<byte> text) => text.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? 3 : 0;
}
