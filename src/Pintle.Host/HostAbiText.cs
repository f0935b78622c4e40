using System.Text;
using Pintle.Shared;

namespace Pintle.Host;

/// <summary>Between borrowed bytes and text of our own.</summary>
internal static unsafe class HostAbiText
{
    public static string ToText(this in Bytes bytes) => bytes.Data == null ? "" : Encoding.UTF8.GetString(bytes.Span);

    /// <summary>Null when absent.</summary>
    public static string? ToTextOrNull(this in Bytes bytes) => bytes.Length == 0 ? null : Encoding.UTF8.GetString(bytes.Span);
}
