using System.Net;
using System.Text;
using Pintle.Emulator.Invoke;
using Pintle.Emulator.Page;

namespace Pintle.Emulator.Tests;

/// <summary>Who gets the page and who may send through it; what it looks like is seen by a browser in the command line's tests.</summary>
public sealed class PageTests : IAsyncLifetime
{
    private readonly ActivityFeed _feed = new();
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(30) };
    private InvokeApiServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _feed.Function(new FunctionShown("orders", "O::O.F::Place", 512, TimeSpan.FromSeconds(3)));
        _server = await InvokeApiServer.StartAsync([new Function()], 0, new PageOptions(_feed, [new PageLink("orders", "function URL", "http://127.0.0.1:1/", ["orders"])]), TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData("/", "text/html")]
    [InlineData("/_pintle/page.js", "text/javascript")]
    [InlineData("/_pintle/timeline.js", "text/javascript")]
    [InlineData("/_pintle/page.css", "text/css")]
    [InlineData("/_pintle/icon.svg", "image/svg+xml")]
    [InlineData("/_pintle/samples/sqs", "application/json")]
    [InlineData("/_pintle/functions", "application/json")]
    public async Task Its_parts_come_with_a_policy_that_lets_nothing_else_in(string path, string type)
    {
        using var answer = await SendAsync(HttpMethod.Get, path);

        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Equal((HttpStatusCode.OK, type), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.StartsWith("default-src 'none'; script-src 'self'; style-src 'self'; ", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal(("nosniff", "DENY"), (answer.Headers.GetValues("X-Content-Type-Options").Single(), answer.Headers.GetValues("X-Frame-Options").Single()));
    }

    [Theory]
    [InlineData("/_pintle/../secret")]
    [InlineData("/_pintle/%2e%2e%2fPageFiles.cs")]
    [InlineData("/_pintle/samples/..%2f..%2fetc%2fpasswd")]
    [InlineData("/_pintle/")]
    public async Task There_is_nothing_beside_its_parts(string path)
    {
        using var answer = await SendAsync(HttpMethod.Get, path);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task It_sends_an_event_and_gets_the_function_s_answer()
    {
        using var answer = await SendAsync(HttpMethod.Post, "/_pintle/invoke/orders", "{\"a\":1}", ("X-Pintle-Page", "1"), ("Origin", _server.Address), ("Sec-Fetch-Site", "same-origin"));

        Assert.Equal((HttpStatusCode.OK, "{\"a\":1}"), (answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
    }

    [Theory]
    [InlineData("X-Other", "1", HttpStatusCode.NotFound)]
    [InlineData("Origin", "http://127.0.0.1:1", HttpStatusCode.Forbidden)]
    [InlineData("Origin", "null", HttpStatusCode.Forbidden)]
    [InlineData("Sec-Fetch-Site", "same-site", HttpStatusCode.Forbidden)]
    [InlineData("Sec-Fetch-Site", "cross-site", HttpStatusCode.Forbidden)]
    [InlineData("Host", "evil.example", HttpStatusCode.Forbidden)]
    public async Task No_other_page_may_send(string header, string value, HttpStatusCode status)
    {
        using var answer = await SendAsync(HttpMethod.Post, "/_pintle/invoke/orders", "{}", header == "X-Other" ? [(header, value)] : [("X-Pintle-Page", "1"), (header, value)]);

        Assert.Equal(status, answer.StatusCode);
    }

    [Fact]
    public async Task A_browser_that_comes_back_hears_what_it_has_missed_and_what_happens_then()
    {
        _feed.Line("orders", "stdout", "first", DateTimeOffset.UnixEpoch);
        _feed.Line("orders", "stdout", "</script>\nsecond", DateTimeOffset.UnixEpoch);
        using var request = new HttpRequestMessage(HttpMethod.Get, _server.Address + "/_pintle/activity");
        request.Headers.Add("Last-Event-ID", "1");
        using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));

        var missed = (await LineAsync(reader), await LineAsync(reader), await LineAsync(reader));
        _feed.Environment(new EnvironmentShown("orders", _feed.NextEnvironment(), 1, "exited") { Why = "exit status 1" });
        var next = (await LineAsync(reader), await LineAsync(reader));

        Assert.Equal(("id: 2", ""), (missed.Item1, missed.Item3));
        Assert.Contains("\\u003C/script\\u003E\\nsecond", missed.Item2, StringComparison.Ordinal);
        Assert.Equal("id: 3", next.Item1);
        Assert.Contains("\"why\":\"exit status 1\"", next.Item2, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_comes_and_who_is_there_hear_which_function_is_not_served_and_when_it_is()
    {
        _feed.Serving("orders", "orders is not served: </script> \"CS1002\".");
        _feed.Serving("orders", "orders is not served: </script> \"CS1002\".");
        _feed.Serving("other", "nobody knows it");
        using var unserved = await SendAsync(HttpMethod.Get, "/_pintle/functions");
        using var answer = await _http.GetAsync(new Uri(_server.Address + "/_pintle/activity"), HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        _feed.Serving("orders", null);
        using var served = await SendAsync(HttpMethod.Get, "/_pintle/functions");

        string?[] told = [await LineAsync(reader), await LineAsync(reader), await LineAsync(reader), await LineAsync(reader), await LineAsync(reader)];
        Assert.Contains("\"unserved\":\"orders is not served: \\u003C/script\\u003E \\u0022CS1002\\u0022.\"", await unserved.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Contains("\"unserved\":null", await served.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Contains("\"functions\":[\"orders\"]}]", await served.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(("id: 1", "id: 2"), (told[0], told[3]));
        Assert.EndsWith("\"function\":\"orders\",\"unserved\":null}", told[4], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_page_there_is_none()
    {
        await using var server = await InvokeApiServer.StartAsync([new Function()], cancellationToken: TestContext.Current.CancellationToken);

        using var answer = await _http.GetAsync(new Uri(server.Address), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    private static async Task<string?> LineAsync(StreamReader reader) => await reader.ReadLineAsync(TestContext.Current.CancellationToken);

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, _server.Address + path);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        foreach (var (name, value) in headers)
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        return await _http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private sealed class Function : IInvocableFunction
    {
        public string Arn => "arn:aws:lambda:us-east-1:123456789012:function:orders";

        public string Version => "$LATEST";

        public Task<FunctionAnswer> InvokeAsync(FunctionCall invocation, CancellationToken cancellationToken) => Task.FromResult(new FunctionAnswer(invocation.Payload, false, []));
    }
}
