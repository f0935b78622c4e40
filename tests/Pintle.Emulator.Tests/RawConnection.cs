using System.Net.Sockets;
using System.Text;

namespace Pintle.Emulator.Tests;

/// <summary>A socket to the Runtime API, for requests that no HTTP client would send.</summary>
internal sealed class RawConnection : IDisposable
{
    private readonly TcpClient _client = new();

    public static async Task<RawConnection> OpenAsync(ExecutionEnvironment environment)
    {
        var connection = new RawConnection();
        var (host, port) = environment.RuntimeApi.Split(':') is [var h, var p] ? (h, int.Parse(p, System.Globalization.CultureInfo.InvariantCulture)) : default;
        await connection._client.ConnectAsync(host, port, TestContext.Current.CancellationToken);
        return connection;
    }

    public async Task SendAsync(string text) => await _client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(text), TestContext.Current.CancellationToken);

    /// <summary>The first line of the answer; empty when the peer closed the connection without one.</summary>
    public async Task<string> StatusLineAsync()
    {
        var reader = new StreamReader(_client.GetStream(), Encoding.UTF8, leaveOpen: true);
        return await reader.ReadLineAsync(TestContext.Current.CancellationToken) ?? "";
    }

    /// <summary>All that the peer sends until it closes the connection.</summary>
    public async Task<string> ReadToEndAsync()
    {
        using var reader = new StreamReader(_client.GetStream(), Encoding.UTF8, leaveOpen: true);
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>No more bytes will come; what was sent before still arrives.</summary>
    public void EndSending() => _client.Client.Shutdown(SocketShutdown.Send);

    public void Dispose() => _client.Dispose();
}
