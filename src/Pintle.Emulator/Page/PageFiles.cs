using Microsoft.AspNetCore.Http;

namespace Pintle.Emulator.Page;

/// <summary>The page's files, which are in this assembly. A name is never a path of the file system.</summary>
internal static class PageFiles
{
    private static readonly Dictionary<string, string> Types = new(StringComparer.Ordinal)
    {
        ["index.html"] = "text/html; charset=utf-8",
        ["page.css"] = "text/css; charset=utf-8",
        ["page.js"] = "text/javascript; charset=utf-8",
        ["timeline.js"] = "text/javascript; charset=utf-8",
        ["icon.svg"] = "image/svg+xml",
    };

    public static async Task WriteAsync(HttpContext context, string name)
    {
        using var file = typeof(PageFiles).Assembly.GetManifestResourceStream($"page/{name}") ?? throw new InvalidOperationException($"Expected page/{name} in the assembly.");
        context.Response.ContentType = Types[name];
        context.Response.ContentLength = file.Length;
        if (context.Request.Method == "GET")
            await file.CopyToAsync(context.Response.Body, context.RequestAborted).ConfigureAwait(false);
    }
}
