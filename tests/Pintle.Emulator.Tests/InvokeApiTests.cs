using System.Net;
using System.Text;
using System.Text.Json;
using Pintle.Emulator.Invoke;

namespace Pintle.Emulator.Tests;

public sealed class InvokeApiTests : IAsyncLifetime
{
    private const string Arn = "arn:aws:lambda:us-east-1:123456789012:function:orders";

    private readonly EchoFunction _function = new();
    private readonly HttpClient _http = new();
    private InvokeApiServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await InvokeApiServer.StartAsync([_function], cancellationToken: TestContext.Current.CancellationToken);
        _http.BaseAddress = new Uri(_server.Address);
        _http.Timeout = TimeSpan.FromSeconds(30);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData("orders")]
    [InlineData("orders:$LATEST")]
    [InlineData("orders:%24LATEST")]
    [InlineData("function:orders")]
    [InlineData("123456789012:function:orders")]
    [InlineData("arn:aws:lambda:us-east-1:123456789012:function:orders")]
    [InlineData("arn%3Aaws%3Alambda%3Aus-east-1%3A123456789012%3Afunction%3Aorders%3A%24LATEST")]
    public async Task Answers_for_every_form_of_the_name(string name)
    {
        using var answer = await InvokeAsync(name, """{"a":1}""");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("""{"a":1}""", await TextAsync(answer));
        Assert.Equal("$LATEST", Header(answer, "X-Amz-Executed-Version"));
        Assert.Equal(Assert.Single(_function.Calls).RequestId, Header(answer, "x-amzn-RequestId"));
        Assert.Null(Header(answer, "X-Amz-Function-Error"));
        Assert.Null(Header(answer, "X-Amz-Log-Result"));
    }

    [Theory]
    [InlineData("other", "", "ResourceNotFoundException", 404, "Function not found: arn:aws:lambda:us-east-1:123456789012:function:other:$LATEST")]
    [InlineData("orders:prod", "", "ResourceNotFoundException", 404, "Function not found: arn:aws:lambda:us-east-1:123456789012:function:orders:prod")]
    [InlineData("orders", "?Qualifier=7", "ResourceNotFoundException", 404, "function:orders:7")]
    [InlineData("rders", "", "ResourceNotFoundException", 404, "function:rders")]
    [InlineData("999999999999:function:orders", "", "ResourceNotFoundException", 404, "Function not found")]
    [InlineData("arn:aws:lambda:eu-west-1:123456789012:function:orders", "", "ResourceNotFoundException", 404, "eu-west-1")]
    [InlineData("..", "", "UnknownOperationException", 404, "POST /2015-03-31/functions/NAME/invocations or /2021-11-15/")]
    [InlineData("%2e%2e", "", "ResourceNotFoundException", 404, "Function not found")]
    [InlineData("..%2f..%2fetc%2fpasswd", "", "ValidationException", 400, "'../../etc/passwd' at 'functionName'")]
    [InlineData("orders%252e", "", "ValidationException", 400, "'orders%2e' at 'functionName'")]
    [InlineData("orders%01", "", "ValidationException", 400, "'orders?' at 'functionName'")]
    [InlineData("or%0Aders", "", "ValidationException", 400, "'or?ders' at 'functionName'")]
    [InlineData("orders/x", "", "UnknownOperationException", 404, "another path")]
    [InlineData("", "", "UnknownOperationException", 404, "another path")]
    [InlineData("%C3%B6rders", "", "ValidationException", 400, "'örders' at 'functionName'")]
    public async Task Refuses_a_name_that_no_function_has_or_can_have(string name, string query, string type, int status, string said)
    {
        // A raw request: no client tidies the path up.
        var target = $"/2015-03-31/functions/{name}/invocations{query}";
        var answer = await RawAsync($"POST {(name == ".." ? "/2015-03-31/functions/../invocations/" : target)} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{{}}");

        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
        Assert.Contains($"x-amzn-ErrorType: {type}", answer, StringComparison.OrdinalIgnoreCase);
        Assert.Contains(said, answer, StringComparison.Ordinal);
        Assert.Empty(_function.Calls);
    }

    [Fact]
    public async Task Refuses_a_name_over_170_characters()
    {
        using var answer = await InvokeAsync(new string('a', 171), "{}");

        await ShouldBeAsync(answer, HttpStatusCode.BadRequest, "ValidationException", "less than or equal to 170");
    }

    [Theory]
    [InlineData("", "{}")]
    [InlineData(" [1, 2] ", " [1, 2] ")]
    [InlineData("\"ü\"", "\"ü\"")]
    public async Task Hands_over_the_body_as_it_is_and_an_empty_object_for_none(string body, string expected)
    {
        using var answer = await InvokeAsync("orders", body);

        Assert.Equal(expected, await TextAsync(answer));
    }

    [Theory]
    [InlineData("not json")]
    [InlineData(" ")]
    [InlineData("{\"secret\":")]
    [InlineData("{} {}")]
    public async Task Refuses_a_body_that_is_not_JSON_without_repeating_it(string body)
    {
        using var answer = await InvokeAsync("orders", body);

        var text = await ShouldBeAsync(answer, HttpStatusCode.BadRequest, "InvalidRequestContentException", "Could not parse request body into json");
        Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
        Assert.Empty(_function.Calls);
    }

    [Theory]
    [InlineData("RequestResponse", 6 * 1024 * 1024, true)]
    [InlineData("RequestResponse", (6 * 1024 * 1024) + 1, false)]
    [InlineData("Event", 1024 * 1024, true)]
    [InlineData("Event", (1024 * 1024) + 1, false)]
    public async Task Takes_a_body_of_the_limit_and_no_byte_more_with_and_without_a_length(string type, int size, bool accepted)
    {
        var body = Encoding.ASCII.GetBytes($"\"{new string('a', size - 2)}\"");
        foreach (var chunked in (bool[])[false, true])
        {
            using var request = Request("orders", new ByteArrayContent(body), ("X-Amz-Invocation-Type", type));
            request.Headers.TransferEncodingChunked = chunked;

            using var answer = await _http.SendAsync(request, TestContext.Current.CancellationToken);

            if (accepted)
                Assert.True(answer.IsSuccessStatusCode, $"{answer.StatusCode} chunked={chunked}");
            else
                _ = await ShouldBeAsync(answer, HttpStatusCode.RequestEntityTooLarge, "RequestTooLargeException", $"for the {type} invocation type (limit {size - 1} bytes)");
        }
    }

    [Fact]
    public async Task A_function_s_error_is_a_success_with_a_header()
    {
        using var answer = await InvokeAsync("orders", "\"fail\"", ("X-Amz-Log-Type", "Tail"));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("Unhandled", Header(answer, "X-Amz-Function-Error"));
        Assert.Equal("START\nan ü\nEND\n", Encoding.UTF8.GetString(Convert.FromBase64String(Header(answer, "X-Amz-Log-Result")!)));
    }

    [Fact]
    public async Task The_log_s_tail_is_at_most_4_KB_and_begins_with_a_whole_character()
    {
        using var answer = await InvokeAsync("orders", "\"talk\"", ("X-Amz-Log-Type", "Tail"));

        var tail = Convert.FromBase64String(Header(answer, "X-Amz-Log-Result")!);
        Assert.InRange(tail.Length, 4090, 4096);
        Assert.EndsWith("END\n", new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(tail), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_is_accepted_at_once_and_runs_after_that()
    {
        using var answer = await InvokeAsync("orders", "\"wait\"", ("X-Amz-Invocation-Type", "Event"));

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal("", await TextAsync(answer));
        Assert.False(_function.Waited.Task.IsCompleted);
        _function.Gate.SetResult();
        await _function.Waited.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData("orders", HttpStatusCode.NoContent)]
    [InlineData("other", HttpStatusCode.NotFound)]
    public async Task A_dry_run_says_whether_it_would_be_accepted_and_invokes_nothing(string name, HttpStatusCode expected)
    {
        using var answer = await InvokeAsync(name, "{}", ("X-Amz-Invocation-Type", "DryRun"));

        Assert.Equal(expected, answer.StatusCode);
        Assert.Empty(_function.Calls);
    }

    [Fact]
    public async Task Client_context_trace_and_tenant_travel_on()
    {
        var context = Convert.ToBase64String("{\n \"custom\": {\"k\": \"ü\"}\n}"u8);

        using var answer = await InvokeAsync("orders", "{}", ("X-Amz-Client-Context", context), ("X-Amzn-Trace-Id", "Root=1-2-3"), ("X-Amz-Tenant-Id", "blue"));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var call = Assert.Single(_function.Calls);
        Assert.Equal("ü", JsonDocument.Parse(call.ClientContext!).RootElement.GetProperty("custom").GetProperty("k").GetString());
        Assert.DoesNotContain(call.ClientContext!, char.IsControl);
        Assert.Equal(("Root=1-2-3", "blue"), (call.TraceId, call.TenantId));
    }

    [Theory]
    [InlineData("X-Amz-Client-Context", "{}", "InvalidRequestContentException")]
    [InlineData("X-Amz-Client-Context", "W10=", "InvalidRequestContentException")]
    [InlineData("X-Amz-Client-Context", "eyI=", "InvalidRequestContentException")]
    // {"custom":"\ud800"}, and a name with the byte FF: JSON whose texts are none.
    [InlineData("X-Amz-Client-Context", "eyJjdXN0b20iOiJcdWQ4MDAifQ==", "InvalidRequestContentException")]
    [InlineData("X-Amz-Client-Context", "eyL/IjoxfQ==", "InvalidRequestContentException")]
    [InlineData("X-Amz-Invocation-Type", "Later", "InvalidParameterValueException")]
    [InlineData("X-Amz-Invocation-Type", "1", "InvalidParameterValueException")]
    [InlineData("X-Amz-Log-Type", "tail", "InvalidParameterValueException")]
    public async Task Refuses_a_header_that_means_nothing(string header, string value, string type)
    {
        using var answer = await InvokeAsync("orders", "{}", (header, value));

        _ = await ShouldBeAsync(answer, HttpStatusCode.BadRequest, type, "");
        Assert.Empty(_function.Calls);
    }

    [Theory]
    [InlineData("GET /2015-03-31/functions/orders/invocations HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", "404 ")]
    [InlineData("POST /2014-11-13/functions/orders/invocations HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", "404 ")]
    [InlineData("POST /2015-03-31/functions/orders/invocations HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", "403 ")]
    [InlineData("POST /2015-03-31/functions/orders/invocations HTTP/1.1\r\nHost: localhost\r\nOrigin: https://evil.example\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", "403 ")]
    [InlineData("POST /2015-03-31/functions/orders/invocations HTTP/1.1\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", "400 ")]
    [InlineData("POST /2015-03-31/functions/orders%00/invocations HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", "400 ")]
    [InlineData("nonsense\r\n\r\n", "400 ")]
    public async Task Refuses_what_is_not_a_call_of_this_machine(string request, string status)
    {
        var answer = await RawAsync(request);

        Assert.StartsWith("HTTP/1.1 " + status, answer, StringComparison.Ordinal);
        Assert.Empty(_function.Calls);
    }

    [Fact]
    public async Task Refuses_calls_over_a_thousand_with_429()
    {
        for (var i = 0; i < 1000; i++)
        {
            using var accepted = await InvokeAsync("orders", "\"wait\"", ("X-Amz-Invocation-Type", "Event"));
            Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
        }

        using var answer = await InvokeAsync("orders", "{}");

        _ = await ShouldBeAsync(answer, HttpStatusCode.TooManyRequests, "TooManyRequestsException", "Rate Exceeded");
        _function.Gate.SetResult();
    }

    [Fact]
    public async Task A_taken_port_is_an_IOException()
    {
        var port = new Uri(_server.Address).Port;

        _ = await Assert.ThrowsAnyAsync<IOException>(() => InvokeApiServer.StartAsync([_function], port, TestContext.Current.CancellationToken));
    }

    private static string? Header(HttpResponseMessage answer, string name) => answer.Headers.TryGetValues(name, out var values) ? values.Single() : null;

    private static Task<string> TextAsync(HttpResponseMessage answer) => answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

    private static async Task<string> ShouldBeAsync(HttpResponseMessage answer, HttpStatusCode status, string type, string said)
    {
        var text = await TextAsync(answer);
        Assert.True(answer.StatusCode == status && Header(answer, "x-amzn-ErrorType") == type && text.Contains(said, StringComparison.Ordinal), $"{answer}\n{text}");
        using var json = JsonDocument.Parse(text);
        Assert.Equal("User", json.RootElement.GetProperty("Type").GetString());
        return text;
    }

    private static HttpRequestMessage Request(string name, HttpContent content, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"/2015-03-31/functions/{name}/invocations") { Content = content };
        foreach (var (header, value) in headers)
            Assert.True(request.Headers.TryAddWithoutValidation(header, value));
        return request;
    }

    private async Task<HttpResponseMessage> InvokeAsync(string name, string body, params (string Name, string Value)[] headers)
    {
        using var request = Request(name, new StringContent(body), headers);
        return await _http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private async Task<string> RawAsync(string request)
    {
        using var connection = new System.Net.Sockets.TcpClient();
        await connection.ConnectAsync(IPEndPoint.Parse(new Uri(_server.Address).Authority), TestContext.Current.CancellationToken);
        var stream = connection.GetStream();
        await stream.WriteAsync(Encoding.UTF8.GetBytes(request), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    /// <summary>Answers with its event, and fails, talks or waits where the event says so.</summary>
    private sealed class EchoFunction : IInvocableFunction
    {
        private readonly System.Collections.Concurrent.ConcurrentQueue<FunctionCall> _calls = new();

        public IReadOnlyCollection<FunctionCall> Calls => _calls;

        public TaskCompletionSource Gate { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Waited { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Arn => InvokeApiTests.Arn;

        public string Version => "$LATEST";

        public async Task<FunctionAnswer> InvokeAsync(FunctionCall invocation, CancellationToken cancellationToken)
        {
            _calls.Enqueue(invocation);
            var text = Encoding.UTF8.GetString(invocation.Payload.Span);
            if (text == "\"wait\"")
            {
                await Gate.Task.WaitAsync(cancellationToken);
                _ = Waited.TrySetResult();
            }

            string[] log = text == "\"talk\"" ? ["START", .. Enumerable.Repeat("üüü€", 1000), "END"] : ["START", "an ü", "END"];
            return new FunctionAnswer(invocation.Payload, text == "\"fail\"", log);
        }
    }
}
