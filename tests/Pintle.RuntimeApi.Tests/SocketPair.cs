using System.Net;
using System.Net.Sockets;
using Pintle.RuntimeApi.Sockets;

namespace Pintle.RuntimeApi.Tests;

/// <summary>The shipped connection and, at its other end, a socket of the framework.</summary>
internal sealed class SocketPair : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public SocketPair()
    {
        _listener.Start();
        var connection = new SocketConnector().Connect(Clients.Endpoint(_listener.LocalEndpoint.ToString()!), out var reason);
        Connection = connection ?? throw new InvalidOperationException(reason);
        Peer = _listener.AcceptSocket();
    }

    public IConnection Connection { get; }

    public Socket Peer { get; }

    public void Dispose()
    {
        Connection.Dispose();
        Peer.Dispose();
        _listener.Dispose();
    }
}
