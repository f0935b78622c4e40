using Pintle.Emulator;

namespace Pintle.Testing.Tests;

public sealed class InitTests
{
    [Fact(Timeout = 600_000)]
    public async Task An_init_error_is_reported_and_the_first_invocation_tries_again()
    {
        await using var function = await ProbeFunction.StartAsync(TestContext.Current.CancellationToken, SandboxKind.Auto, ("PROBE_INIT", "error"));

        var result = await function.InvokeAsync("{}", cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal((InitEnd.Failed, "Runtime.ProbeCannotStart", ProcessExit.WithCode(3)), (function.Init.End, function.Init.ErrorType, function.Init.Exit));
        Assert.Contains("probe cannot start", function.Init.Logs.Select(l => l.Text));
        Assert.Equal((AnswerKind.InitError, "Runtime.ProbeCannotStart", "as asked"), (result.Kind, result.ErrorType, result.ErrorMessage));
        Assert.Equal(ProcessExit.WithCode(3), result.Exit);
        Assert.Null(result.InitDuration);
        Assert.Equal(2, function.RuntimeApiExchanges.Count(e => e.Path.EndsWith("/init/error", StringComparison.Ordinal)));
    }

    [Fact(Timeout = 600_000)]
    public async Task A_second_try_that_works_answers_and_keeps_tmp()
    {
        await using var function = await ProbeFunction.StartAsync(TestContext.Current.CancellationToken, SandboxKind.Auto, ("PROBE_INIT", "error-once"));

        var result = await function.InvokeAsync("1", cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal((InitEnd.Failed, "1"), (function.Init.End, result.Text));
        Assert.NotNull(result.InitDuration);
        Assert.True(File.Exists(Path.Combine(function.TemporaryFolder, "probe-was-here")));
    }

    [Fact(Timeout = 600_000)]
    public async Task A_runtime_that_takes_too_long_is_killed_and_started_again_within_the_first_invocation()
    {
        var options = ProbeFunction.Options(SandboxKind.Auto, ("PROBE_INIT", "hang-unmarked")) with { InitTimeout = TimeSpan.FromSeconds(2) };
        await using var function = await ProbeFunction.StartAsync(options, TestContext.Current.CancellationToken);
        function.LetStart();

        var result = await function.InvokeAsync("1", cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal((InitEnd.TimedOut, "Sandbox.Timedout", ProcessExit.BySignal(9)), (function.Init.End, function.Init.ErrorType, function.Init.Exit));
        Assert.Equal("1", result.Text);
    }

    [Fact(Timeout = 600_000)]
    public async Task The_retry_has_the_functions_timeout()
    {
        var options = ProbeFunction.Options(SandboxKind.Auto, ("PROBE_INIT", "hang")) with { InitTimeout = TimeSpan.FromMilliseconds(500), Timeout = TimeSpan.FromSeconds(1) };
        await using var function = await ProbeFunction.StartAsync(options, TestContext.Current.CancellationToken);

        var result = await function.InvokeAsync("1", cancellationToken: TestContext.Current.CancellationToken);

        Assert.EndsWith("Error: Task timed out after 1.00 seconds", result.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact(Timeout = 600_000)]
    public async Task A_process_that_exits_before_its_first_poll_is_an_exit_error()
    {
        await using var function = await ProbeFunction.StartAsync(TestContext.Current.CancellationToken, SandboxKind.Auto, ("PROBE_INIT", "exit:106"));

        var result = await function.InvokeAsync("{}", cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal((InitEnd.Exited, "Runtime.ExitError", ProcessExit.WithCode(106)), (function.Init.End, function.Init.ErrorType, function.Init.Exit));
        Assert.Equal(("Runtime.ExitError", $"RequestId: {result.RequestId} Error: Runtime exited with error: exit status 106"), (result.ErrorType, result.ErrorMessage));
    }

    [Fact(Timeout = 600_000)]
    public async Task A_runtime_that_stays_after_its_init_error_is_killed()
    {
        await using var function = await ProbeFunction.StartAsync(TestContext.Current.CancellationToken, SandboxKind.Auto, ("PROBE_INIT", "error-and-stay"));

        Assert.Equal((InitEnd.Failed, "Runtime.Unknown", ProcessExit.BySignal(9)), (function.Init.End, function.Init.ErrorType, function.Init.Exit));
    }

    [Theory(Timeout = 600_000)]
    [InlineData(false, "[/var/task/bootstrap /opt/bootstrap]")]
    [InlineData(true, "found mode 644")]
    public async Task Without_an_executable_bootstrap_there_is_no_entry_point(bool present, string expected)
    {
        using var layer = new TestFolder();
        if (present)
        {
            await File.WriteAllTextAsync(layer.At("bootstrap"), "", TestContext.Current.CancellationToken);
            UnixModes.Set(layer.At("bootstrap"), (UnixFileMode)0b110_100_100);
        }

        await using var function = await ProbeFunction.StartAsync(
            new LambdaFunctionOptions { Layer = layer.Path, Function = layer.Path, Handler = "x" },
            TestContext.Current.CancellationToken);
        var result = await function.InvokeAsync("{}", cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal((InitEnd.InvalidEntrypoint, "Runtime.InvalidEntrypoint"), (function.Init.End, result.ErrorType));
        Assert.Contains(function.Sandbox.Kind == SandboxKind.Folders ? "bootstrap" : expected, result.ErrorMessage, StringComparison.Ordinal);
    }
}
