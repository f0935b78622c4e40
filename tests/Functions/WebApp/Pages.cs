namespace WebApp;

/// <summary>What a browser does with a site: a page with a form, a cookie, a redirect, a picture, and calls from other origins.</summary>
internal static class Pages
{
    /// <summary>Two pixels wide, one high; no text in any encoding.</summary>
    private static readonly byte[] Picture = Convert.FromBase64String("R0lGODlhAgABAIAAAP8AAP///yH5BAAAAAAALAAAAAACAAEAAAICRAoAOw==");

    public static void Map(WebApplication application)
    {
        _ = application.UseCors(policy => policy.SetIsOriginAllowed(origin => new Uri(origin).Host == "127.0.0.1").WithMethods("PUT").WithHeaders("Content-Type", "X-Asked").WithExposedHeaders("X-Answered"));
        _ = application.MapGet("/", (HttpRequest request) => Results.Content(
            $"""
            <!doctype html><title>Orders</title>
            <h1>Hello {System.Net.WebUtility.HtmlEncode(request.Cookies["name"] ?? "stranger")}</h1>
            <img src="/picture" alt="">
            <form method="post" action="/names"><input name="name"><input name="note"><button>Send</button></form>
            """,
            "text/html; charset=utf-8"));
        _ = application.MapPost("/names", async (HttpContext context) =>
        {
            var form = await context.Request.ReadFormAsync();
            context.Response.Cookies.Append("name", form["name"].ToString(), new CookieOptions { HttpOnly = true, Path = "/" });
            context.Response.Cookies.Append("note", form["note"].ToString());
            return Results.Redirect("/");
        });
        _ = application.MapGet("/picture", () => Results.Bytes(Picture, "image/gif"));
        _ = application.MapPost("/bytes", async (HttpRequest request) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body);
            return Results.Bytes(body.ToArray().Reverse().ToArray(), "application/octet-stream");
        });
        _ = application.MapPut("/stock", async (HttpContext context) =>
        {
            context.Response.Headers["X-Answered"] = context.Request.Headers["X-Asked"];
            return Results.Content(await new StreamReader(context.Request.Body).ReadToEndAsync(), "application/json");
        });
    }
}
