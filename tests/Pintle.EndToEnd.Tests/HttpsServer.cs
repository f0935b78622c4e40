using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Pintle.TestSupport;

namespace Pintle.EndToEnd.Tests;

/// <summary>A service on loopback with TLS, whose certificate a new authority issued that nobody else knows. It answers with the protocols it was reached by.</summary>
internal sealed class HttpsServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly TestAuthority _authority;

    private HttpsServer(WebApplication application, TestAuthority authority)
    {
        _application = application;
        _authority = authority;
    }

    /// <summary>The authority's certificate as PEM.</summary>
    public string Authority => _authority.Pem;

    public string Address => _application.Urls.Single();

    public static async Task<HttpsServer> StartAsync()
    {
        var authority = new TestAuthority();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            listen.UseHttps(authority.Certificate);
        }));
        var application = builder.Build();
        application.Run(context => context.Response.WriteAsync(context.Request.Protocol + " over " + context.Request.Scheme));
        await application.StartAsync();
        return new HttpsServer(application, authority);
    }

    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        _authority.Dispose();
    }
}
