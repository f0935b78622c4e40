using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Pintle.RuntimeApi.Tests;

/// <summary>A request as another HTTP implementation understood it.</summary>
public sealed record UnderstoodRequest(string Method, string Target, string Connection, IReadOnlyDictionary<string, string> Headers, byte[] Body, IReadOnlyDictionary<string, string> Trailers);

/// <summary>A real HTTP server on a free loopback port that keeps what it understood and answers as a test says. It knows nothing of Lambda.</summary>
internal sealed class KestrelPeer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private KestrelPeer(WebApplication app) => _app = app;

    public ConcurrentQueue<UnderstoodRequest> Requests { get; } = new();

    public int Port { get; private set; }

    public static async Task<KestrelPeer> StartAsync(Func<HttpContext, Task> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(options =>
        {
            // An X-Ray cause may be close to 1 MiB long.
            options.Limits.MaxRequestHeadersTotalSize = 2 * 1024 * 1024;
            options.Limits.MaxRequestBufferSize = 4 * 1024 * 1024;
        });
        var peer = new KestrelPeer(builder.Build());
        peer._app.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
            var headers = context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase);
            peer.Requests.Enqueue(new UnderstoodRequest(context.Request.Method, target, context.Connection.Id, headers, body.ToArray(), TrailersOf(context)));
            await answer(context);
        });
        await peer._app.StartAsync();
        var address = peer._app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single();
        peer.Port = new Uri(address).Port;
        return peer;
    }

    private static Dictionary<string, string> TrailersOf(HttpContext context) =>
        context.Features.Get<IHttpRequestTrailersFeature>() is { Available: true } feature ? feature.Trailers.ToDictionary(t => t.Key, t => t.Value.ToString(), StringComparer.OrdinalIgnoreCase) : [];

    public static Task AcceptAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status202Accepted;
        return context.Response.WriteAsync("{\"status\":\"OK\"}\n");
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
