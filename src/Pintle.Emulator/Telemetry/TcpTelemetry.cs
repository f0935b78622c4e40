using System.Net.Sockets;

namespace Pintle.Emulator.Telemetry;

/// <summary>Events as lines on one connection, which is made with the first of them and anew after it broke.</summary>
internal sealed class TcpTelemetry(Uri destination) : ITelemetryDestination
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5); // Chosen, not measured: Lambda's own is not documented; longer lets an extension that does not read hold up its events.
    private TcpClient? _client;

    public async Task<bool> TrySendAsync(IReadOnlyList<byte[]> batch)
    {
        using var lines = new MemoryStream();
        foreach (var json in batch)
        {
            lines.Write(json);
            lines.WriteByte((byte)'\n');
        }

        using var limit = new CancellationTokenSource(Limit);
        try
        {
            if (_client is null)
            {
                _client = new TcpClient();
                await _client.ConnectAsync(destination.Host, destination.Port, limit.Token).ConfigureAwait(false);
            }

            await _client.GetStream().WriteAsync(lines.GetBuffer().AsMemory(0, (int)lines.Length), limit.Token).ConfigureAwait(false);
            return true;
        }
        catch (Exception gone) when (gone is SocketException or IOException or OperationCanceledException)
        {
            Dispose();
            return false;
        }
    }

    public void Dispose()
    {
        _client?.Dispose();
        _client = null;
    }
}
