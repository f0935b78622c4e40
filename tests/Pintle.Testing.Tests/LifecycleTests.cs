using Pintle.Emulator;

namespace Pintle.Testing.Tests;

public sealed class LifecycleTests
{
    [Theory(Timeout = 600_000)]
    [MemberData(nameof(ProbeFunction.AllSandboxes), MemberType = typeof(ProbeFunction))]
    public async Task A_function_answers_and_is_measured(SandboxKind kind)
    {
        await using var function = await ProbeFunction.StartAsync(TestContext.Current.CancellationToken, kind);

        var cold = await function.InvokeAsync("""{"id":1}"""u8, cancellationToken: TestContext.Current.CancellationToken);
        var warm = await function.InvokeAsync("""{"id":2}""", cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(("""{"id":1}""", """{"id":2}"""), (cold.Text, warm.Text));
        Assert.Equal((function.Init.Duration, null), (cold.InitDuration, warm.InitDuration));
        Assert.InRange(function.Init.Duration, TimeSpan.FromTicks(1), TimeSpan.FromSeconds(10));
        Assert.InRange(warm.Duration, TimeSpan.FromTicks(1), TimeSpan.FromSeconds(10));
        Assert.InRange(warm.MaxMemoryBytes ?? 0, 1024 * 1024, 200 * 1024 * 1024);
        Assert.Null(function.Exit);
        Assert.Equal(["probe starts"], function.Init.Logs.Select(l => l.Text));
        Assert.Equal(
            ["GET next", "POST response", "GET next", "POST response"],
            function.RuntimeApiExchanges.Take(4).Select(e => $"{e.Method} {e.Path.Split('/')[^1]}"));
    }

    [Theory(Timeout = 600_000)]
    [MemberData(nameof(ProbeFunction.AllSandboxes), MemberType = typeof(ProbeFunction))]
    public async Task Memory_is_that_of_the_bootstrap_and_not_of_the_sandbox(SandboxKind kind)
    {
        await using var function = await ProbeFunction.StartAsync(TestContext.Current.CancellationToken, kind);

        var before = await function.InvokeAsync("\"log x\"", cancellationToken: TestContext.Current.CancellationToken);
        var after = await function.InvokeAsync("\"allocate 64\"", cancellationToken: TestContext.Current.CancellationToken);

        Assert.InRange(after.MaxMemoryBytes!.Value - before.MaxMemoryBytes!.Value, 50 * 1024 * 1024, 90 * 1024 * 1024);
    }

    [Theory(Timeout = 600_000)]
    [MemberData(nameof(ProbeFunction.AllSandboxes), MemberType = typeof(ProbeFunction))]
    public async Task Lines_of_both_streams_belong_to_the_invocation_that_wrote_them(SandboxKind kind)
    {
        await using var function = await ProbeFunction.StartAsync(TestContext.Current.CancellationToken, kind);

        for (var round = 0; round < 5; round++)
        {
            var result = await function.InvokeAsync($"\"log {round}\"", cancellationToken: TestContext.Current.CancellationToken);

            Assert.Equal(Enumerable.Range(0, 50).Select(i => $"out {round} {i}"), result.Logs.Where(l => l.Channel == LogChannel.Output).Select(l => l.Text));
            Assert.Equal(Enumerable.Range(0, 50).Select(i => $"err {round} {i}"), result.Logs.Where(l => l.Channel == LogChannel.Error).Select(l => l.Text));
        }
    }

    [Theory(Timeout = 600_000)]
    [MemberData(nameof(ProbeFunction.AllSandboxes), MemberType = typeof(ProbeFunction))]
    public async Task A_timeout_kills_the_process_and_the_next_invocation_starts_a_new_one(SandboxKind kind)
    {
        using var lifeline = new LifelineListener();
        var options = ProbeFunction.Options(kind, ("PROBE_LIFELINE", lifeline.Address)) with { Timeout = TimeSpan.FromMilliseconds(6250) };
        await using var function = await ProbeFunction.StartAsync(options, TestContext.Current.CancellationToken);
        var alive = await lifeline.AcceptAsync(TestContext.Current.CancellationToken);
        var id = Guid.NewGuid().ToString();

        var result = await function.InvokeAsync("\"hang\"", new InvocationOptions { RequestId = id }, TestContext.Current.CancellationToken);

        Assert.Equal($$"""{"errorType":"Sandbox.Timedout","errorMessage":"RequestId: {{id}} Error: Task timed out after 6.25 seconds"}""", result.Text);
        Assert.Equal((AnswerKind.TimedOut, "Sandbox.Timedout", "signal: killed"), (result.Kind, result.ErrorType, result.Exit.ToString()));
        Assert.Equal(["probe hangs"], result.Logs.Select(l => l.Text));
        await alive.EndAsync(TestContext.Current.CancellationToken);

        var next = await function.InvokeAsync("{}", cancellationToken: TestContext.Current.CancellationToken);
        Assert.False(next.IsError, next.ToString());
        Assert.NotNull(next.InitDuration);
    }

    [Theory(Timeout = 600_000)]
    [InlineData(SandboxKind.Bubblewrap, "exit 3", "Runtime exited with error: exit status 3")]
    [InlineData(SandboxKind.Namespaces, "exit 3", "Runtime exited with error: exit status 3")]
    [InlineData(SandboxKind.Folders, "exit 3", "Runtime exited with error: exit status 3")]
    [InlineData(SandboxKind.Bubblewrap, "exit 0", "Runtime exited without providing a reason")]
    [InlineData(SandboxKind.Bubblewrap, "kill", "Runtime exited with error: signal: killed")]
    [InlineData(SandboxKind.Namespaces, "kill", "Runtime exited with error: signal: killed")]
    [InlineData(SandboxKind.Folders, "kill", "Runtime exited with error: signal: killed")]
    [InlineData(SandboxKind.Bubblewrap, "abort", "Runtime exited with error: signal: aborted")]
    [InlineData(SandboxKind.Namespaces, "abort", "Runtime exited with error: signal: aborted")]
    [InlineData(SandboxKind.Folders, "abort", "Runtime exited with error: signal: aborted")]
    public async Task A_process_that_ends_is_reported_as_it_ended_with_its_last_words(SandboxKind kind, string command, string message)
    {
        await using var function = await ProbeFunction.StartAsync(TestContext.Current.CancellationToken, kind);

        var result = await function.InvokeAsync($"\"{command}\"", cancellationToken: TestContext.Current.CancellationToken);

        Assert.True(result.ErrorMessage == $"RequestId: {result.RequestId} Error: {message}", result.ToString());
        Assert.Equal("Runtime.ExitError", result.ErrorType);
        Assert.Equal(function.Exit, result.Exit);
        if (command.StartsWith("exit", StringComparison.Ordinal))
            Assert.Equal(["err| probe exits"], result.Logs.Select(l => l.ToString()));

        var next = await function.InvokeAsync("{}", cancellationToken: TestContext.Current.CancellationToken);
        Assert.False(next.IsError, next.ToString());
    }

    [Fact(Timeout = 600_000)]
    public async Task A_function_error_is_a_value_and_the_process_lives_on()
    {
        await using var function = await ProbeFunction.StartAsync(TestContext.Current.CancellationToken);

        var result = await function.InvokeAsync("\"fail\"", cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(
            (AnswerKind.FunctionError, "ProbeException", "Function.ProbeFailed", "as asked"),
            (result.Kind, result.ErrorType, result.WireErrorType, result.ErrorMessage));
        Assert.Null(function.Exit);
    }

    [Theory(Timeout = 600_000)]
    [InlineData(6_291_556, AnswerKind.Response)]
    [InlineData(6_291_557, AnswerKind.ResponseTooLarge)]
    public async Task A_response_over_the_limit_gives_an_error_and_the_process_lives_on(int size, AnswerKind kind)
    {
        await using var function = await ProbeFunction.StartAsync(TestContext.Current.CancellationToken);

        var result = await function.InvokeAsync($"\"bytes {size}\"", cancellationToken: TestContext.Current.CancellationToken);
        var next = await function.InvokeAsync("{}", cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal((kind, null), (result.Kind, next.InitDuration));
        Assert.False(next.IsError, next.ToString());
    }

    [Theory(Timeout = 600_000)]
    [MemberData(nameof(ProbeFunction.AllSandboxes), MemberType = typeof(ProbeFunction))]
    public async Task SIGTERM_reaches_the_bootstrap_itself(SandboxKind kind)
    {
        await using var function = await ProbeFunction.StartAsync(TestContext.Current.CancellationToken, kind, ("PROBE_SIGTERM", "exit"));

        var exit = await function.StopAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

        Assert.Equal(ProcessExit.WithCode(7), exit);
        Assert.Contains("probe got SIGTERM", function.Logs.Select(l => l.Text));
    }

    [Fact(Timeout = 600_000)]
    public async Task Without_grace_the_end_is_SIGKILL()
    {
        await using var function = await ProbeFunction.StartAsync(TestContext.Current.CancellationToken, SandboxKind.Auto, ("PROBE_SIGTERM", "exit"));

        var exit = await function.StopAsync(cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(ProcessExit.BySignal(9), exit);
        Assert.Null(function.ProcessId);
    }

    [Fact(Timeout = 600_000)]
    public async Task Restarting_is_a_cold_start_with_an_empty_tmp()
    {
        await using var function = await ProbeFunction.StartAsync(TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(function.TemporaryFolder, "left"), "", TestContext.Current.CancellationToken);
        Assert.True((await function.AskAsync("exists /tmp/left")).GetProperty("exists").GetBoolean());
        var first = function.ProcessId;

        var init = await function.RestartAsync(TestContext.Current.CancellationToken);

        Assert.True(init.Succeeded, init.ToString());
        Assert.NotEqual(first, function.ProcessId);
        Assert.False((await function.AskAsync("exists /tmp/left")).GetProperty("exists").GetBoolean());
    }

    [Fact(Timeout = 600_000)]
    public async Task Disposing_answers_the_invocation_that_runs()
    {
        var function = await ProbeFunction.StartAsync(TestContext.Current.CancellationToken);
        var started = new TaskCompletionSource();
        function.LogReceived += line => _ = line.Text == "probe hangs" && started.TrySetResult();
        var running = function.InvokeAsync("\"hang\"", cancellationToken: TestContext.Current.CancellationToken);
        await started.Task.WaitAsync(TestContext.Current.CancellationToken);

        await function.DisposeAsync();

        Assert.Equal("Runtime.ExitError", (await running).ErrorType);
        Assert.False(Directory.Exists(function.TemporaryFolder));
    }

    [Fact(Timeout = 600_000)]
    public async Task Giving_up_the_wait_does_not_give_up_the_invocation()
    {
        await using var function = await ProbeFunction.StartAsync(TestContext.Current.CancellationToken);
        using var giveUp = new CancellationTokenSource();
        function.LogReceived += line =>
        {
            if (line.Text.StartsWith("out first 49", StringComparison.Ordinal))
                giveUp.Cancel();
        };

        var first = await Record.ExceptionAsync(() => function.InvokeAsync("\"log first\"", cancellationToken: giveUp.Token));
        var second = await function.InvokeAsync("2", cancellationToken: TestContext.Current.CancellationToken);

        Assert.True(first is null or OperationCanceledException, first?.ToString());
        Assert.Equal("2", second.Text);
    }

    [Fact(Timeout = 600_000)]
    public async Task Invocations_at_once_take_turns_and_each_gets_its_own_answer()
    {
        await using var function = await ProbeFunction.StartAsync(TestContext.Current.CancellationToken);

        var results = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => function.InvokeAsync($"[{i}]", cancellationToken: TestContext.Current.CancellationToken)));

        Assert.Equal(Enumerable.Range(0, 50).Select(i => $"[{i}]"), results.Select(r => r.Text));
        Assert.Equal(50, results.Select(r => r.RequestId).Distinct().Count());
    }
}
