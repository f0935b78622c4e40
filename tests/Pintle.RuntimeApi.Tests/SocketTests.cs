using System.Net;
using System.Net.Sockets;
using Pintle.RuntimeApi.Sockets;

namespace Pintle.RuntimeApi.Tests;

/// <summary>The shipped connector against real sockets of the framework.</summary>
public sealed class SocketTests
{
    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("127.0.0.1", "localhost")]
    [InlineData("127.0.0.1", "LocalHost")]
    [InlineData("::1", "[::1]")]
    [InlineData("::1", "localhost")]
    // No numeric address by the strict rule, so the resolver is asked, and it needs no network for this one.
    [InlineData("127.0.0.1", "127.1")]
    public void Connects_to(string listens, string host)
    {
        using var listener = new TcpListener(IPAddress.Parse(listens), 0);
        listener.Start();

        using var connection = Connect($"{host}:{Port(listener)}");
        using var peer = listener.AcceptSocket();

        Assert.True(connection.Send("hello"u8), connection.LastError);
        var received = new byte[5];
        peer.ReceiveTimeout = 10_000;
        Assert.Equal(5, peer.Receive(received));
        Assert.Equal("hello"u8, received);
    }

    [Theory]
    [InlineData("127.0.0.1", "connect: Connection refused (errno 111)")]
    [InlineData("localhost", "connect: Connection refused (errno 111)")]
    [InlineData("[1:2]", "the host is not an IPv6 address")]
    // A label of more than 63 characters is in no DNS: no query is sent for it.
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.invalid", "the name could not be resolved: ")]
    public void Says_why_it_can_not_connect_to(string host, string expected)
    {
        Assert.Null(new SocketConnector().Connect(Clients.Endpoint($"{host}:{UnusedPort()}"), out var reason));

        Assert.StartsWith(expected, reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sends_head_and_body_in_order_through_a_full_socket()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var connection = Connect($"127.0.0.1:{Port(listener)}");
        using var peer = listener.AcceptSocket();
        var head = Wire.Random(300);
        var body = Wire.Random(20_000_000);
        var received = new byte[head.Length + body.Length];
        var reading = Task.Run(() => new NetworkStream(peer).ReadExactly(received), TestContext.Current.CancellationToken);

        Assert.True(connection.Send(head, body), connection.LastError);

        await reading;
        Assert.True(received.AsSpan(0, head.Length).SequenceEqual(head) && received.AsSpan(head.Length).SequenceEqual(body), "the bytes were changed on their way");
    }

    [Fact]
    public void Is_not_stale_while_the_peer_is_silent()
    {
        using var pair = new SocketPair();

        Assert.False(pair.Connection.IsStale);
        Assert.Null(pair.Connection.LastError);
    }

    [Fact]
    public void Is_stale_when_the_peer_closed()
    {
        using var pair = new SocketPair();

        pair.Peer.Shutdown(SocketShutdown.Send);
        var one = new byte[1];
        // The end has arrived once a receive reports it; it does so again for whoever asks next.
        Assert.Equal(0, pair.Connection.Receive(one));

        Assert.True(pair.Connection.IsStale);
    }

    [Fact]
    public void Is_stale_when_bytes_came_that_nobody_asked_for()
    {
        using var pair = new SocketPair();

        pair.Peer.Send("HTTP/1.1 408 Request Timeout\r\n"u8);
        Assert.Equal(1, pair.Connection.Receive(new byte[1]));

        Assert.True(pair.Connection.IsStale);
    }

    [Fact]
    public void Sending_to_a_closed_socket_fails_and_raises_no_signal()
    {
        using var pair = new SocketPair();
        pair.Peer.Close(0);

        var sent = true;
        for (var i = 0; i < 1000 && sent; i++)
            sent = pair.Connection.Send(new byte[100_000]);

        // SIGPIPE's default action would have ended this process, unless the framework ignores it; the error number shows that it was an ordinary failure.
        Assert.False(sent);
        Assert.Matches(@"^send: .* \(errno (32|104)\)$", pair.Connection.LastError);
        Assert.True(pair.Connection.IsStale);
    }

    [Fact]
    public void A_reset_connection_fails_to_receive()
    {
        using var pair = new SocketPair();
        Assert.True(pair.Connection.Send("unread"u8));
        pair.Peer.Close(0);

        Assert.Equal(-1, pair.Connection.Receive(new byte[1]));
        Assert.Equal("recv: Connection reset by peer (errno 104)", pair.Connection.LastError);
    }

    [Fact]
    public async Task A_server_that_refuses_a_large_response_early_is_heard()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var client = Clients.At(Port(listener));
        var serving = Task.Run(
            () =>
            {
                using var peer = listener.AcceptSocket();
                peer.Send(Wire.Response("413 Request Entity Too Large", "Connection: close\r\n", "{\"errorType\":\"RequestEntityTooLarge\"}"));
                // Closed with the request unread: the kernel answers what still comes with a reset.
                Assert.NotEqual(0, peer.Receive(new byte[1000]));
                peer.Shutdown(SocketShutdown.Send);
            },
            TestContext.Current.CancellationToken);

        var result = client.PostResponse("a1"u8, new byte[50_000_000]);

        await serving;
        Assert.True(result.Status == 413, result.Describe());
        Assert.Equal((RuntimeApiResultKind.Refused, "RequestEntityTooLarge"), (result.Kind, result.ErrorType));
    }

    [Fact]
    public async Task A_server_that_closes_between_two_requests_is_connected_to_again()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var client = Clients.At(Port(listener));
        var answer = Wire.Accepted;
        using var closed = new ManualResetEventSlim();
        var serving = Task.Run(
            () =>
            {
                for (var i = 0; i < 2; i++)
                {
                    using var peer = listener.AcceptSocket();
                    _ = peer.Receive(new byte[10_000]);
                    peer.Send(answer);
                    peer.Close();
                    closed.Set();
                }
            },
            TestContext.Current.CancellationToken);

        var first = client.PostResponse("a1"u8, "{}"u8);
        closed.Wait(TestContext.Current.CancellationToken);
        var second = client.PostResponse("a2"u8, "{}"u8);

        Assert.True(first.IsOk, first.Describe());
        Assert.True(second.IsOk, second.Describe());
        await serving;
    }

    private static IConnection Connect(string endpoint) =>
        new SocketConnector().Connect(Clients.Endpoint(endpoint), out var reason) ?? throw new InvalidOperationException(reason);

    private static int Port(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port;

    private static int UnusedPort()
    {
        // Bound, never listening, then closed: nothing answers there.
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
