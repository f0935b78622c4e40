namespace Pintle.Emulator.Tests;

/// <summary>Several invocations at once in one environment, each with a state of its own.</summary>
public sealed class ConcurrencyTests
{
    [Fact(Timeout = 600_000)]
    public async Task Hands_each_open_poll_an_event_of_its_own()
    {
        await using var runtime = await StartAsync(2, TestContext.Current.CancellationToken);

        var (first, firstAnswer) = await runtime.DeliverAsync("1");
        var (second, secondAnswer) = await runtime.DeliverAsync("2");
        using var later = await runtime.RespondAsync(second, "two");
        using var earlier = await runtime.RespondAsync(first, "one");

        Assert.Equal(("202", "202"), (await earlier.VerdictAsync(), await later.VerdictAsync()));
        Assert.Equal(("one", "two"), ((await firstAnswer).Text(), (await secondAnswer).Text()));
        Assert.Equal(RuntimeState.Ready, runtime.Environment.State);
    }

    [Fact(Timeout = 600_000)]
    public async Task Takes_up_no_more_than_its_concurrency_until_one_is_answered()
    {
        await using var runtime = await StartAsync(2, TestContext.Current.CancellationToken);
        var (first, _) = await runtime.DeliverAsync("1");
        _ = await runtime.DeliverAsync("2");
        _ = runtime.Environment.InvokeAsync(Runtime.Event("3"), TestContext.Current.CancellationToken);

        var third = runtime.NextAsync();
        Assert.False(third.IsCompleted);
        using var answered = await runtime.RespondAsync(first);

        using var next = await third;
        Assert.Equal("3", await next.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact(Timeout = 600_000)]
    public async Task Refuses_a_poll_beyond_its_concurrency()
    {
        await using var runtime = await StartAsync(2, TestContext.Current.CancellationToken);
        var polls = new[] { runtime.NextAsync(), runtime.NextAsync(), runtime.NextAsync() };

        using var refused = await await Task.WhenAny(polls);

        Assert.Equal("403 Runtime.TooManyIdleRuntimes", await refused.VerdictAsync());
        Assert.Equal(2, polls.Count(poll => !poll.IsCompleted));
    }

    [Fact(Timeout = 600_000)]
    public async Task Knows_the_state_of_each_invocation()
    {
        await using var runtime = await StartAsync(2, TestContext.Current.CancellationToken);
        using var upload = new OpenUpload();
        var (answered, _) = await runtime.DeliverAsync();
        using (await runtime.RespondAsync(answered)) { }
        var (responding, _) = await runtime.DeliverAsync();
        var (invoking, _) = await runtime.DeliverAsync();
        var upload1 = runtime.RespondAsync(responding, upload);
        while (await VerdictAsync(runtime.FailAsync(responding)) != "403 InvalidStateTransition") { }

        Assert.Equal("403 InvalidStateTransition", await VerdictAsync(runtime.RespondAsync(answered)));
        Assert.Equal("400 InvalidRequestID", await VerdictAsync(runtime.RespondAsync("00000000-0000-4000-8000-000000000000")));
        Assert.Equal("202", await VerdictAsync(runtime.RespondAsync(invoking)));
        upload.Finish();
        Assert.Equal("202", await VerdictAsync(upload1));
    }

    [Fact(Timeout = 600_000)]
    public async Task Lets_a_timeout_be_one_invocations_alone_and_refuses_its_late_answer()
    {
        await using var runtime = await StartAsync(2, TestContext.Current.CancellationToken);
        var (slow, slowAnswer) = await runtime.DeliverAsync();
        runtime.Time.Advance(TimeSpan.FromSeconds(2));
        var (other, otherAnswer) = await runtime.DeliverAsync();

        runtime.Time.Advance(TimeSpan.FromSeconds(1.5));
        Assert.Equal(AnswerKind.TimedOut, (await slowAnswer).Kind);

        Assert.Equal("400 Runtime.InvokeTimeout", await VerdictAsync(runtime.RespondAsync(slow)));
        Assert.Equal("400 InvalidRequestID", await VerdictAsync(runtime.RespondAsync(slow.ToUpperInvariant())));
        Assert.Equal("202", await VerdictAsync(runtime.RespondAsync(other, "in time")));
        Assert.Equal("in time", (await otherAnswer).Text());
        var (_, _) = await runtime.DeliverAsync();
    }

    [Fact(Timeout = 600_000)]
    public async Task Answers_every_invocation_when_the_process_ends()
    {
        await using var runtime = await StartAsync(3, TestContext.Current.CancellationToken);
        var (_, first) = await runtime.DeliverAsync();
        var (_, second) = await runtime.DeliverAsync();
        var waiting = Enumerable.Range(0, 3).Select(_ => runtime.Environment.InvokeAsync(Runtime.Event(), TestContext.Current.CancellationToken)).ToArray();

        runtime.Environment.ReportExit(ProcessExit.WithCode(1));

        Assert.Equal([AnswerKind.Exited, AnswerKind.Exited], [(await first).Kind, (await second).Kind]);
        Assert.Equal([AnswerKind.Exited, AnswerKind.Undelivered, AnswerKind.Undelivered], (await Task.WhenAll(waiting)).Select(answer => answer.Kind));
    }

    [Theory(Timeout = 600_000)]
    [InlineData(0)]
    [InlineData(1001)]
    public async Task Is_between_one_and_a_thousand(int concurrency) =>
        await Assert.ThrowsAsync<ArgumentException>(() => ExecutionEnvironment.StartAsync(new ExecutionEnvironmentOptions { Concurrency = concurrency }, TestContext.Current.CancellationToken));

    private static Task<Runtime> StartAsync(int concurrency, CancellationToken cancellationToken) => Runtime.StartAsync(cancellationToken, concurrency: concurrency);

    private static async Task<string> VerdictAsync(Task<HttpResponseMessage> answering)
    {
        using var response = await answering;
        return await response.VerdictAsync();
    }
}
