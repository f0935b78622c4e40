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
using Pintle.Emulator.Endpoints;

namespace Pintle.Emulator;

/// <summary>Kestrel on a free loopback port, without a host around it: no configuration, no environment variables, no signal handlers.</summary>
internal sealed class RuntimeApiServer : IHttpApplication<HttpContext>, IAsyncDisposable
{
    private static readonly TimeSpan LongerThanAnyFreeze = TimeSpan.FromDays(7); // Chosen, not measured: a shorter one closes the connection of a process that stood still for longer.

    private readonly RuntimeApi _api;
    private readonly KestrelServer _kestrel;
    private readonly CancellationTokenSource _stopNow = new();

    private RuntimeApiServer(RuntimeApi api)
    {
        _api = api;
        _kestrel = new KestrelServer(
            Options.Create(Configure()),
            new SocketTransportFactory(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance),
            NullLoggerFactory.Instance);
    }

    public string Address { get; private set; } = "";

    public static async Task<RuntimeApiServer> StartAsync(RuntimeApi api, CancellationToken cancellationToken)
    {
        var server = new RuntimeApiServer(api);
        await server._kestrel.StartAsync(server, cancellationToken).ConfigureAwait(false);
        server.Address = new Uri(server._kestrel.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single()).Authority;
        return server;
    }

    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    public Task ProcessRequestAsync(HttpContext context) => _api.HandleAsync(context);

    public void DisposeContext(HttpContext context, Exception? exception)
    {
    }

    public async ValueTask DisposeAsync()
    {
        // A cancelled stop closes the connections at once: nobody is left to wait for.
        await _stopNow.CancelAsync().ConfigureAwait(false);
        await _kestrel.StopAsync(_stopNow.Token).ConfigureAwait(false);
        _kestrel.Dispose();
        _stopNow.Dispose();
    }

    private static KestrelServerOptions Configure()
    {
        var options = new KestrelServerOptions { AddServerHeader = false };

        // Client contexts and error causes are JSON, which may hold any character.
        options.RequestHeaderEncodingSelector = _ => Encoding.UTF8;
        options.ResponseHeaderEncodingSelector = _ => Encoding.UTF8;

        options.Limits.MaxRequestBufferSize = Limits.MaxHeadBytes;
        options.Limits.MaxRequestHeadersTotalSize = Limits.MaxHeadBytes;

        // The endpoints read up to the service's own limit and answer 413 themselves.
        options.Limits.MaxRequestBodySize = null;

        // A runtime may be frozen, or stand at a breakpoint, between two requests and within one.
        // Not Timeout.InfiniteTimeSpan: Kestrel adds its heartbeat to it, the sum overflows, and a connection that a heartbeat finds between two requests is closed.
        options.Limits.KeepAliveTimeout = LongerThanAnyFreeze;
        options.Limits.RequestHeadersTimeout = LongerThanAnyFreeze;
        options.Limits.MinRequestBodyDataRate = null;
        options.Limits.MinResponseDataRate = null;

        options.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            _ = listen.Use(next => connection =>
            {
                var tap = new RequestHeadTap(connection.Transport);
                connection.Transport = tap;
                connection.Features.Set(tap);
                return next(connection);
            });
        });
        return options;
    }
}
