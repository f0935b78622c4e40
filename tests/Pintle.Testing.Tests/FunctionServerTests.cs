using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace Pintle.Testing.Tests;

public sealed partial class FunctionServerTests
{
    [Fact(Timeout = 600_000)]
    public async Task The_log_s_tail_holds_the_function_s_lines_between_START_and_a_measured_REPORT()
    {
        await using var function = await ProbeFunction.StartAsync(TestContext.Current.CancellationToken);
        await using var server = await FunctionServer.StartAsync([function], cancellationToken: TestContext.Current.CancellationToken);

        var cold = await InvokeAsync(server, "log hello");
        var warm = await InvokeAsync(server, "log again");

        foreach (var (answer, isCold) in new[] { (cold, true), (warm, false) })
        {
            var report = ReportLine().Match(answer.Log);
            Assert.True(report.Success, answer.Log);
            Assert.Equal(isCold, report.Groups["init"].Success);
            double duration = Number(report, "duration"), init = isCold ? Number(report, "init") : 0;
            Assert.InRange(duration, 0.001, 20_000);
            Assert.InRange(Number(report, "billed"), Math.Ceiling(duration + init) - 1, Math.Ceiling(duration + init) + 1);
            Assert.InRange(Number(report, "used"), 1, 128);
            Assert.StartsWith($"START RequestId: {answer.RequestId} Version: $LATEST\n", answer.Log, StringComparison.Ordinal);
            Assert.Contains($"\nEND RequestId: {answer.RequestId}\nREPORT RequestId: {answer.RequestId}\t", answer.Log, StringComparison.Ordinal);
        }
        Assert.Contains("\nout hello 49\n", cold.Log, StringComparison.Ordinal);
    }

    [Theory(Timeout = 600_000)]
    [InlineData("exit 3", "Runtime.ExitError", "Runtime exited with error: exit status 3", "Status: error\tError Type: Runtime.ExitError")]
    [InlineData("kill", "Runtime.ExitError", "Runtime exited with error: signal: killed", "Status: error\tError Type: Runtime.ExitError")]
    [InlineData("hang", "Sandbox.Timedout", "Task timed out after 2.00 seconds", "Status: timeout")]
    [InlineData("fail", "ProbeException", "as asked", "REPORT RequestId: ")]
    public async Task A_failed_invocation_has_a_function_error_and_the_next_one_an_environment(string command, string type, string message, string status)
    {
        var options = ProbeFunction.Options() with { Timeout = TimeSpan.FromSeconds(2) };
        await using var function = await ProbeFunction.StartAsync(options, TestContext.Current.CancellationToken);
        await using var server = await FunctionServer.StartAsync([function], cancellationToken: TestContext.Current.CancellationToken);

        var failed = await InvokeAsync(server, command);
        var next = await InvokeAsync(server, "identity");

        Assert.True(failed.Error == "Unhandled" && failed.Text.Contains($"\"errorType\":\"{type}\"", StringComparison.Ordinal) && failed.Text.Contains(message, StringComparison.Ordinal), failed.ToString());
        Assert.Contains(status, failed.Log, StringComparison.Ordinal);
        Assert.True(next is { Error: null, Status: HttpStatusCode.OK }, next.ToString());
    }

    [Fact(Timeout = 600_000)]
    public async Task A_queue_that_a_function_has_twice_is_refused()
    {
        using var folder = new TestFolder();
        await using var function = await ProbeFunction.StartAsync(TestContext.Current.CancellationToken);
        var queue = new QueueSource { FunctionName = "function", Queue = folder.At("queue") };

        var fault = await Assert.ThrowsAsync<FunctionSetupException>(() => FunctionServer.StartAsync([function], new FunctionServerOptions { Queues = [queue, queue with { BatchSize = 1 }] }, TestContext.Current.CancellationToken));

        Assert.Contains("already exists", fault.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = 600_000)]
    public async Task Calls_wait_for_each_other_and_each_gets_its_own_answer()
    {
        await using var function = await ProbeFunction.StartAsync(TestContext.Current.CancellationToken);
        await using var server = await FunctionServer.StartAsync([function], cancellationToken: TestContext.Current.CancellationToken);

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(number => InvokeAsync(server, number)));

        Assert.Equal(Enumerable.Range(0, 50).Select(number => number.ToString(CultureInfo.InvariantCulture)), answers.Select(answer => answer.Text));
        Assert.Equal(50, answers.Select(answer => answer.RequestId).Distinct().Count());
    }

    [Fact(Timeout = 600_000)]
    public async Task Stops_at_once_while_one_call_runs_and_others_wait()
    {
        var options = ProbeFunction.Options() with { Timeout = TimeSpan.FromMinutes(10) };
        var function = await ProbeFunction.StartAsync(options, TestContext.Current.CancellationToken);
        var server = await FunctionServer.StartAsync([function], cancellationToken: TestContext.Current.CancellationToken);
        var hangs = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        function.LogReceived += line => _ = line.Text == "probe hangs" && hangs.TrySetResult();
        Task[] calls = [.. Enumerable.Range(0, 20).Select(_ => InvokeAsync(server, "hang"))];
        await hangs.Task;

        await server.DisposeAsync();
        await function.DisposeAsync();

        await Task.WhenAny(Task.WhenAll(calls), Task.Delay(Timeout.Infinite, TestContext.Current.CancellationToken));
        Assert.All(calls, call => Assert.IsType<HttpRequestException>(call.Exception?.InnerException));
    }

    [Fact(Timeout = 600_000)]
    public async Task Two_functions_of_one_name_are_refused()
    {
        await using var function = await ProbeFunction.StartAsync(TestContext.Current.CancellationToken);

        var fault = await Assert.ThrowsAsync<FunctionSetupException>(() => FunctionServer.StartAsync([function, function], cancellationToken: TestContext.Current.CancellationToken));

        Assert.Contains("'function' more than once", fault.Message, StringComparison.Ordinal);
    }

    private sealed record Answer(HttpStatusCode Status, string RequestId, string? Error, string Text, string Log);

    private static double Number(Match match, string group) => double.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    private static async Task<Answer> InvokeAsync(FunctionServer server, object payload)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{server.Address}/2015-03-31/functions/function/invocations") { Content = new StringContent(System.Text.Json.JsonSerializer.Serialize(payload)) };
        request.Headers.Add("X-Amz-Log-Type", "Tail");
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        string? Header(string name) => answer.Headers.TryGetValues(name, out var values) ? values.Single() : null;
        var log = Encoding.UTF8.GetString(Convert.FromBase64String(Header("X-Amz-Log-Result") ?? ""));
        return new Answer(answer.StatusCode, Header("x-amzn-RequestId")!, Header("X-Amz-Function-Error"), await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), log);
    }

    [GeneratedRegex(@"\nREPORT RequestId: [0-9a-f-]{36}\tDuration: (?<duration>[0-9.]+) ms\tBilled Duration: (?<billed>[0-9]+) ms\tMemory Size: 128 MB\tMax Memory Used: (?<used>[0-9]+) MB(\tInit Duration: (?<init>[0-9.]+) ms)?\n", RegexOptions.ExplicitCapture)]
    private static partial Regex ReportLine();
}
