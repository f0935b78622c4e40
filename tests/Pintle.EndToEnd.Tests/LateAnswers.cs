using Pintle.Emulator;
using Pintle.Testing;

namespace Pintle.EndToEnd.Tests;

/// <summary>An invocation that times out while others run beside it goes on in the process, and answers when nobody waits for it any more.</summary>
public sealed class LateAnswers
{
    [Fact]
    public async Task Are_refused_and_the_environment_serves_the_next_invocation_of_that_request_id()
    {
        var same = new InvocationOptions { RequestId = "8476a536-e9f4-11e8-9739-2dfe598c3fcd" };
        var options = await Functions.OptionsAsync("Handlers::Handlers.Concurrency::Late");
        await using var function = await LambdaFunction.StartAsync(options with { Concurrency = 2, Timeout = TimeSpan.FromSeconds(20) }, TestContext.Current.CancellationToken);

        var late = await InvokeAsync(function, 0, same);
        var process = function.ProcessId;
        // Both pollers are busy: the third event is taken up by the one whose late answer was refused, and only then the second invocation answers.
        var second = InvokeAsync(function, 1, same);
        var third = await InvokeAsync(function, 2, null);
        var answer = await second;

        Assert.True(late.Kind == AnswerKind.TimedOut, late.ToString());
        Assert.True(third is { IsError: false, Text: "2" }, third.ToString());
        Assert.True(answer is { IsError: false, Text: "1" }, answer.ToString());
        Assert.Equal(process, function.ProcessId);
        var note = Assert.Single(function.Logs, line => line.Text.StartsWith("pintle: ", StringComparison.Ordinal)).Text;
        Assert.Contains("an answer was refused and is dropped; the other invocations go on.", note, StringComparison.Ordinal);
        Assert.Contains("found 410 Runtime.InvokeTimeout", note, StringComparison.Ordinal);
    }

    private static Task<InvocationResult> InvokeAsync(LambdaFunction function, int number, InvocationOptions? options) =>
        function.InvokeAsync($$"""{"Number":{{number}}}""", options, TestContext.Current.CancellationToken);
}
