using System.Net;
using System.Text;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Pintle.Emulator.Invoke;

/// <summary>Lambda's Invoke API on a loopback port, for AWS's own clients. Signatures are not looked at: whoever can reach the port may call.</summary>
public sealed class InvokeApiServer : IHttpApplication<HttpContext>, IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly InvokeEndpoint _endpoint;
    private readonly KestrelServer _kestrel;

    private InvokeApiServer(IReadOnlyList<IInvocableFunction> functions, int port)
    {
        _endpoint = new InvokeEndpoint(functions, _stopping.Token);
        _kestrel = new KestrelServer(
            Options.Create(Configure(port)),
            new SocketTransportFactory(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance),
            NullLoggerFactory.Instance);
    }

    /// <summary>For example <c>http://127.0.0.1:40123</c>, without a slash at the end.</summary>
    public string Address { get; private set; } = "";

    /// <param name="functions">At least one.</param>
    /// <param name="port">A port of 127.0.0.1; 0: a free one.</param>
    /// <param name="cancellationToken">Gives up the start.</param>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<InvokeApiServer> StartAsync(IReadOnlyList<IInvocableFunction> functions, int port = 0, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(functions);
        ArgumentOutOfRangeException.ThrowIfZero(functions.Count, nameof(functions));
        var server = new InvokeApiServer(functions, port);
        try
        {
            await server._kestrel.StartAsync(server, cancellationToken).ConfigureAwait(false);
            server.Address = new Uri(server._kestrel.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single()).GetLeftPart(UriPartial.Authority);
            return server;
        }
        catch
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    HttpContext IHttpApplication<HttpContext>.CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    Task IHttpApplication<HttpContext>.ProcessRequestAsync(HttpContext context) => _endpoint.HandleAsync(context);

    void IHttpApplication<HttpContext>.DisposeContext(HttpContext context, Exception? exception)
    {
    }

    /// <summary>Closes the port and every connection. Calls that wait are given up; one that runs is its function's to end.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _kestrel.StopAsync(_stopping.Token).ConfigureAwait(false);
        _kestrel.Dispose();
        _stopping.Dispose();
    }

    private static KestrelServerOptions Configure(int port)
    {
        var options = new KestrelServerOptions { AddServerHeader = false };
        options.RequestHeaderEncodingSelector = _ => Encoding.UTF8;

        // The endpoint reads up to the service's own limits and answers 413 itself.
        options.Limits.MaxRequestBodySize = null;
        options.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http1);
        return options;
    }
}
