using System.Net;
using System.Text.Json.Nodes;
using Pintle.TestSupport;

namespace Pintle.Cli.Tests;

/// <summary>An ASP.NET Core application as a function: a browser and an HTTP client at its function URL, over the wire, through the real runtime.</summary>
public sealed class ServeWebTests
{
    private const string Playwright = "playwright-core@1.65.1";

    [Fact]
    public async Task A_browser_uses_its_pages_forms_cookies_pictures_and_calls_from_another_origin()
    {
        var chromium = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(path => Path.Combine(path, "chromium")).FirstOrDefault(File.Exists);
        Assert.SkipWhen(chromium is null, "Needs Chromium: apt-get install chromium.");
        using var scratch = new ScratchFolder();
        await using var serve = await StartAsync(scratch, "site", "other");

        var seen = await NodeAsync("web.mjs", serve.Fronts[0].Url, serve.Fronts[1].Url, chromium!);

        string Seen(string name) => seen[name]!.GetValue<string>();
        Assert.Equal(("Hello stranger", "Hello Zoë & <b>", "true 2 1"), (Seen("first"), Seen("second"), Seen("picture")));
        Assert.Equal(["name=Zoë & <b> true", "note=a;b false"], seen["cookies"]!.AsArray().Select(each => each!.GetValue<string>()));
        Assert.Equal(("""{"id":"a b","quantity":3}""", "10 128 255 0", 404), (Seen("json"), Seen("bytes"), seen["lost"]!.GetValue<int>()));
        Assert.Equal(("200 {\"left\":3} yes null", "TypeError"), (Seen("allowed"), Seen("refused")));
        Assert.Equal(["GET / 200", "GET /picture 200", "POST /names 302", "GET / 200"], seen["statuses"]!.AsArray().Select(each => each!.GetValue<string>()).Where(each => !each.Contains("favicon", StringComparison.Ordinal)).Take(4));
    }

    [Fact]
    public async Task Curl_posts_a_form_follows_the_redirect_and_keeps_its_cookies()
    {
        using var scratch = new ScratchFolder();
        await using var serve = await StartAsync(scratch, "site");
        var url = serve.Fronts[0].Url;
        var jar = Path.Combine(scratch.Path, "jar");

        var followed = await CurlAsync("--location", "--cookie-jar", jar, "--cookie", jar, "--data-urlencode", "name=Zoë", "--data", "note=1", url + "names");
        var upload = scratch.Write("upload", "\u0001é");
        var reversed = await CurlAsync("--data-binary", $"@{upload}", "--header", "Content-Type: image/png", url + "bytes");
        var preflight = await CurlAsync("--include", "--request", "OPTIONS", "--header", "Origin: http://127.0.0.1:1", "--header", "Access-Control-Request-Method: PUT", "--header", "Access-Control-Request-Headers: x-asked", url + "stock");
        var head = await CurlAsync("--head", url + "picture");

        Assert.Contains("<h1>Hello Zo", WebUtility.HtmlDecode(System.Text.Encoding.UTF8.GetString(followed)), StringComparison.Ordinal);
        Assert.Contains("#HttpOnly_127.0.0.1", await File.ReadAllTextAsync(jar, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal([0xa9, 0xc3, 1], reversed);
        Assert.Matches("(?is)^HTTP/1.1 204 .*access-control-allow-methods: PUT.*", System.Text.Encoding.UTF8.GetString(preflight));
        Assert.Matches("(?i)^HTTP/1.1 405 ", System.Text.Encoding.UTF8.GetString(head));
    }

    private static async Task<ServeProcess> StartAsync(ScratchFolder scratch, params string[] names)
    {
        var code = await PublishedFunctions.TestFunctionAsync("WebApp");
        var config = scratch.Write("pintle.json", new JsonObject
        {
            ["functions"] = new JsonObject(names.Select(name => KeyValuePair.Create<string, JsonNode?>(name, new JsonObject { ["code"] = code, ["handler"] = "WebApp" }))),
        }.ToJsonString());
        return await ServeProcess.StartAsync(names.Length, config, "--layer", (await BuiltLayer.GetAspNetAsync()).Directory);
    }

    private static async Task<byte[]> CurlAsync(params string[] arguments)
    {
        var curl = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(path => Path.Combine(path, "curl")).FirstOrDefault(File.Exists);
        Assert.SkipWhen(curl is null, "Needs curl: apt-get install curl.");
        var start = new System.Diagnostics.ProcessStartInfo(curl!, ["--silent", "--show-error", "--noproxy", "*", "--max-time", "60", .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = System.Diagnostics.Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        using var output = new MemoryStream();
        await process.StandardOutput.BaseStream.CopyToAsync(output, TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(20), TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"curl {string.Join(' ', arguments)} ended with {process.ExitCode}: {await errors}");
        return output.ToArray();
    }

    private static async Task<JsonNode> NodeAsync(string script, params string[] arguments)
    {
        var (exitCode, output, errors) = await NodePackages.RunAsync(Playwright, Path.Combine(AppContext.BaseDirectory, "Scripts", script), arguments);
        Assert.True(exitCode == 0, $"{script} ended with {exitCode}\n{output}\n{errors}");
        return JsonNode.Parse(output)!;
    }
}
