using Pintle.Emulator;
using Pintle.Testing;

namespace Pintle.EndToEnd.Tests;

/// <summary>How the process ends, and what comes after.</summary>
public sealed class ProcessLife
{
    [Fact]
    public async Task SIGTERM_runs_the_functions_handlers_and_ends_with_143()
    {
        var options = await Functions.OptionsAsync("Handlers::Handlers.Shutdown::Ready");
        await using var function = await LambdaFunction.StartAsync(
            options with { Environment = new Dictionary<string, string> { ["SHUTDOWN_LOG"] = options.Sandbox == SandboxKind.Folders ? Path.GetTempFileName() : "/tmp/shutdown.log" } }, TestContext.Current.CancellationToken);
        Assert.SkipWhen(function.Sandbox.Kind == SandboxKind.Folders, "Needs a sandbox with a /tmp of its own: install bubblewrap (apt-get install bubblewrap).");
        var result = await function.InvokeAsync("{}", cancellationToken: TestContext.Current.CancellationToken);
        Assert.False(result.IsError, result.ToString());

        var exit = await function.StopAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        // A sandbox's own init reports a child that exits with 143 and one that SIGTERM killed alike; the lines below tell them apart.
        Assert.True(exit == ProcessExit.WithCode(143) || exit == ProcessExit.BySignal(15), $"{exit}");
        Assert.Equal(["SIGTERM", "ProcessExit"], await File.ReadAllLinesAsync(Path.Combine(function.TemporaryFolder, "shutdown.log"), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("Exit", "0", "Runtime exited without providing a reason")]
    [InlineData("Exit", "3", "exit status 3")]
    [InlineData("FailFast", "{}", "signal: aborted")]
    [InlineData("Overflow", "1", "signal: aborted")]
    [InlineData("ThrowsInBackground", "{}", "signal: aborted")]
    [InlineData("AllocateInBackground", "1000", "signal: aborted")]
    public async Task A_process_that_ends_in_an_invocation_is_its_error_and_the_next_one_gets_a_fresh_environment(string method, string payload, string how)
    {
        // What the process does when its heap is full is the subject, and not that the service kills it for that.
        var options = await Functions.OptionsAsync($"Handlers::Handlers.Endings::{method}");
        await using var function = await LambdaFunction.StartAsync(options with { EnforceMemory = false }, TestContext.Current.CancellationToken);

        var first = await function.InvokeAsync(payload, cancellationToken: TestContext.Current.CancellationToken);
        var second = await function.InvokeAsync(payload, cancellationToken: TestContext.Current.CancellationToken);

        Functions.AssertError(first, "Runtime.ExitError", how);
        Functions.AssertError(second, "Runtime.ExitError", how);
        Assert.NotNull(second.InitDuration);
    }

    [Fact]
    public async Task A_timeout_kills_the_environment()
    {
        var options = await Functions.OptionsAsync("Handlers::Handlers.Endings::Sleep");
        await using var function = await LambdaFunction.StartAsync(options with { Timeout = TimeSpan.FromMilliseconds(500) }, TestContext.Current.CancellationToken);

        var result = await function.InvokeAsync("600000", cancellationToken: TestContext.Current.CancellationToken);

        Assert.True(result.Kind == AnswerKind.TimedOut, result.ToString());
        Assert.Equal(ProcessExit.BySignal(9), result.Exit);
    }

    [Fact]
    public async Task Static_state_and_the_handlers_object_live_on_between_invocations()
    {
        await using var statics = await Functions.StartAsync("Handlers::Handlers.Warmth::Count");
        await using var instance = await Functions.StartAsync("Handlers::Handlers.Warmth::CountOfInstance");

        for (var i = 1; i <= 3; i++)
        {
            Assert.Equal($"{i}", (await statics.InvokeAsync("{}", cancellationToken: TestContext.Current.CancellationToken)).Text);
            Assert.Equal($"{i}", (await instance.InvokeAsync("{}", cancellationToken: TestContext.Current.CancellationToken)).Text);
        }
    }

    [Fact]
    public async Task Hundreds_of_invocations_are_answered_each_once_and_in_order()
    {
        const int Invocations = 500;
        await using var function = await Functions.StartAsync("Handlers::Handlers.Streams::Echo");

        for (var i = 0; i < Invocations; i++)
        {
            var result = await function.InvokeAsync($"{i}", cancellationToken: TestContext.Current.CancellationToken);
            Assert.True(result.Text == $"{i}", result.ToString());
        }

        // One response for each; one /next for each, and the open one, which may still be on its way.
        var calls = function.RuntimeApiExchanges.ToList();
        Assert.Equal(Invocations, calls.Count(call => call.Method == "POST"));
        Assert.InRange(calls.Count(call => call.Method == "GET"), Invocations, Invocations + 1);
    }

    [Fact]
    public async Task The_largest_event_and_a_response_of_that_size_pass()
    {
        var payload = new byte[6 * 1024 * 1024];
        Random.Shared.NextBytes(payload);
        await using var function = await Functions.StartAsync("Handlers::Handlers.Streams::Echo");

        var result = await function.InvokeAsync(payload, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(AnswerKind.Response, result.Kind);
        Assert.True(result.Payload.Span.SequenceEqual(payload));
    }

    [Fact]
    public async Task A_response_over_the_limit_is_the_callers_error_and_the_environment_goes_on()
    {
        await using var function = await Functions.StartAsync("Handlers::Handlers.Values::Repeat");

        var tooLarge = await function.InvokeAsync("7000", cancellationToken: TestContext.Current.CancellationToken);
        var small = await function.InvokeAsync("1", cancellationToken: TestContext.Current.CancellationToken);

        Assert.True(tooLarge is { Kind: AnswerKind.ResponseTooLarge, WireErrorType: "Function.ResponseSizeTooLarge" }, tooLarge.ToString());
        Assert.True(small is { IsError: false, InitDuration: null }, small.ToString());
        Assert.Contains(function.Logs, line => line.Text.StartsWith("pintle: the response of ", StringComparison.Ordinal));
    }
}
