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

namespace Pintle.Emulator.Http;

/// <summary>Kestrel on a port of 127.0.0.1, without a host around it: no configuration, no environment variables, no signal handlers. Bodies are bounded by whoever reads them.</summary>
internal sealed class LoopbackServer : IHttpApplication<HttpContext>, IAsyncDisposable
{
    private readonly CancellationTokenSource _stopNow = new();
    private readonly Func<HttpContext, Task> _handle;
    private readonly KestrelServer _kestrel;

    private LoopbackServer(Func<HttpContext, Task> handle, int port)
    {
        _handle = handle;
        _kestrel = new KestrelServer(
            Options.Create(Configure(port)),
            new SocketTransportFactory(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance),
            NullLoggerFactory.Instance);
    }

    /// <summary>For example <c>http://127.0.0.1:40123</c>, without a slash at the end.</summary>
    public string Address { get; private set; } = "";

    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<LoopbackServer> StartAsync(Func<HttpContext, Task> handle, int port, CancellationToken cancellationToken)
    {
        var server = new LoopbackServer(handle, port);
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

    /// <summary>Whether a request names this machine: an outside name that leads here is a web page's trick.</summary>
    public static bool IsForThisMachine(HttpRequest request) =>
        request.Host.Host is var host && (host == "localhost" || host.EndsWith(".localhost", StringComparison.Ordinal) || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address)));

    HttpContext IHttpApplication<HttpContext>.CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    /// <summary>Kestrel lets control characters in a target through, which RFC 9112, section 3.2, doesn't allow; and methods and targets that mean no resource, which a server may refuse (RFC 9110, sections 9.3.6 and 9.3.7).</summary>
    Task IHttpApplication<HttpContext>.ProcessRequestAsync(HttpContext context)
    {
        var http = context.Features.GetRequiredFeature<IHttpRequestFeature>();
        var target = http.RawTarget.AsSpan();
        if (HttpMethods.IsConnect(http.Method))
            return RefuseTunnelAsync(context.Response);
        if (!target.ContainsAnyInRange('\0', '\u001f') && !target.Contains('\u007f') && target is not "*")
            return _handle(context);

        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        return Task.CompletedTask;
    }

    /// <summary>What a client of a tunnel sends next is no HTTP, so the connection ends with the answer.</summary>
    private static Task RefuseTunnelAsync(HttpResponse response)
    {
        response.StatusCode = StatusCodes.Status405MethodNotAllowed;
        response.Headers.Allow = "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT";
        response.Headers.Connection = "close";
        response.ContentType = "application/json";
        return response.WriteAsync("""{"message":"Expected a request for a path of this server, found CONNECT. This is no proxy: call it directly."}""");
    }

    void IHttpApplication<HttpContext>.DisposeContext(HttpContext context, Exception? exception)
    {
    }

    /// <summary>Closes the port and every connection at once.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopNow.CancelAsync().ConfigureAwait(false);
        await _kestrel.StopAsync(_stopNow.Token).ConfigureAwait(false);
        _kestrel.Dispose();
        _stopNow.Dispose();
    }

    private static KestrelServerOptions Configure(int port)
    {
        var options = new KestrelServerOptions { AddServerHeader = false };
        options.RequestHeaderEncodingSelector = _ => Encoding.UTF8;
        options.ResponseHeaderEncodingSelector = _ => Encoding.UTF8;
        options.Limits.MaxRequestBodySize = null;
        options.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http1);
        return options;
    }
}
