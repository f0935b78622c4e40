using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Pintle.Cli.Tests;

/// <summary>
/// A proxy on a loopback port that serves nobody without its credentials (RFC 9110, section 11.7): tunnels for CONNECT, and requests for a whole address. All of them reach one server,
/// whatever name they are for, so that a name that nobody resolves is reached through the proxy alone.
/// </summary>
internal sealed class DemandingProxy : IAsyncDisposable
{
    private const int LongestHead = 64 * 1024;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentBag<Task> _served = [];
    private readonly string _expected;
    private readonly int _server;
    private readonly Task _accepting;

    /// <param name="server">The port of the server behind it.</param>
    /// <param name="user">Whom it serves.</param>
    /// <param name="password">Of that user.</param>
    public DemandingProxy(int server, string user, string password)
    {
        _server = server;
        _expected = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public string Endpoint => $"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>The first lines of the requests that it passed on.</summary>
    public ConcurrentBag<string> Passed { get; } = [];

    /// <summary>The first lines of those that it refused.</summary>
    public ConcurrentBag<string> Refused { get; } = [];

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_served);
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _served.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_end.Token)));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient connection)
    {
        using var client = connection;
        try
        {
            var stream = client.GetStream();
            var (head, more) = await HeadAsync(stream);
            if (head.Length == 0)
                return;
            var lines = head.TrimEnd().Split("\r\n");
            var sent = lines.FirstOrDefault(line => line.StartsWith("Proxy-Authorization:", StringComparison.OrdinalIgnoreCase))?.Split(':', 2)[1].Trim();
            if (sent != _expected)
            {
                Refused.Add(lines[0]);
                await stream.WriteAsync("HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"test\"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray(), _end.Token);
                return;
            }

            Passed.Add(lines[0]);
            using var server = new TcpClient();
            await server.ConnectAsync(IPAddress.Loopback, _server, _end.Token);
            var behind = server.GetStream();
            if (lines[0].StartsWith("CONNECT ", StringComparison.Ordinal))
                await stream.WriteAsync("HTTP/1.1 200 Connection established\r\n\r\n"u8.ToArray(), _end.Token);
            else
                await behind.WriteAsync(Encoding.Latin1.GetBytes(OriginForm(lines)), _end.Token);
            await behind.WriteAsync(more, _end.Token);
            // Whoever ends first ends both: a server does after the one answer that it is asked for, a client after its last through a tunnel.
            _ = await Task.WhenAny(stream.CopyToAsync(behind, _end.Token), behind.CopyToAsync(stream, _end.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or SocketException)
        {
            // The client went, or the test is over.
        }
    }

    /// <summary>For the server: its path in place of the whole address, and no field that is for the proxy.</summary>
    private static string OriginForm(string[] lines)
    {
        var first = lines[0].Split(' ');
        var fields = lines.Skip(1).Where(line => !line.StartsWith("Proxy-", StringComparison.OrdinalIgnoreCase) && !line.StartsWith("Connection:", StringComparison.OrdinalIgnoreCase));
        return $"{first[0]} {new Uri(first[1]).PathAndQuery} {first[2]}\r\n{string.Concat(fields.Select(field => field + "\r\n"))}Connection: close\r\n\r\n";
    }

    private async Task<(string Head, byte[] More)> HeadAsync(NetworkStream stream)
    {
        var read = new byte[LongestHead];
        var length = 0;
        while (length < read.Length && await stream.ReadAsync(read.AsMemory(length), _end.Token) is > 0 and var count)
        {
            length += count;
            if (read.AsSpan(0, length).IndexOf("\r\n\r\n"u8) is >= 0 and var end)
                return (Encoding.Latin1.GetString(read, 0, end), read[(end + 4)..length]);
        }

        return ("", []);
    }
}
