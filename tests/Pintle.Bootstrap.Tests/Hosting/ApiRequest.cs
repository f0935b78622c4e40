using System.Globalization;
using System.Text;

namespace Pintle.Bootstrap.Tests.Hosting;

/// <summary>One request as it came over the wire.</summary>
/// <param name="Line">Method and path, without the protocol.</param>
/// <param name="Headers">By name; a name that came twice has both values, with a comma.</param>
/// <param name="Body">As many bytes as Content-Length says; of a chunked request, everything up to and with the line that ends its trailers, with its framing.</param>
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
        if (headers.ContainsKey("Transfer-Encoding"))
            return new ApiRequest(lines[0].Replace(" HTTP/1.1", "", StringComparison.Ordinal), headers, await ReadChunksAsync(stream, cancellation));
        var body = new byte[headers.TryGetValue("Content-Length", out var length) ? int.Parse(length, CultureInfo.InvariantCulture) : 0];
        await stream.ReadExactlyAsync(body, cancellation);
        return new ApiRequest(lines[0].Replace(" HTTP/1.1", "", StringComparison.Ordinal), headers, body);
    }

    /// <summary>Chunk by chunk to the one of size 0, then lines to the empty one.</summary>
    private static async Task<byte[]> ReadChunksAsync(Stream stream, CancellationToken cancellation)
    {
        var all = new List<byte>();
        int size;
        do
        {
            var line = await ReadLineAsync(stream, all, cancellation);
            size = int.Parse(line, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            var chunk = new byte[size == 0 ? 0 : size + 2];
            await stream.ReadExactlyAsync(chunk, cancellation);
            all.AddRange(chunk);
        }
        while (size > 0);
        while (await ReadLineAsync(stream, all, cancellation) != "")
        {
        }
        return [.. all];
    }

    private static async Task<string> ReadLineAsync(Stream stream, List<byte> all, CancellationToken cancellation)
    {
        var start = all.Count;
        var one = new byte[1];
        while (all.Count - start < 2 || all is not [.., (byte)'\r', (byte)'\n'])
        {
            await stream.ReadExactlyAsync(one, cancellation);
            all.Add(one[0]);
        }
        return Encoding.Latin1.GetString([.. all[start..^2]]);
    }

    private static bool EndsHead(List<byte> head) => head is [.., (byte)'\r', (byte)'\n', (byte)'\r', (byte)'\n'];
}
