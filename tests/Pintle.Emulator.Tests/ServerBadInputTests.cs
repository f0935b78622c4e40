using System.Net;
using System.Net.Sockets;
using System.Text;
using Pintle.Emulator.Http;
using Pintle.Emulator.Invoke;
using Pintle.Emulator.Page;

namespace Pintle.Emulator.Tests;

/// <summary>What no client should send, at every server that the emulator opens: each is refused, no function hears of it, and the next request is answered.</summary>
public sealed class ServerBadInputTests : IInvocableFunction
{
    private const string Host = "Host: localhost\r\n";
    private const string ControlCharacters = "control characters in the target";
    private int _calls;

    public string Arn => "arn:aws:lambda:us-east-1:123456789012:function:orders";

    public string Version => "$LATEST";

    public Task<FunctionAnswer> InvokeAsync(FunctionCall invocation, CancellationToken cancellationToken)
    {
        _ = Interlocked.Increment(ref _calls);
        return Task.FromResult(new FunctionAnswer("{}"u8.ToArray(), false, []));
    }

    public static TheoryData<string, string, string> Requests()
    {
        var requests = new TheoryData<string, string, string>();
        (string Name, string Request, string Expected)[] bad =
        [
            ("a head over the limit", $"GET / HTTP/1.1\r\n{Host}X: {new string('a', 3 * 1024 * 1024)}\r\n\r\n", "431"),
            ("many headers", $"GET / HTTP/1.1\r\n{Host}{string.Concat(Enumerable.Range(0, 200).Select(number => $"X{number}: 1\r\n"))}\r\n", "431"),
            ("a long request line", $"GET /{new string('a', 9000)} HTTP/1.1\r\n{Host}\r\n", "414"),
            ("a method that is none", $"G@T / HTTP/1.1\r\n{Host}\r\n", "400"),
            ("a target without a slash", $"GET orders HTTP/1.1\r\n{Host}\r\n", "405"),
            (ControlCharacters, $"GET /\u0001 HTTP/1.1\r\n{Host}\r\n", "400"),
            ("a tunnel", $"CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n", "405"),
            ("a tunnel to itself", "CONNECT localhost:80 HTTP/1.1\r\nHost: localhost:80\r\n\r\n", "405"),
            ("no resource", $"OPTIONS * HTTP/1.1\r\n{Host}\r\n", "400"),
            ("a NUL in a header", $"GET / HTTP/1.1\r\n{Host}X: a\0b\r\n\r\n", "400"),
            ("a header without a name", $"GET / HTTP/1.1\r\n{Host}: x\r\n\r\n", "400"),
            ("a folded header", $"GET / HTTP/1.1\r\n{Host}X: a\r\n b\r\n\r\n", "400"),
            ("two hosts", $"GET / HTTP/1.1\r\n{Host}Host: 127.0.0.1\r\n\r\n", "400"),
            ("two lengths", $"POST / HTTP/1.1\r\n{Host}Content-Length: 1\r\nContent-Length: 2\r\n\r\nab", "400"),
            ("a length that is no number", $"POST / HTTP/1.1\r\n{Host}Content-Length: 1e3\r\n\r\n", "400"),
            ("a coding that does not exist", $"POST / HTTP/1.1\r\n{Host}Transfer-Encoding: zip\r\n\r\n", "400"),
            ("the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "no HTTP/1.1"),
            ("a handshake of TLS", "\u0016\u0003\u0001\u0000\u0005\u0001\u0000\u0000\u0001\u0000\r\n\r\n", "400"),
        ];
        foreach (var server in (string[])["runtime", "invoke", "page", "function-url", "http-api", "rest-api"])
        {
            foreach (var (name, _, expected) in bad)
                requests.Add(server, name, server == "runtime" && (name is ControlCharacters or "a tunnel" or "a tunnel to itself" or "no resource") ? "404" : expected);
        }

        Bad = bad.ToDictionary(each => each.Name, each => each.Request);
        return requests;
    }

    private static Dictionary<string, string> Bad { get; set; } = [];

    [Theory(Timeout = 600_000)]
    [MemberData(nameof(Requests), DisableDiscoveryEnumeration = true)]
    public async Task Is_refused_and_the_next_request_is_answered(string server, string name, string expected)
    {
        await using var opened = await OpenAsync(server);

        var refused = await SendAsync(opened.Address, Bad[name], TestContext.Current.CancellationToken);
        var next = await SendAsync(opened.Address, $"GET /2015-03-31/nowhere HTTP/1.1\r\n{Host}Connection: close\r\n\r\n", TestContext.Current.CancellationToken);

        // Who is refused while he still sends may find his connection reset in place of the answer.
        Assert.True(refused == expected || (refused == "reset" && expected == "431"), $"Expected {expected} for {name} at {server}, found '{refused}'.");
        Assert.Equal(server is "function-url" or "http-api" or "rest-api" ? 1 : 0, _calls);
        Assert.Matches("^(200|404|502)$", next);
    }

    /// <summary>Names and paths that mean a file somewhere else: at the APIs they are no names, at a function URL they are the function's to judge and reach it as they are.</summary>
    [Theory(Timeout = 600_000)]
    [InlineData("invoke", "/2015-03-31/functions/../../etc/passwd/invocations", "404")]
    [InlineData("invoke", "/2015-03-31/functions/..%2F..%2Fetc%2Fpasswd/invocations", "400")]
    [InlineData("invoke", "/2015-03-31/functions/%2e%2e/invocations", "404")]
    [InlineData("invoke", "/2015-03-31/functions/orders%2f..%2forders/invocations", "400")]
    [InlineData("invoke", "/2015-03-31/functions/orders%0d%0aX:%201/invocations", "400")]
    [InlineData("page", "/_pintle/..%5c..%5cpage.js", "404")]
    [InlineData("page", "/_pintle/samples/%2e%2e%2fsqs", "404")]
    [InlineData("runtime", "/2018-06-01/runtime/invocation/..%2fnext/response", "400")]
    [InlineData("function-url", "/..%2f..%2fetc/passwd", "200")]
    public async Task A_path_trick_leads_nowhere(string server, string path, string expected)
    {
        await using var opened = await OpenAsync(server);

        var status = await SendAsync(opened.Address, $"POST {path} HTTP/1.1\r\n{Host}Connection: close\r\nContent-Length: 0\r\n\r\n", TestContext.Current.CancellationToken);

        Assert.Equal(expected, status);
    }

    private async Task<Opened> OpenAsync(string server)
    {
        var cancel = TestContext.Current.CancellationToken;
        if (server == "runtime")
        {
            var runtime = await Runtime.StartAsync(cancel);
            return new Opened(runtime, runtime.Environment.RuntimeApi);
        }

        if (server is "invoke" or "page")
        {
            var api = await InvokeApiServer.StartAsync([this], 0, server == "page" ? new PageOptions(new ActivityFeed(), []) : null, cancel);
            return new Opened(api, new Uri(api.Address).Authority);
        }

        var format = server switch { "function-url" => HttpEventFormat.FunctionUrl, "http-api" => HttpEventFormat.HttpApi, _ => HttpEventFormat.RestApi };
        var front = await HttpFrontServer.StartAsync(new HttpFrontOptions { Format = format, Routes = [HttpRoute.All(this)] }, cancel);
        return new Opened(front, new Uri(front.Url).Authority);
    }

    /// <returns>The status; what there was where there is none.</returns>
    private static async Task<string> SendAsync(string address, string request, CancellationToken cancel)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPEndPoint.Parse(address), cancel);
        try
        {
            await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(request), cancel);
            using var reader = new StreamReader(client.GetStream());
            return await reader.ReadLineAsync(cancel) is { } line ? line.StartsWith("HTTP/1.1 ", StringComparison.Ordinal) ? line.Split(' ')[1] : "no HTTP/1.1" : "";
        }
        catch (IOException)
        {
            return "reset";
        }
    }

    private sealed record Opened(IAsyncDisposable Server, string Address) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => Server.DisposeAsync();
    }
}
