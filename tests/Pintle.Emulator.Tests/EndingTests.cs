namespace Pintle.Emulator.Tests;

public sealed class EndingTests
{
    [Fact(Timeout = 600_000)]
    public async Task Past_the_deadline_the_caller_gets_the_services_words_and_the_runtime_is_refused()
    {
        await using var runtime = await Runtime.StartAsync(TestContext.Current.CancellationToken);
        var (id, answer) = await runtime.DeliverAsync();

        runtime.Time.Advance(TimeSpan.FromMilliseconds(2999));
        Assert.False(answer.IsCompleted);
        runtime.Time.Advance(TimeSpan.FromMilliseconds(1));
        using var late = await runtime.RespondAsync(id);

        Assert.Equal($$"""{"errorType":"Sandbox.Timedout","errorMessage":"RequestId: {{id}} Error: Task timed out after 3.00 seconds"}""", (await answer).Text());
        Assert.Equal((AnswerKind.TimedOut, TimeSpan.FromSeconds(3)), ((await answer).Kind, (await answer).Duration));
        Assert.Equal("403 InvalidStateTransition", await late.VerdictAsync());
        Assert.Equal(RuntimeState.Terminated, runtime.Environment.State);
    }

    [Fact(Timeout = 600_000)]
    public async Task A_timeout_includes_an_init_phase_that_goes_on()
    {
        await using var runtime = await Runtime.StartAsync(TestContext.Current.CancellationToken);
        var answer = runtime.Environment.InvokeAsync(Runtime.Event(), TestContext.Current.CancellationToken);

        runtime.Time.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal(AnswerKind.TimedOut, (await answer).Kind);
        Assert.Equal(InitStatus.Exited, (await runtime.Environment.Initialized).Status);
    }

    [Theory(Timeout = 600_000)]
    [InlineData(1, null, "Runtime exited with error: exit status 1")]
    [InlineData(0, null, "Runtime exited without providing a reason")]
    [InlineData(null, 9, "Runtime exited with error: signal: killed")]
    [InlineData(null, 11, "Runtime exited with error: signal: segmentation fault")]
    [InlineData(null, 6, "Runtime exited with error: signal: aborted")]
    public async Task When_the_process_ends_the_caller_learns_how(int? code, int? signal, string message)
    {
        await using var runtime = await Runtime.StartAsync(TestContext.Current.CancellationToken);
        var (id, answer) = await runtime.DeliverAsync();

        runtime.Environment.ReportExit(signal is { } s ? ProcessExit.BySignal(s) : ProcessExit.WithCode(code!.Value));

        Assert.Equal($$"""{"errorType":"Runtime.ExitError","errorMessage":"RequestId: {{id}} Error: {{message}}"}""", (await answer).Text());
    }

    [Fact(Timeout = 600_000)]
    public async Task An_init_error_answers_the_invocation_that_waits_and_returns_the_others()
    {
        await using var runtime = await Runtime.StartAsync(TestContext.Current.CancellationToken);
        var first = runtime.Environment.InvokeAsync(Runtime.Event(), TestContext.Current.CancellationToken);
        var second = runtime.Environment.InvokeAsync(Runtime.Event(), TestContext.Current.CancellationToken);

        using var accepted = await runtime.FailInitAsync(Runtime.ErrorBody("Runtime.NoSuchHandler", "{}"));
        var third = runtime.Environment.InvokeAsync(Runtime.Event(), TestContext.Current.CancellationToken);

        Assert.Equal("202", await accepted.VerdictAsync());
        Assert.Equal((AnswerKind.InitError, "Runtime.NoSuchHandler", "{}"), ((await first).Kind, (await first).ErrorType, (await first).XRayCause));
        Assert.Equal(AnswerKind.Undelivered, (await second).Kind);
        Assert.Equal(AnswerKind.Undelivered, (await third).Kind);
        var init = await runtime.Environment.Initialized;
        Assert.Equal((InitStatus.Failed, "Runtime.NoSuchHandler"), (init.Status, init.Error?.Type));
    }

    [Fact(Timeout = 600_000)]
    public async Task The_end_of_the_environment_ends_an_open_poll()
    {
        await using var runtime = await Runtime.StartAsync(TestContext.Current.CancellationToken);
        var poll = runtime.NextAsync();
        await runtime.Environment.WhenAsync(RuntimeState.Waiting, TestContext.Current.CancellationToken);

        runtime.Environment.ReportExit(ProcessExit.WithCode(0));

        using var refused = await poll;
        Assert.Equal("403 InvalidStateTransition", await refused.VerdictAsync());
    }

    [Fact(Timeout = 600_000)]
    public async Task A_timeout_while_the_response_is_uploaded_wins_over_it()
    {
        await using var runtime = await Runtime.StartAsync(TestContext.Current.CancellationToken);
        var (id, answer) = await runtime.DeliverAsync();
        using var upload = new OpenUpload();
        var response = runtime.RespondAsync(id, upload);
        await runtime.Environment.WhenAsync(RuntimeState.Responding, TestContext.Current.CancellationToken);

        runtime.Time.Advance(TimeSpan.FromSeconds(3));
        upload.Finish();

        using var refused = await response;
        Assert.Equal("403 InvalidStateTransition", await refused.VerdictAsync());
        Assert.Equal(AnswerKind.TimedOut, (await answer).Kind);
    }

    [Fact(Timeout = 600_000)]
    public async Task Whatever_races_the_caller_gets_one_answer_and_the_runtime_hears_whether_it_was_its_own()
    {
        var cancel = TestContext.Current.CancellationToken;
        for (var round = 0; round < 60; round++)
        {
            await using var runtime = await Runtime.StartAsync(cancel);
            var (id, answer) = await runtime.DeliverAsync();
            using var together = new Barrier(3);

            var response = Task.Run(async () =>
            {
                together.SignalAndWait(cancel);
                using var posted = await runtime.RespondAsync(id);
                return await posted.VerdictAsync();
            }, cancel);
            var timeout = Task.Run(() =>
            {
                together.SignalAndWait(cancel);

                // Spread over the time that the upload takes, so that each side wins some rounds.
                Thread.SpinWait(round * 4000);
                runtime.Time.Advance(TimeSpan.FromSeconds(3));
            }, cancel);
            together.SignalAndWait(cancel);
            await timeout;

            var kind = (await answer).Kind;
            Assert.True(kind is AnswerKind.Response or AnswerKind.TimedOut, $"found {kind}");
            Assert.Equal(kind == AnswerKind.Response ? "202" : "403 InvalidStateTransition", await response);
        }

    }
}
