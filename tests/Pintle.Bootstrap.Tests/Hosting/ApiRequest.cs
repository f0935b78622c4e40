using System.Globalization;
using System.Text;

namespace Pintle.Bootstrap.Tests.Hosting;

/// <summary>One request as it came over the wire.</summary>
/// <param name="Line">Method and path, without the protocol.</param>
/// <param name="Headers">By name; a name that came twice has both values, with a comma.</param>
/// <param name="Body">As many bytes as Content-Length says.</param>
internal sealed record ApiRequest(string Line, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);

    public override string ToString() => $"{Line} ({Body.Length} bytes) {(Body.Length <= 2000 ? Text : Text[..200] + "...")}";

    /// <summary>Null when the peer closes between requests.</summary>
    public static async Task<ApiRequest?> ReadAsync(Stream stream, CancellationToken cancellation)
    {
        var head = new List<byte>();
        var one = new byte[1];
        while (!EndsHead(head))
        {
            if (await stream.ReadAsync(one, cancellation) == 0)
                return head.Count == 0 ? null : throw new InvalidDataException($"Expected a whole request, but it ends after \"{Encoding.Latin1.GetString([.. head])}\".");
            head.Add(one[0]);
        }

        var lines = Encoding.Latin1.GetString([.. head]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in lines.Skip(1))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var value = line[(colon + 1)..].Trim();
            headers[line[..colon]] = headers.TryGetValue(line[..colon], out var first) ? $"{first},{value}" : value;
        }
        var body = new byte[headers.TryGetValue("Content-Length", out var length) ? int.Parse(length, CultureInfo.InvariantCulture) : 0];
        await stream.ReadExactlyAsync(body, cancellation);
        return new ApiRequest(lines[0].Replace(" HTTP/1.1", "", StringComparison.Ordinal), headers, body);
    }

    private static bool EndsHead(List<byte> head) => head is [.., (byte)'\r', (byte)'\n', (byte)'\r', (byte)'\n'];
}
