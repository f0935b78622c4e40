using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Pintle.EndToEnd.Tests;

/// <summary>A service on loopback with TLS, whose certificate a new authority issued that nobody else knows. It answers with the protocols it was reached by.</summary>
internal sealed class HttpsServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly X509Certificate2 _certificate;

    private HttpsServer(WebApplication application, X509Certificate2 certificate, string authority)
    {
        _application = application;
        _certificate = certificate;
        Authority = authority;
    }

    /// <summary>The authority's certificate as PEM.</summary>
    public string Authority { get; }

    public string Address => _application.Urls.Single();

    public static async Task<HttpsServer> StartAsync()
    {
        var (certificate, authority) = Issue();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            listen.UseHttps(certificate);
        }));
        var application = builder.Build();
        application.Run(context => context.Response.WriteAsync(context.Request.Protocol + " over " + context.Request.Scheme));
        await application.StartAsync();
        return new HttpsServer(application, certificate, authority);
    }

    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        _certificate.Dispose();
    }

    private static (X509Certificate2 Certificate, string Authority) Issue()
    {
        var now = DateTimeOffset.UtcNow;
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var authorityRequest = new CertificateRequest("CN=Test authority", authorityKey, HashAlgorithmName.SHA256);
        authorityRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        authorityRequest.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        using var authority = authorityRequest.CreateSelfSigned(now.AddDays(-1), now.AddDays(2));

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Test service", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var issued = request.Create(authority, now.AddDays(-1), now.AddDays(1), RandomNumberGenerator.GetBytes(8));
        return (issued.CopyWithPrivateKey(key), authority.ExportCertificatePem());
    }
}
