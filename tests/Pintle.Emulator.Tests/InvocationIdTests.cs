namespace Pintle.Emulator.Tests;

/// <summary>Several invocations may have one request id, one after the other and at once: what a runtime sends back of the event says which of them it answers.</summary>
public sealed class InvocationIdTests
{
    private const string Same = "8476a536-e9f4-11e8-9739-2dfe598c3fcd";

    [Fact(Timeout = 600_000)]
    public async Task Is_another_for_each_invocation_and_the_same_for_an_event_that_is_handed_over_again()
    {
        await using var runtime = await StartAsync(1, TestContext.Current.CancellationToken);
        var (id, first, _) = await runtime.DeliverWithIdAsync(Same);
        using var again = await runtime.NextAsync();
        Assert.Equal("202", await VerdictAsync(runtime.RespondAsync(id, "1", first)));

        var (_, second, _) = await runtime.DeliverWithIdAsync(Same);

        Assert.Equal(first, again.Headers.GetValues("Lambda-Runtime-Invocation-Id").Single());
        Assert.NotEqual(first, second);
    }

    [Theory(Timeout = 600_000)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Keeps_a_late_answer_from_the_next_invocation_of_that_request_id(bool isError)
    {
        await using var runtime = await StartAsync(2, TestContext.Current.CancellationToken);
        var (_, late, lateAnswer) = await runtime.DeliverWithIdAsync(Same);
        runtime.Time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(AnswerKind.TimedOut, (await lateAnswer).Kind);
        var (_, inTime, answer) = await runtime.DeliverWithIdAsync(Same);

        Assert.Equal("410 Runtime.InvokeTimeout", await VerdictAsync(isError ? runtime.FailAsync(Same, late) : runtime.RespondAsync(Same, "late", late)));
        Assert.Equal("202", await VerdictAsync(runtime.RespondAsync(Same, "in time", inTime)));

        Assert.Equal((AnswerKind.Response, "in time"), ((await answer).Kind, (await answer).Text()));
    }

    [Fact(Timeout = 600_000)]
    public async Task Is_not_asked_of_a_runtime_that_does_not_send_it_back()
    {
        await using var runtime = await StartAsync(2, TestContext.Current.CancellationToken);
        var (_, _, lateAnswer) = await runtime.DeliverWithIdAsync(Same);
        runtime.Time.Advance(TimeSpan.FromSeconds(3));
        _ = await lateAnswer;
        var (_, _, answer) = await runtime.DeliverWithIdAsync(Same);

        Assert.Equal("202", await VerdictAsync(runtime.RespondAsync(Same, "the wrong one")));

        Assert.Equal("the wrong one", (await answer).Text());
    }

    [Fact(Timeout = 600_000)]
    public async Task Tells_two_of_one_request_id_apart_that_are_in_progress_at_once()
    {
        await using var runtime = await StartAsync(2, TestContext.Current.CancellationToken);
        var (_, first, firstAnswer) = await runtime.DeliverWithIdAsync(Same);
        var (_, second, secondAnswer) = await runtime.DeliverWithIdAsync(Same);

        Assert.Equal("202", await VerdictAsync(runtime.RespondAsync(Same, "two", second)));
        Assert.Equal("202", await VerdictAsync(runtime.RespondAsync(Same, "one", first)));

        Assert.Equal(("one", "two"), ((await firstAnswer).Text(), (await secondAnswer).Text()));
    }

    [Fact(Timeout = 600_000)]
    public async Task Of_an_invocation_that_times_out_while_its_answer_is_read_gets_410_at_its_end()
    {
        await using var runtime = await StartAsync(2, TestContext.Current.CancellationToken);
        var (id, invocationId, answer) = await runtime.DeliverWithIdAsync();
        using var upload = new OpenUpload();
        var answering = runtime.SendAsync(HttpMethod.Post, $"/2018-06-01/runtime/invocation/{id}/response", upload, invocationId);
        await runtime.Environment.WhenAsync(RuntimeState.Responding, TestContext.Current.CancellationToken);

        runtime.Time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(AnswerKind.TimedOut, (await answer).Kind);
        upload.Finish();

        Assert.Equal("410 Runtime.InvokeTimeout", await VerdictAsync(answering));
    }

    [Fact(Timeout = 600_000)]
    public async Task Is_neither_sent_nor_looked_at_by_a_service_without_it()
    {
        await using var runtime = await StartAsync(1, TestContext.Current.CancellationToken, sendsInvocationIds: false);
        var answer = runtime.Environment.InvokeAsync(Runtime.Event(id: Same), TestContext.Current.CancellationToken);
        using var next = await runtime.NextAsync();

        Assert.False(next.Headers.Contains("Lambda-Runtime-Invocation-Id"));
        Assert.Equal("202", await VerdictAsync(runtime.RespondAsync(Same, "1", "made up")));
        Assert.Equal("1", (await answer).Text());
    }

    private static Task<Runtime> StartAsync(int concurrency, CancellationToken cancellationToken, bool sendsInvocationIds = true) =>
        Runtime.StartAsync(cancellationToken, concurrency: concurrency, sendsInvocationIds: sendsInvocationIds);

    private static async Task<string> VerdictAsync(Task<HttpResponseMessage> answering)
    {
        using var response = await answering;
        return await response.VerdictAsync();
    }
}
