using System.Text;
using Pintle.Shared;

namespace Pintle.Host.Invocations;

/// <summary>Between borrowed bytes and text of our own.</summary>
internal static unsafe class HostAbiText
{
    /// <summary>Longer than a handler string, a request id, a trace id or an ARN usually is; a longer text only takes the framework's decoder, which the first use has to load.</summary>
    private const int Longest = 256;

    public static string ToText(this in Bytes bytes) => bytes.Data == null ? "" : Decode(bytes.Span);

    /// <summary>Null when absent.</summary>
    public static string? ToTextOrNull(this in Bytes bytes) => bytes.Length == 0 ? null : Decode(bytes.Span);

    /// <summary>
    /// ASCII is decoded by hand: the first use of the framework's decoder loads the vector types of every width with all their interfaces, which is 2.3 of the 6 ms that the host takes of a Stream handler's start.
    /// </summary>
    private static string Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > Longest)
            return Encoding.UTF8.GetString(bytes);
        var text = stackalloc char[Longest];
        for (var i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] >= 0x80)
                return Encoding.UTF8.GetString(bytes);
            text[i] = (char)bytes[i];
        }
        return new string(text, 0, bytes.Length);
    }
}
