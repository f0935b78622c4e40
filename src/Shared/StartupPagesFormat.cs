namespace Pintle.Shared;

/// <summary>
/// The parts of the layer's files that a start touches, so that the bootstrap can have the kernel read them ahead, and nothing else. Advice only: a list that is missing, damaged or of other files
/// makes a start slower and nothing worse. Written by Pintle.Layer, read by the bootstrap.
/// </summary>
/// <remarks>
/// <para>ASCII, lines ended by LF. First line: <see cref="Magic"/>, a space, and the format's version. Then for each file, in the order in which a start comes to them, a line with its path below the
/// folder that holds <c>bootstrap</c>, and a line for each range: offset and length in bytes, with a space between, both multiples of a page of 4,096 bytes.</para>
/// <code>
/// pintle-startup-pages 1
/// pintle/dotnet/libcoreclr.so
/// 0 495616
/// 503808 8192
/// </code>
/// </remarks>
internal static class StartupPagesFormat
{
    public const string Magic = "pintle-startup-pages";
    public const int Version = 1;

    /// <summary>Where the list stands, below the folder that holds <c>bootstrap</c>.</summary>
    public const string RelativePath = "pintle/startup.pages";
}
