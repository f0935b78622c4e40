using Pintle.Bootstrap.Tests.Hosting;
using Pintle.Shared;

namespace Pintle.Bootstrap.Tests.Invocations;

/// <summary>A host that sends its response while Invoke runs: a prelude of "{}", the event, "end".</summary>
public sealed class ResponseStreamsTests
{
    private const string Sent = "A\r\n{}\0\0\0\0\0\0\0\0\r\n3\r\n123\r\n3\r\nend\r\n";

    [Fact]
    public async Task Go_out_on_the_pollers_own_connection_and_end_with_the_invocation()
    {
        await using var scenario = new Scenario { Fails = "streams" };
        scenario.Api.Events.Enqueue(ApiAnswer.Event("r-1", "123"u8));
        scenario.Api.Events.Enqueue(ApiAnswer.Event("r-2", "123"u8));

        var outcome = await scenario.RunAsync();

        Assert.Equal([Outcome.Next, Response("r-1"), Outcome.Next, Response("r-2"), Outcome.Next], outcome.RequestLines);
        Assert.Equal((Sent + "0\r\n\r\n", Sent + "0\r\n\r\n"), (outcome.Requests[1].Text, outcome.Requests[3].Text));
        Assert.Equal("streaming", outcome.Requests[1].Headers["Lambda-Runtime-Function-Response-Mode"]);
        Assert.Equal(1, scenario.Api.Connections);
        Assert.Equal(["begin 0\twrite 0\twrite 0", "begin 0\twrite 0\twrite 0"], outcome.Echoed("streamed"));
    }

    [Fact]
    public async Task End_with_the_error_in_their_trailers()
    {
        await using var scenario = new Scenario { Fails = "streams_half" };
        scenario.Api.Events.Enqueue(ApiAnswer.Event("r-1", "123"u8));

        var outcome = await scenario.RunAsync();

        Assert.Equal([Outcome.Next, Response("r-1"), Outcome.Next], outcome.RequestLines);
        Assert.Equal(Sent + "0\r\nLambda-Runtime-Function-Error-Type: OutOfStockException\r\nLambda-Runtime-Function-Error-Body: bm8=\r\n\r\n", outcome.Requests[1].Text);
    }

    [Fact]
    public async Task That_are_too_large_cost_their_invocation_only()
    {
        await using var scenario = new Scenario { Fails = "streams" };
        scenario.Api.Events.Enqueue(ApiAnswer.Event("r-1", "123"u8));
        scenario.Api.Posts.Enqueue(ApiAnswer.Refused(413, "RequestEntityTooLarge"));

        var outcome = await scenario.RunAsync();

        Assert.Equal([Outcome.Next, Response("r-1"), Outcome.Next], outcome.RequestLines);
        Assert.StartsWith("pintle: the streamed response was refused as too large (limit: 209,715,200 bytes).", outcome.Lines[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "environment goes")]
    [InlineData("1", "other invocations go")]
    public async Task That_come_too_late_cost_their_invocation_only(string? concurrency, string goesOn)
    {
        await using var scenario = new Scenario { Fails = "streams" };
        if (concurrency is not null)
            scenario.Environment["AWS_LAMBDA_MAX_CONCURRENCY"] = concurrency;
        scenario.Api.Events.Enqueue(ApiAnswer.Event("r-1", "123"u8, "Lambda-Runtime-Invocation-Id: attempt-1\r\n"));
        scenario.Api.Events.Enqueue(ApiAnswer.Event("r-1", "123"u8, "Lambda-Runtime-Invocation-Id: attempt-2\r\n"));
        scenario.Api.Posts.Enqueue(ApiAnswer.Refused(410, "Runtime.InvokeTimeout"));

        var outcome = await scenario.RunAsync();

        Assert.Equal([Outcome.Next, Response("r-1"), Outcome.Next, Response("r-1"), Outcome.Next], outcome.RequestLines);
        Assert.Equal(("attempt-1", "attempt-2"), (outcome.Requests[1].Headers["Lambda-Runtime-Invocation-Id"], outcome.Requests[3].Headers["Lambda-Runtime-Invocation-Id"]));
        Assert.StartsWith($"pintle: an answer was refused and is dropped; the {goesOn} on. ", outcome.Lines[0], StringComparison.Ordinal);
        Assert.Contains("410 Runtime.InvokeTimeout", outcome.Lines[0], StringComparison.Ordinal);
        Assert.Equal(2, outcome.Lines.Length);
    }

    [Theory]
    [InlineData(null, 400, "InvalidRequestID")]
    [InlineData(null, 403, "InvalidStateTransition")]
    [InlineData("1", 500, "ContainerError")]
    public async Task That_are_refused_end_the_process(string? concurrency, int status, string type)
    {
        await using var scenario = new Scenario { Fails = "streams" };
        if (concurrency is not null)
            scenario.Environment["AWS_LAMBDA_MAX_CONCURRENCY"] = concurrency;
        scenario.Api.Events.Enqueue(ApiAnswer.Event("r-1", "123"u8));
        scenario.Api.Posts.Enqueue(ApiAnswer.Refused(status, type));

        var outcome = await scenario.RunAsync();

        outcome.IsFault(FaultCode.RuntimeApiRefused, "/response", $"{status} {type}");
        Assert.Equal([Outcome.Next, Response("r-1")], outcome.RequestLines);
    }

    [Fact]
    public async Task That_break_off_end_the_process_when_the_handler_has_ended()
    {
        await using var scenario = new Scenario { Fails = "streams" };
        scenario.Api.Events.Enqueue(ApiAnswer.Event("r-1", "123"u8));
        scenario.Api.Posts.Enqueue(ApiAnswer.Close);

        var outcome = await scenario.RunAsync();

        outcome.IsFault(FaultCode.RuntimeApiUnreachable, "/response");
        Assert.Single(outcome.Echoed("streamed"));
    }

    private static string Response(string requestId) => $"POST /2018-06-01/runtime/invocation/{requestId}/response";
}
