using System.Text;
using Pintle.Bootstrap.Tests.Hosting;
using Pintle.Shared;

namespace Pintle.Bootstrap.Tests.Invocations;

/// <summary>The loop on the wire: which requests are made, in which order, and what ends it. The mock's handler answers with the event.</summary>
public sealed class InvocationLoopTests
{
    [Fact]
    public async Task Posts_the_response_and_asks_for_the_next_event()
    {
        await using var scenario = new Scenario();
        scenario.Api.Events.Enqueue(ApiAnswer.Event("r-1", """{"id":"ä"}"""u8));

        var outcome = await scenario.RunAsync();

        Assert.Equal([Outcome.Next, Response("r-1"), Outcome.Next], outcome.RequestLines);
        Assert.Equal("""{"id":"ä"}""", outcome.Requests[1].Text);
        Assert.Equal(1, scenario.Api.Connections);
        outcome.IsFault(FaultCode.RuntimeApiRefused, "500 ScriptEnded");
    }

    [Fact]
    public async Task Gives_the_host_every_header_of_the_invocation()
    {
        await using var scenario = new Scenario();
        scenario.Api.Events.Enqueue(ApiAnswer.Event("r-1", "12345"u8,
            "Lambda-Runtime-Deadline-Ms: 1700000000123\r\nLambda-Runtime-Invoked-Function-Arn: arn:aws:lambda:eu-west-1:1:function:f\r\nLambda-Runtime-Trace-Id: Root=1-5\r\n"
            + "Lambda-Runtime-Client-Context: {\"custom\":{}}\r\nLambda-Runtime-Cognito-Identity: {\"cognitoIdentityId\":\"i\"}\r\nLambda-Runtime-Aws-Tenant-Id: blue\r\n"));

        var outcome = await scenario.RunAsync();

        Assert.Equal(["slot 0\tr-1\tarn:aws:lambda:eu-west-1:1:function:f\tRoot=1-5\t{\"custom\":{}}\t{\"cognitoIdentityId\":\"i\"}\tblue\tdeadline 1700000000123\t5 bytes"], outcome.Echoed("invoke"));
    }

    [Fact]
    public async Task Gives_the_host_nothing_for_a_header_that_is_absent()
    {
        await using var scenario = new Scenario();
        scenario.Api.Events.Enqueue(ApiAnswer.Event("r-1", "1"u8, headers: ""));

        var outcome = await scenario.RunAsync();

        Assert.Equal(["slot 0\tr-1\t(absent)\t(absent)\t(absent)\t(absent)\t(absent)\tdeadline 0\t1 bytes"], outcome.Echoed("invoke"));
    }

    [Fact]
    public async Task Posts_a_handlers_error_with_its_type_and_cause()
    {
        await using var scenario = new Scenario { Fails = "handler" };
        scenario.Api.Events.Enqueue(ApiAnswer.Event("r-1", "{}"u8));

        var outcome = await scenario.RunAsync();

        Assert.Equal([Outcome.Next, Error("r-1"), Outcome.Next], outcome.RequestLines);
        var error = outcome.Requests[1];
        Assert.Equal("""{"errorType": "OutOfStockException"}""", error.Text);
        Assert.Equal("application/vnd.aws.lambda.error+json", error.Headers["Content-Type"]);
        Assert.Equal("OutOfStockException", error.Headers["Lambda-Runtime-Function-Error-Type"]);
        Assert.Equal("""{"paths": []}""", error.Headers["Lambda-Runtime-Function-XRay-Error-Cause"]);
    }

    [Fact]
    public async Task Survives_many_invocations_on_one_connection()
    {
        const int Many = 500;
        await using var scenario = new Scenario();
        for (var i = 0; i < Many; i++)
            scenario.Api.Events.Enqueue(ApiAnswer.Event($"r-{i}", Encoding.ASCII.GetBytes($"\"{new string('x', i)}\"")));

        var outcome = await scenario.RunAsync();

        Assert.Equal([.. Enumerable.Range(0, Many).SelectMany(i => (string[])[Outcome.Next, Response($"r-{i}")]), Outcome.Next], outcome.RequestLines);
        Assert.All(Enumerable.Range(0, Many), i => Assert.Equal(i + 2, outcome.Requests[(2 * i) + 1].Body.Length));
        Assert.Equal(1, scenario.Api.Connections);
    }

    [Fact]
    public async Task Carries_an_event_of_six_mebibytes_there_and_back()
    {
        var large = new byte[6 * 1024 * 1024];
        new Random(6).NextBytes(large);
        await using var scenario = new Scenario();
        scenario.Api.Events.Enqueue(ApiAnswer.Event("r-1", large));
        scenario.Api.Events.Enqueue(ApiAnswer.Event("r-2", "small"u8));

        var outcome = await scenario.RunAsync();

        Assert.Equal([Outcome.Next, Response("r-1"), Outcome.Next, Response("r-2"), Outcome.Next], outcome.RequestLines);
        Assert.True(large.AsSpan().SequenceEqual(outcome.Requests[1].Body), "The response is not the event.");
        Assert.Equal("small", outcome.Requests[3].Text);
    }

