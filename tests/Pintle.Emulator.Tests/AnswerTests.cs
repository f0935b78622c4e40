using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Pintle.Emulator.Tests;

public sealed class AnswerTests
{
    [Fact(Timeout = 600_000)]
    public async Task Is_accepted_with_the_bytes_that_the_service_sends()
    {
        await using var runtime = await Runtime.StartAsync(TestContext.Current.CancellationToken);
        var (id, answer) = await runtime.DeliverAsync();
        var body = new ByteArrayContent([0, 1, 2, 255]);
        body.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");

        using var accepted = await runtime.RespondAsync(id, body);

        Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
        Assert.Equal("application/json", accepted.Content.Headers.ContentType?.ToString());
        Assert.Equal("{\"status\":\"OK\"}\n", await accepted.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var given = await answer;
        Assert.Equal((AnswerKind.Response, null, "application/octet-stream"), (given.Kind, given.ErrorType, given.ContentType));
        Assert.Equal([0, 1, 2, 255], given.Payload.ToArray());
    }

    [Theory(Timeout = 600_000)]
    [InlineData("Runtime.NoSuchHandler", "Runtime.NoSuchHandler")]
    [InlineData("Function.Refused", "Function.Refused")]
    [InlineData("InvalidOperationException", "Runtime.Unknown")]
    [InlineData("runtime.NoSuchHandler", "Runtime.Unknown")]
    [InlineData("Runtime.noSuchHandler", "Runtime.Unknown")]
    [InlineData("Runtime.No1", "Runtime.Unknown")]
    [InlineData("XRuntime.NoSuchHandler", "Runtime.Unknown")]
    [InlineData("Runtime.NoSuchHandler.More", "Runtime.Unknown")]
    [InlineData("Runtime.A", "Runtime.Unknown")]
    [InlineData(null, "Runtime.Unknown")]
    public async Task Keeps_only_error_types_of_the_runtime_and_the_function(string? sent, string kept)
    {
        await using var runtime = await Runtime.StartAsync(TestContext.Current.CancellationToken);
        var (id, answer) = await runtime.DeliverAsync();

        using var accepted = await runtime.FailAsync(id, Runtime.ErrorBody(sent));

        Assert.Equal((AnswerKind.FunctionError, kept), ((await answer).Kind, (await answer).ErrorType));
        Assert.StartsWith("""{"errorType":"InvalidOperationException",""", (await answer).Text(), StringComparison.Ordinal);
    }

    [Theory(Timeout = 600_000)]
    [InlineData("""{"working_directory":"/var/task"}""", true)]
    [InlineData("""["an array"]""", false)]
    [InlineData("not json", false)]
    public async Task Keeps_an_xray_cause_that_is_a_json_object(string cause, bool kept)
    {
        await using var runtime = await Runtime.StartAsync(TestContext.Current.CancellationToken);
        var (id, answer) = await runtime.DeliverAsync();

        using var accepted = await runtime.FailAsync(id, Runtime.ErrorBody(cause: cause));

        Assert.Equal(kept ? cause : null, (await answer).XRayCause);
    }

    [Fact(Timeout = 600_000)]
    public async Task Takes_an_xray_cause_of_close_to_one_megabyte()
    {
        await using var runtime = await Runtime.StartAsync(TestContext.Current.CancellationToken);
        var (id, answer) = await runtime.DeliverAsync();
        var cause = $$"""{"paths":["{{new string('p', 1_000_000)}}"]}""";

        using var accepted = await runtime.FailAsync(id, Runtime.ErrorBody(cause: cause));

        Assert.Equal(cause.Length, (await answer).XRayCause?.Length);
    }

    [Theory(Timeout = 600_000)]
    [InlineData(6_291_556, false, "202", AnswerKind.Response)]
    [InlineData(6_291_557, false, "413 RequestEntityTooLarge", AnswerKind.ResponseTooLarge)]
    [InlineData(6_291_556, true, "202", AnswerKind.Response)]
    [InlineData(6_291_557, true, "413 RequestEntityTooLarge", AnswerKind.ResponseTooLarge)]
    public async Task Is_limited_to_6_MiB_and_100_bytes(int size, bool chunked, string verdict, AnswerKind kind)
    {
        await using var runtime = await Runtime.StartAsync(TestContext.Current.CancellationToken);
        var (id, answer) = await runtime.DeliverAsync();
        HttpContent body = chunked ? new StreamContent(new ForwardOnly(new byte[size])) : new ByteArrayContent(new byte[size]);

        using var response = await runtime.RespondAsync(id, body);

        Assert.Equal(verdict, await response.VerdictAsync());
        Assert.Equal(kind, (await answer).Kind);
    }

    [Fact(Timeout = 600_000)]
    public async Task Over_the_limit_gives_the_caller_an_error_and_lets_the_runtime_go_on()
    {
        await using var runtime = await Runtime.StartAsync(TestContext.Current.CancellationToken);
        var (id, answer) = await runtime.DeliverAsync();

        using (await runtime.RespondAsync(id, new ByteArrayContent(new byte[7_000_000]))) { }
        var (nextId, next) = await runtime.DeliverAsync();
        using (await runtime.RespondAsync(nextId, "2")) { }

        Assert.Equal(
            """{"errorType":"Function.ResponseSizeTooLarge","errorMessage":"Response payload size exceeded maximum allowed payload size (6291556 bytes)."}""",
            (await answer).Text());
        Assert.Equal("2", (await next).Text());
    }

    [Fact(Timeout = 600_000)]
    public async Task May_be_streamed_and_fail_in_its_trailers()
    {
        await using var runtime = await Runtime.StartAsync(TestContext.Current.CancellationToken);
        var (id, answer) = await runtime.DeliverAsync();
        using var raw = await RawConnection.OpenAsync(runtime.Environment);

        await raw.SendAsync(
            $"POST /2018-06-01/runtime/invocation/{id}/response HTTP/1.1\r\nHost: x\r\nLambda-Runtime-Function-Response-Mode: streaming\r\n" +
            "Transfer-Encoding: chunked\r\nTrailer: Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body\r\n\r\n" +
            $"5\r\nhello\r\n0\r\nLambda-Runtime-Function-Error-Type: Function.Broke\r\nLambda-Runtime-Function-Error-Body: {Convert.ToBase64String("{}"u8)}\r\n\r\n");

        Assert.Equal("HTTP/1.1 202 Accepted", await raw.StatusLineAsync());
        Assert.Equal((AnswerKind.FunctionError, "Function.Broke", "{}"), ((await answer).Kind, (await answer).ErrorType, (await answer).Text()));
        var exchange = runtime.Environment.Exchanges.Last();
        Assert.Equal("hello", Encoding.UTF8.GetString(exchange.Body.Span));
        Assert.Equal(["Lambda-Runtime-Function-Error-Type", "Lambda-Runtime-Function-Error-Body"], exchange.Trailers.Select(t => t.Key));
    }

    [Fact(Timeout = 600_000)]
    public async Task With_an_unknown_response_mode_is_refused_and_the_caller_is_told()
    {
        await using var runtime = await Runtime.StartAsync(TestContext.Current.CancellationToken);
        var (id, answer) = await runtime.DeliverAsync();
        var body = new StringContent("{}");
        body.Headers.Add("Lambda-Runtime-Function-Response-Mode", "dripping");

        using var response = await runtime.RespondAsync(id, body);

        Assert.Equal("400 InvalidFunctionResponseMode", await response.VerdictAsync());
        Assert.Contains("'dripping'", await response.MessageAsync(), StringComparison.Ordinal);
        Assert.Equal((AnswerKind.InvalidResponse, "Runtime.InvalidResponseModeHeader"), ((await answer).Kind, (await answer).ErrorType));
    }

    /// <summary>A stream whose length nobody can ask for, so that the client has to send chunks.</summary>
    private sealed class ForwardOnly(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
