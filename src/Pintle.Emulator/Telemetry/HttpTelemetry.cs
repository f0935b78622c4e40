using System.Net.Http.Headers;

namespace Pintle.Emulator.Telemetry;

/// <summary>Batches as JSON arrays, posted.</summary>
internal sealed class HttpTelemetry(Uri destination) : ITelemetryDestination
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30) }) { Timeout = TimeSpan.FromSeconds(5) };

    public async Task<bool> TrySendAsync(IReadOnlyList<byte[]> batch)
    {
        using var body = new MemoryStream();
        for (var i = 0; i < batch.Count; i++)
        {
            body.WriteByte((byte)(i == 0 ? '[' : ','));
            body.Write(batch[i]);
        }

        body.WriteByte((byte)']');
        using var content = new ByteArrayContent(body.ToArray());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        try
        {
            using var answer = await Http.PostAsync(destination, content).ConfigureAwait(false);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception gone) when (gone is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }

    public void Dispose()
    {
        // The client is shared.
    }
}
