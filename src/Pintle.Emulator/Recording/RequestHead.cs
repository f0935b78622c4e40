using System.Text;

namespace Pintle.Emulator;

/// <summary>Reads the lines of a request head that an HTTP server has already accepted, keeping their order.</summary>
internal static class RequestHead
{
    public static IReadOnlyList<KeyValuePair<string, string>> Headers(byte[] head) =>
        [.. Encoding.UTF8.GetString(head)
            .Split('\n')
            .Skip(1)
            .Select(line => line.TrimEnd('\r'))
            .Where(line => line.Contains(':', StringComparison.Ordinal))
            .Select(line => line.Split(':', 2))
            .Select(parts => KeyValuePair.Create(parts[0], parts[1].Trim(' ', '\t')))];
}
