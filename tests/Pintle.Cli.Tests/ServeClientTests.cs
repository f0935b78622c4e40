using System.Text.Json.Nodes;
using Pintle.TestSupport;

namespace Pintle.Cli.Tests;

/// <summary>The clients that people use, over the wire: AWS's SDK, curl, and a browser on the page.</summary>
public sealed class ServeClientTests
{
    private const string Sdk = "@aws-sdk/client-lambda@3.1164.0";
    private const string Playwright = "playwright-core@1.65.1";

    /// <summary>The SDK checks every checksum of the event stream.</summary>
    [Fact]
    public async Task AWS_s_SDK_for_JavaScript_invokes_buffered_and_streaming()
    {
        using var scratch = new ScratchFolder();
        var (orders, streaming) = (await PublishedFunctions.OrdersAsync(), await PublishedFunctions.TestFunctionAsync("Streaming"));
        await using var serve = await ServeProcess.StartAsync(0, Config(scratch,
            ("echo", orders, "Orders::Orders.Function::Echo"), ("fail", orders, "Orders::Orders.Function::Fail"), ("plain", streaming, "Streaming::Streaming.Function::Plain"),
            ("large", streaming, "Streaming::Streaming.Function::Large"), ("half", streaming, "Streaming::Streaming.Function::FailHalfWay")));

        var seen = await NodeAsync(Sdk, "sdk.mjs", serve.Address);

        Assert.Equal((200, null, "$LATEST", """{"a":"ü"}"""), (Number(seen, "echo/status"), Text(seen, "echo/error"), Text(seen, "echo/version"), Text(seen, "echo/payload")));
        Assert.Contains("\nREPORT RequestId: ", Text(seen, "echo/log"), StringComparison.Ordinal);
        Assert.Equal((200, "Unhandled"), (Number(seen, "fail/status"), Text(seen, "fail/error")));
        Assert.Contains("InvalidOperationException", Text(seen, "fail/payload"), StringComparison.Ordinal);
        Assert.Equal((202, 204), (Number(seen, "event/status"), Number(seen, "dry/status")));
        Assert.Equal(("ResourceNotFoundException", "InvalidRequestContentException"), (Text(seen, "unknown/fault"), Text(seen, "broken/fault")));
        Assert.Equal((200, "first second", null), (Number(seen, "plain/status"), Text(seen, "plain/payload"), Text(seen, "plain/complete/code")));
        Assert.Contains("START RequestId: ", Text(seen, "plain/complete/log"), StringComparison.Ordinal);
        Assert.Equal(20_000_000, Number(seen, "large/bytes"));
        Assert.Equal("Unhandled", Text(seen, "half/complete/code"));
        Assert.Contains("sold out", Text(seen, "half/complete/details"), StringComparison.Ordinal);
        Assert.Equal(("""{"b":2}""", "Unhandled"), (Text(seen, "streamedEcho/payload"), Text(seen, "streamedFail/complete/code")));
    }

    [Fact]
    public async Task A_streamed_prelude_of_the_real_runtime_reaches_curl_as_status_headers_and_cookies()
    {
        await using var serve = await ServeProcess.StartAsync("Streaming::Streaming.Function::Http", await PublishedFunctions.TestFunctionAsync("Streaming"), "--stream");
        using var http = new HttpClient();

        using var answer = await http.GetAsync(new Uri(Assert.Single(serve.Fronts).Url), TestContext.Current.CancellationToken);

        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(((int)answer.StatusCode, text, answer.Content.Headers.ContentType?.MediaType, answer.Headers.GetValues("Set-Cookie").Single()) == (201, "body", "text/plain", "a=b"), $"{answer}\n{text}");
    }

