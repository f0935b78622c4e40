using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Pintle.TestSupport;

namespace Pintle.Cli.Tests;

/// <summary>A feed of packages on a loopback port, of which it has the pinned ones: those of this machine's packages folder, as their makers signed them.</summary>
/// <remarks>The protocol: <see href="https://learn.microsoft.com/nuget/api/overview"/>.</remarks>
internal sealed class PackageFeed : IAsyncDisposable
{
    private readonly WebApplication _application;

    private PackageFeed(WebApplication application) => _application = application;

    public int Port => new Uri(_application.Urls.Single()).Port;

    /// <param name="packages">Those that it has, by id.</param>
    /// <param name="authority">Issued its certificate; without one it speaks HTTP.</param>
    public static async Task<PackageFeed> StartAsync(IReadOnlyDictionary<string, string> packages, TestAuthority? authority)
    {
        var builder = WebApplication.CreateSlimBuilder();
        _ = builder.Logging.ClearProviders();
        _ = builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            if (authority is not null)
                _ = listen.UseHttps(authority.Certificate);
        }));
        var application = builder.Build();
        var feed = new PackageFeed(application);
        application.Run(context => AnswerAsync(packages, context));
        await application.StartAsync();
        return feed;
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private static Task AnswerAsync(IReadOnlyDictionary<string, string> packages, HttpContext context)
    {
        var request = context.Request;
        var path = request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (path is ["index.json"])
            return WriteAsync(context, new { version = "3.0.0", resources = new[] { new Resource($"{request.Scheme}://{request.Host}/packages/", "PackageBaseAddress/3.0.0") } });
        var version = path is ["packages", var id, ..] ? packages.FirstOrDefault(package => package.Key.Equals(id, StringComparison.OrdinalIgnoreCase)).Value : null;
        var file = path.Length == 4 && path[2] == version ? Path.Combine(Programs.GlobalPackages, path[1], path[2], path[3]) : null;
        if (version is not null && path is [_, _, "index.json"])
            return WriteAsync(context, new { versions = new[] { version } });
        if (file is not null && File.Exists(file))
            return context.Response.SendFileAsync(file);
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    private static Task WriteAsync(HttpContext context, object answer)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(JsonSerializer.Serialize(answer));
    }

    private sealed record Resource([property: System.Text.Json.Serialization.JsonPropertyName("@id")] string Id, [property: System.Text.Json.Serialization.JsonPropertyName("@type")] string Type);
}
