using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Pintle.Emulator.Http;

namespace Pintle.Emulator.Page;

/// <summary>The page at <c>/</c> and what it asks for below <c>/_pintle/</c>. Only this machine gets it, and only the page itself may send.</summary>
internal sealed class PageEndpoint(PageOptions options, Func<HttpContext, string, Task> invoke, CancellationToken stopping)
{
    private const string Root = "/_pintle/";

    // Nothing but the page's own files and its own server; text from functions can't become a script or a request.
    private const string Policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'";

    public static bool Takes(HttpRequest request) =>
        request.Path.Value is { } path && (path.StartsWith(Root, StringComparison.Ordinal) || (path == "/" && request.Method is "GET" or "HEAD"));

    public async Task HandleAsync(HttpContext context)
    {
        SetPolicy(context.Response.Headers);
        if (!LoopbackServer.IsForThisMachine(context.Request) || !IsOwn(context.Request))
        {
            await FailAsync(context, StatusCodes.Status403Forbidden, "Expected a request of this server's own page, from this machine. Open http://127.0.0.1 with the port that was printed.").ConfigureAwait(false);
            return;
        }

        var path = context.Request.Path.Value!;
        var task = (context.Request.Method, path == "/" ? path : path[Root.Length..]) switch
        {
            ("GET" or "HEAD", "/") => PageFiles.WriteAsync(context, "index.html"),
            ("GET", "page.js") => PageFiles.WriteAsync(context, "page.js"),
            ("GET", "timeline.js") => PageFiles.WriteAsync(context, "timeline.js"),
            ("GET", "page.css") => PageFiles.WriteAsync(context, "page.css"),
            ("GET", "icon.svg") => PageFiles.WriteAsync(context, "icon.svg"),
            ("GET", "functions") => WriteFunctionsAsync(context),
            ("GET", "activity") => FollowAsync(context),
            ("GET", var name) when name.StartsWith("samples/", StringComparison.Ordinal) => WriteSampleAsync(context, name["samples/".Length..]),
            ("POST", var name) when name.StartsWith("invoke/", StringComparison.Ordinal) && context.Request.Headers["X-Pintle-Page"] == "1" => invoke(context, name["invoke/".Length..]),
            _ => FailAsync(context, StatusCodes.Status404NotFound, "Not found."),
        };
        await task.ConfigureAwait(false);
    }

    /// <summary>Another origin's page may neither read nor send, not even that of a function on the next port.</summary>
    private static bool IsOwn(HttpRequest request)
    {
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        var origin = request.Headers.Origin.ToString();
        return (site is "" or "same-origin" or "none" || (request.Path == "/" && request.Headers["Sec-Fetch-Mode"] == "navigate")) && (origin.Length == 0 || origin == $"http://{request.Host.Value}");
    }

    private static void SetPolicy(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers.CacheControl = "no-store";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Referrer-Policy"] = "no-referrer";
    }

    private Task WriteFunctionsAsync(HttpContext context)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartArray("functions");
            foreach (var function in options.Feed.Functions)
            {
                json.WriteStartObject();
                json.WriteString("name", function.Name);
                json.WriteString("handler", function.Handler);
                json.WriteNumber("memory", function.MemoryMB);
                json.WriteNumber("timeout", function.Timeout.TotalSeconds);
                json.WriteString("unserved", function.WhyUnserved);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartArray("links");
            foreach (var link in options.Links)
            {
                json.WriteStartObject();
                json.WriteString("name", link.Name);
                json.WriteString("what", link.Kind);
                json.WriteString("url", link.Url);
                json.WriteStartArray("functions");
                foreach (var function in link.Functions)
                    json.WriteStringValue(function);
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartArray("samples");
            foreach (var name in SampleEvents.Names)
                json.WriteStringValue(name);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return WriteAsync(context, "application/json", buffer.ToArray());
    }

    private static Task WriteSampleAsync(HttpContext context, string name) => SampleEvents.Names.Contains(name)
        ? WriteAsync(context, "application/json", SampleEvents.Create(name, DateTimeOffset.UtcNow))
        : FailAsync(context, StatusCodes.Status404NotFound, "There is no sample of that name.");

    /// <summary>Server-sent events: first what is kept, then what happens.</summary>
    private async Task FollowAsync(HttpContext context)
    {
        context.Response.ContentType = "text/event-stream";
        var seen = long.TryParse(context.Request.Headers["Last-Event-ID"], CultureInfo.InvariantCulture, out var last) ? last : 0;
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        await context.Response.StartAsync(gone.Token).ConfigureAwait(false);
        while (true)
        {
            var (items, more) = options.Feed.After(seen);
            using var batch = new MemoryStream();
            foreach (var item in items)
            {
                batch.Write(System.Text.Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"id: {item.Id}\ndata: ")));
                batch.Write(item.Json);
                batch.Write("\n\n"u8);
                seen = item.Id;
            }

            _ = await context.Response.BodyWriter.WriteAsync(batch.GetBuffer().AsMemory(0, (int)batch.Length), gone.Token).ConfigureAwait(false);
            await more.WaitAsync(gone.Token).ConfigureAwait(false);
        }
    }

    private static Task FailAsync(HttpContext context, int status, string message)
    {
        context.Response.StatusCode = status;
        return WriteAsync(context, "text/plain; charset=utf-8", System.Text.Encoding.UTF8.GetBytes(message));
    }

    private static async Task WriteAsync(HttpContext context, string type, ReadOnlyMemory<byte> body)
    {
        context.Response.ContentType = type;
        context.Response.ContentLength = body.Length;
        _ = await context.Response.BodyWriter.WriteAsync(body, CancellationToken.None).ConfigureAwait(false);
    }
}
