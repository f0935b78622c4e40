using System.Globalization;
using System.Text;

namespace Pintle.Benchmarks;

/// <summary>Requests of one connection, with their bodies: by length, or in chunks with trailers.</summary>
internal sealed class RequestReader(Stream connection)
{
    private byte[] _buffer = new byte[64 * 1024];
    private int _start, _end;

    /// <returns>The first line and the body; null at the end of the connection.</returns>
    public async Task<(string Line, byte[] Body)?> ReadAsync()
    {
        if (await LineAsync().ConfigureAwait(false) is not { } line)
            return null;
        long length = 0;
        var isChunked = false;
        while (await LineAsync().ConfigureAwait(false) is { Length: > 0 } header)
        {
            isChunked |= header.Equals("Transfer-Encoding: chunked", StringComparison.OrdinalIgnoreCase);
            if (header.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))
                length = long.Parse(header.AsSpan(15), CultureInfo.InvariantCulture);
        }

        return (line, isChunked ? await ChunksAsync().ConfigureAwait(false) : await BytesAsync((int)length).ConfigureAwait(false));
    }

    private async Task<byte[]> ChunksAsync()
    {
        using var body = new MemoryStream();
        while (int.Parse((await LineAsync().ConfigureAwait(false))!.Split(';')[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture) is > 0 and var size)
        {
            body.Write(await BytesAsync(size).ConfigureAwait(false));
            _ = await LineAsync().ConfigureAwait(false);
        }

        while (await LineAsync().ConfigureAwait(false) is { Length: > 0 })
        {
        }

        return body.ToArray();
    }

    private async Task<string?> LineAsync()
    {
        while (true)
        {
            if (_buffer.AsSpan(_start, _end - _start).IndexOf("\r\n"u8) is >= 0 and var at)
            {
                var line = Encoding.Latin1.GetString(_buffer, _start, at);
                _start += at + 2;
                return line;
            }

            if (!await MoreAsync().ConfigureAwait(false))
                return null;
        }
    }

    private async Task<byte[]> BytesAsync(int count)
    {
        var bytes = new byte[count];
        var had = Math.Min(count, _end - _start);
        _buffer.AsSpan(_start, had).CopyTo(bytes);
        _start += had;
        await connection.ReadExactlyAsync(bytes.AsMemory(had)).ConfigureAwait(false);
        return bytes;
    }

    private async Task<bool> MoreAsync()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }
        else if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, 2 * _buffer.Length);
        }

        var count = await connection.ReadAsync(_buffer.AsMemory(_end)).ConfigureAwait(false);
        _end += count;
        return count > 0;
    }
}