    [Fact]
    public async Task A_response_that_is_too_large_is_noted_and_the_next_event_asked_for()
    {
        await using var scenario = new Scenario();
        scenario.Api.Events.Enqueue(ApiAnswer.Event("r-1", "[1,2,3]"u8));
        scenario.Api.Events.Enqueue(ApiAnswer.Event("r-2", "2"u8));
        scenario.Api.Posts.Enqueue(ApiAnswer.Refused(413, "RequestEntityTooLarge"));

        var outcome = await scenario.RunAsync();

        Assert.Equal([Outcome.Next, Response("r-1"), Outcome.Next, Response("r-2"), Outcome.Next], outcome.RequestLines);
        Assert.StartsWith("pintle: the response of 7 bytes was refused as too large (limit: 6,291,556 bytes).", outcome.Lines[0], StringComparison.Ordinal);
        Assert.StartsWith("pintle: RuntimeApiRefused (exit code 92): ", outcome.Lines[1], StringComparison.Ordinal);
        Assert.Equal(2, outcome.Lines.Length);
    }

    [Fact]
    public async Task Sends_the_invocation_id_back_with_the_response()
    {
        await using var scenario = new Scenario();
        scenario.Api.Events.Enqueue(ApiAnswer.Event("r-1", "1"u8, "Lambda-Runtime-Invocation-Id: attempt-1\r\n"));
        scenario.Api.Events.Enqueue(ApiAnswer.Event("r-1", "2"u8, "lambda-runtime-invocation-id: attempt-2\r\n"));
        scenario.Api.Events.Enqueue(ApiAnswer.Event("r-1", "3"u8));

        var outcome = await scenario.RunAsync();

        Assert.Equal(["attempt-1", "attempt-2", null], SentBack(outcome));
        _ = Assert.Single(outcome.Lines);
    }

    [Fact]
    public async Task Sends_the_invocation_id_back_with_an_error()
    {
        await using var scenario = new Scenario { Fails = "handler" };
        scenario.Api.Events.Enqueue(ApiAnswer.Event("r-1", "1"u8, "Lambda-Runtime-Invocation-Id: attempt-1\r\n"));

        var outcome = await scenario.RunAsync();

        Assert.Equal(Error("r-1"), outcome.RequestLines[1]);
        Assert.Equal(["attempt-1"], SentBack(outcome));
    }

    [Fact]
    public async Task Does_not_send_an_invocation_id_back_that_could_end_its_header_and_says_so_once()
    {
        await using var scenario = new Scenario();
        foreach (var id in (string[])["caf\u00e9", new string('i', 257), "good", "tab\there"])
            scenario.Api.Events.Enqueue(ApiAnswer.Event("r-1", "1"u8, $"Lambda-Runtime-Invocation-Id: {id}\r\n"));

        var outcome = await scenario.RunAsync();

        Assert.Equal([null, null, "good", null], SentBack(outcome));
        Assert.StartsWith("pintle: a Lambda-Runtime-Invocation-Id of the Runtime API is not 1 to 256 printable characters and is not sent back", outcome.Lines[0], StringComparison.Ordinal);
        Assert.Equal(2, outcome.Lines.Length);
    }

