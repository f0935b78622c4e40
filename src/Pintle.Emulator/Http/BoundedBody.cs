using Microsoft.AspNetCore.Http;

namespace Pintle.Emulator.Http;

/// <summary>Reads a request's body up to a limit.</summary>
internal static class BoundedBody
{
    /// <returns>The body; null when it is over the limit, and then it is not read to its end.</returns>
    public static async Task<byte[]?> ReadAsync(HttpRequest http, int limit, CancellationToken cancellationToken)
    {
        if (http.ContentLength > limit)
            return null;

        using var kept = new MemoryStream((int)(http.ContentLength ?? 0));
        while (true)
        {
            var read = await http.BodyReader.ReadAsync(cancellationToken).ConfigureAwait(false);
            foreach (var segment in read.Buffer)
                kept.Write(segment.Span);

            http.BodyReader.AdvanceTo(read.Buffer.End);
            if (kept.Length > limit)
                return null;

            if (read.IsCompleted)
                return kept.ToArray();
        }
    }
}
