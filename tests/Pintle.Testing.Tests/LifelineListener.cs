using System.Net;
using System.Net.Sockets;

namespace Pintle.Testing.Tests;

/// <summary>Learns of a process's death by the end of a connection that it holds.</summary>
internal sealed class LifelineListener : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public LifelineListener() => _listener.Start();

    public string Address => _listener.LocalEndpoint.ToString()!;

    public async Task<Connection> AcceptAsync(CancellationToken cancellationToken)
    {
        var client = await _listener.AcceptTcpClientAsync(cancellationToken);
        Assert.Equal(1, await client.GetStream().ReadAsync(new byte[1], cancellationToken));
        return new Connection(client);
    }

    public void Dispose() => _listener.Dispose();

    internal sealed class Connection(TcpClient client)
    {
        /// <summary>Tells the process that it may go on.</summary>
        public void Close() => client.Dispose();

        /// <summary>Ends when the process at the other end is dead.</summary>
        public async Task EndAsync(CancellationToken cancellationToken)
        {
            try
            {
                Assert.Equal(0, await client.GetStream().ReadAsync(new byte[1], cancellationToken));
            }
            catch (IOException fault) when (fault.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionReset })
            {
                // A killed process may reset the connection: it is dead all the same.
            }

            client.Dispose();
        }
    }
}