    [Fact]
    public async Task A_browser_sends_events_and_sees_answers_logs_and_phases()
    {
        var chromium = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(path => Path.Combine(path, "chromium")).FirstOrDefault(File.Exists);
        Assert.SkipWhen(chromium is null, "Needs Chromium: apt-get install chromium.");
        using var scratch = new ScratchFolder();
        var (orders, handlers) = (await PublishedFunctions.OrdersAsync(), await PublishedFunctions.TestFunctionAsync("Handlers"));
        await using var serve = await ServeProcess.StartAsync(5, Config(scratch,
            ("place", orders, "Orders::Orders.Function::Place"), ("echo", orders, "Orders::Orders.Function::Echo"), ("fail", orders, "Orders::Orders.Function::Fail"), ("log", handlers, "Handlers::Handlers.Logs::ToConsole"), ("exit", handlers, "Handlers::Handlers.Endings::Exit")));
        var screenshots = Directory.CreateDirectory(Path.Combine(Repository.Artifacts, "screenshots")).FullName;

        var seen = await NodeAsync(Playwright, "page.mjs", serve.Address, screenshots, chromium!);

        Assert.True(seen["problems"]!.AsArray().Count == 0 && seen["foreign"]!.AsArray().Count == 0, seen.ToJsonString());
        Assert.Equal(serve.Fronts.Select(front => front.Url), seen["links"]!.AsArray().Select(link => link!.GetValue<string>()));
        Assert.Contains("\"total\": 28.5", Text(seen, "cold/payload"), StringComparison.Ordinal);
        Assert.Matches(@"Init\s+[0-9.]+ m?s", Text(seen, "cold/figures")!);
        Assert.Contains("Init Duration: ", Text(seen, "cold/report"), StringComparison.Ordinal);
        Assert.Matches(@"Init\s+warm", Text(seen, "warm/figures")!);
        Assert.Matches(@"median of 6", Text(seen, "warm/compare")!);
        Assert.Equal(("no", 0L), (Text(seen, "hacked"), Number(seen, "markup")));
        Assert.Contains("<script>window.hacked=1</script>", Text(seen, "echo"), StringComparison.Ordinal);
        Assert.StartsWith("Not JSON", Text(seen, "problem"), StringComparison.Ordinal);
        Assert.Empty(((string[])["function", "sample", "event", "send", "format", "payload", "filter", "follow", "clear", "lines"]).Except(seen["tabs"]!.AsArray().Select(each => each!.GetValue<string>())));
        Assert.True(Number(seen, "filtered") >= 9, seen.ToJsonString());
        Assert.Contains("InvalidOperationException", Text(seen, "failure"), StringComparison.Ordinal);
        Assert.Contains("at Orders.Function.Fail()", Text(seen, "failure"), StringComparison.Ordinal);
        Assert.Equal(5, seen["lanes"]!.AsArray().Count);
        Assert.Contains("exited: exit status 3", Text(seen, "exited"), StringComparison.Ordinal);
        Assert.True(((string[])["init", "cold", "warm", "failed"]).All(kind => seen["phases"]!.AsArray().Any(phase => phase!.GetValue<string>() == kind)), seen["phases"]!.ToJsonString());
        Assert.Equal("[4,5,2,3]", seen["medians"]!.ToJsonString());
        Assert.Matches("place warm\n.*median of 6", Text(seen, "compare/place")!);
        Assert.Matches("echo cold.*\n.*median of 1\necho warm\n.*none yet", Text(seen, "compare/echo")!);
        Assert.DoesNotContain("median", Text(seen, "compare/fail")!, StringComparison.Ordinal);
        Assert.Equal(8, seen["sizes"]!.AsArray().Count);
        Assert.All(seen["sizes"]!.AsArray(), size => Assert.True(Number(size!, "overflow") == 0 && Number(size!, "links") == 5 && size!["out"]!.AsArray().Count == 0, size!.ToJsonString()));
        Assert.Equal(11, Number(seen, "afterReload"));
    }

    private static string Config(ScratchFolder scratch, params (string Name, string Code, string Handler)[] functions) =>
        scratch.Write("pintle.json", new JsonObject { ["functions"] = new JsonObject(functions.Select(each => KeyValuePair.Create<string, JsonNode?>(each.Name, new JsonObject { ["code"] = each.Code, ["handler"] = each.Handler }))) }.ToJsonString());

    private static async Task<JsonNode> NodeAsync(string package, string script, params string[] arguments)
    {
        var (exitCode, output, errors) = await NodePackages.RunAsync(package, Path.Combine(AppContext.BaseDirectory, "Scripts", script), arguments);
        Assert.True(exitCode == 0, $"{script} ended with {exitCode}\n{output}\n{errors}");
        return JsonNode.Parse(output)!;
    }

    private static JsonNode? At(JsonNode seen, string path) => path.Split('/').Aggregate((JsonNode?)seen, (node, name) => node?[name]);

    private static string? Text(JsonNode seen, string path) => At(seen, path)?.GetValue<string>();

    private static long? Number(JsonNode seen, string path) => At(seen, path)?.GetValue<long>();
}
