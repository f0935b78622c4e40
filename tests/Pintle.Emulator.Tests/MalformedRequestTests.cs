namespace Pintle.Emulator.Tests;

public sealed class MalformedRequestTests
{
    [Theory(Timeout = 600_000)]
    [InlineData("GET /2018-06-01/runtime/invocation/next/ HTTP/1.1\r\nHost: x\r\n\r\n", "404")]
    [InlineData("GET /2018-06-01/runtime/invocation/%6eext HTTP/1.1\r\nHost: x\r\n\r\n", "404")]
    [InlineData("GET /2015-01-01/runtime/invocation/next HTTP/1.1\r\nHost: x\r\n\r\n", "404")]
    [InlineData("POST /2018-06-01/runtime/invocation//response HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n", "404")]
    [InlineData("POST /2018-06-01/runtime/invocation/a/b/response HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n", "404")]
    [InlineData("POST /2018-06-01/runtime/invocation/next HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n", "405")]
    [InlineData("GET /2018-06-01/runtime/init/error HTTP/1.1\r\nHost: x\r\n\r\n", "405")]
    [InlineData("POST /2018-06-01/runtime/invocation/not-a-uuid/response HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n", "400")]
    [InlineData("GET /2018-06-01/runtime/invocation/next HTTP/1.1\r\n\r\n", "400")]
    [InlineData("GET /2018-06-01/runtime/invocation/next HTTP/9.9\r\nHost: x\r\n\r\n", "505")]
    [InlineData("\0\u0001\u0002\r\n\r\n", "400")]
    [InlineData("GET /2018-06-01/runtime/invocation/next HTTP/1.1\r\nHost: x\r\nno colon\r\n\r\n", "400")]
    [InlineData("POST /2018-06-01/runtime/init/error HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", "400")]
    public async Task Are_refused_and_leave_the_state_alone(string request, string status)
    {
        await using var runtime = await Runtime.StartAsync(TestContext.Current.CancellationToken);
        using var raw = await RawConnection.OpenAsync(runtime.Environment);

        await raw.SendAsync(request);
        var line = await raw.StatusLineAsync();

        Assert.StartsWith($"HTTP/1.1 {status} ", line, StringComparison.Ordinal);
        Assert.Equal(RuntimeState.Starting, runtime.Environment.State);
    }

    [Theory(Timeout = 600_000)]
    [InlineData("Content-Length: 100\r\n\r\n{\"cut\":")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\nzz\r\n{}")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n5\r\n{}")]
    public async Task Of_a_response_give_the_caller_TruncatedResponse_and_let_the_runtime_go_on(string rest)
    {
        await using var runtime = await Runtime.StartAsync(TestContext.Current.CancellationToken);
        var (id, answer) = await runtime.DeliverAsync();
        using (var raw = await RawConnection.OpenAsync(runtime.Environment))
        {
            await raw.SendAsync($"POST /2018-06-01/runtime/invocation/{id}/response HTTP/1.1\r\nHost: x\r\n{rest}");
            raw.EndSending();
            Assert.Equal((AnswerKind.InvalidResponse, "Runtime.TruncatedResponse"), ((await answer).Kind, (await answer).ErrorType));
        }

        var (nextId, next) = await runtime.DeliverAsync();
        using (await runtime.RespondAsync(nextId, "2")) { }
        Assert.Equal("2", (await next).Text());
    }

    [Fact(Timeout = 600_000)]
    public async Task Are_quoted_cut_and_without_control_characters()
    {
        await using var runtime = await Runtime.StartAsync(TestContext.Current.CancellationToken);

        using var response = await runtime.SendAsync(HttpMethod.Get, "/" + new string('a', 500), null);

        Assert.Equal($"Expected a path of the Runtime API (/2018-06-01/runtime/...), found '/{new string('a', 79)}...'", await response.MessageAsync());
    }
}