    /// <summary>The whole list: AWS's loop ends with these too, and from 500 on the service says that it cannot go on.</summary>
    [Theory]
    [InlineData(400, "InvalidRequestID")]
    [InlineData(403, "InvalidStateTransition")]
    [InlineData(500, "InternalServerError")]
    [InlineData(502, "BadGateway")]
    [InlineData(503, "ServiceUnavailable")]
    [InlineData(599, "Odd")]
    public async Task A_response_that_is_refused_with_one_of_a_closed_list_ends_the_process(int status, string errorType)
    {
        await using var scenario = new Scenario();
        scenario.Api.Events.Enqueue(ApiAnswer.Event("r-1", "{}"u8));
        scenario.Api.Posts.Enqueue(ApiAnswer.Refused(status, errorType));

        var outcome = await scenario.RunAsync();

        outcome.IsFault(FaultCode.RuntimeApiRefused, "/response", $"expected status 202, found {status} {errorType}");
        Assert.Equal([Outcome.Next, Response("r-1")], outcome.RequestLines);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(403)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task An_error_that_is_refused_with_one_of_a_closed_list_ends_the_process(int status)
    {
        await using var scenario = new Scenario { Fails = "handler" };
        scenario.Api.Events.Enqueue(ApiAnswer.Event("r-1", "{}"u8));
        scenario.Api.Posts.Enqueue(ApiAnswer.Refused(status, "No"));

        var outcome = await scenario.RunAsync();

        outcome.IsFault(FaultCode.RuntimeApiRefused, "/error", $"found {status} No");
        Assert.Equal([Outcome.Next, Error("r-1")], outcome.RequestLines);
    }

    public static TheoryData<int, bool> RefusalsThatCostTheirInvocationOnly()
    {
        var data = new TheoryData<int, bool>();
        foreach (var status in (int[])[201, 204, 300, 301, 304, 307, 308, 401, 402, 404, 405, 408, 409, 410, 411, 415, 418, 422, 429, 451, 499])
        {
            data.Add(status, false);
            data.Add(status, true);
        }

        data.Add(413, true);
        return data;
    }

    [Theory]
    [MemberData(nameof(RefusalsThatCostTheirInvocationOnly))]
    public async Task An_answer_that_is_refused_otherwise_costs_its_invocation_only(int status, bool isError)
    {
        await using var scenario = new Scenario();
        if (isError)
            scenario.Fails = "handler";
        scenario.Api.Events.Enqueue(ApiAnswer.Event("r-1", "{}"u8));
        scenario.Api.Events.Enqueue(ApiAnswer.Event("r-2", "{}"u8));
        scenario.Api.Posts.Enqueue(status is 204 or 304 ? new ApiAnswer(Encoding.ASCII.GetBytes($"HTTP/1.1 {status} No\r\n\r\n")) : ApiAnswer.Refused(status, "No"));

        var outcome = await scenario.RunAsync();

        Func<string, string> post = isError ? Error : Response;
        Assert.Equal([Outcome.Next, post("r-1"), Outcome.Next, post("r-2"), Outcome.Next], outcome.RequestLines);
        Assert.StartsWith($"pintle: an answer was refused and is dropped; the environment goes on. Runtime API POST /runtime/invocation/{{id}}/{(isError ? "error" : "response")}: expected status 202, found {status}", outcome.Lines[0], StringComparison.Ordinal);
        Assert.StartsWith("pintle: RuntimeApiRefused (exit code 92): ", outcome.Lines[1], StringComparison.Ordinal);
        Assert.Equal(2, outcome.Lines.Length);
    }

    [Theory]
    [InlineData(202)]
    [InlineData(301)]
    [InlineData(400)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(410)]
    [InlineData(413)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task A_refused_next_ends_the_process(int status)
    {
        await using var scenario = new Scenario();
        scenario.Api.Events.Enqueue(ApiAnswer.Refused(status, "No"));

        var outcome = await scenario.RunAsync();

        outcome.IsFault(FaultCode.RuntimeApiRefused, "/next", $"expected status 200, found {status} No");
        Assert.Equal([Outcome.Next], outcome.RequestLines);
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-")]
    [InlineData("HTTP/1.1 200 OK\r\nLambda-Runtime-Aws-Request-Id: r-1\r\nContent-Length: 10\r\n\r\n{\"id\"")]
    public async Task A_connection_that_drops_during_next_ends_the_process(string beginning)
    {
        await using var scenario = new Scenario();
        scenario.Api.Events.Enqueue(ApiAnswer.Raw(beginning));

        var outcome = await scenario.RunAsync();

        outcome.IsFault(FaultCode.RuntimeApiUnreachable, "/next", $"after {beginning.Length} bytes of an answer");
        Assert.Equal([Outcome.Next], outcome.RequestLines);
        Assert.Equal(1, scenario.Api.Connections);
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 202 Accepted\r\nContent-Length: 16\r\n\r\n{")]
    public async Task A_connection_that_drops_during_a_response_ends_the_process(string beginning)
    {
        await using var scenario = new Scenario();
        scenario.Api.Events.Enqueue(ApiAnswer.Event("r-1", "{}"u8));
        scenario.Api.Posts.Enqueue(ApiAnswer.Raw(beginning));

        var outcome = await scenario.RunAsync();

        outcome.IsFault(FaultCode.RuntimeApiUnreachable, "/response");
        Assert.Equal([Outcome.Next, Response("r-1")], outcome.RequestLines);
        Assert.Equal(1, scenario.Api.Connections);
    }

    [Theory]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")]
    [InlineData("HTTP/1.1 200 OK\r\nLambda-Runtime-Aws-Request-Id: a/b\r\nContent-Length: 2\r\n\r\n{}")]
    [InlineData("HTTP/1.1 200 OK\r\nLambda-Runtime-Aws-Request-Id: r-1\r\nContent-Length: many\r\n\r\n{}")]
    public async Task Something_else_than_the_Runtime_API_ends_the_process(string answer)
    {
        await using var scenario = new Scenario();
        scenario.Api.Events.Enqueue(ApiAnswer.Raw(answer));

        var outcome = await scenario.RunAsync();

        outcome.IsFault(FaultCode.RuntimeApiMalformed, "/next", "check that AWS_LAMBDA_RUNTIME_API names a Lambda Runtime API");
        Assert.Equal([Outcome.Next], outcome.RequestLines);
    }

    /// <summary>Of each answer, null where there is none.</summary>
    private static string?[] SentBack(Outcome outcome) =>
        [.. outcome.Requests.Where(request => request.Line.StartsWith("POST", StringComparison.Ordinal)).Select(request => request.Headers.GetValueOrDefault("Lambda-Runtime-Invocation-Id"))];

    private static string Response(string id) => $"POST /2018-06-01/runtime/invocation/{id}/response";

    private static string Error(string id) => $"POST /2018-06-01/runtime/invocation/{id}/error";
}
