using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;
using Pintle.TestSupport;

namespace Pintle.Cli.Tests;

public sealed class ServeCommandTests
{
    private const string Order = """{"id":"a1","quantity":3,"price":9.5}""";

    [Theory(Timeout = 600_000)]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task Serves_until_a_signal_and_ends_with_0_and_no_process_left(string signal)
    {
        await using var serve = await ServeProcess.StartAsync("Orders::Orders.Function::Place", await PublishedFunctions.OrdersAsync());
        using var http = new HttpClient();
        using var order = new StringContent(Order);

        using var answer = await http.PostAsync(new Uri($"{serve.Address}/2015-03-31/functions/Orders/invocations"), order, TestContext.Current.CancellationToken);
        var (exitCode, messages) = await serve.SignalAsync(signal);

        Assert.Equal("""{"id":"a1","total":28.5}""", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.True(exitCode == 0, $"exit code {exitCode}\n{messages}");
        var requestId = answer.Headers.GetValues("x-amzn-RequestId").Single();
        foreach (var line in (string[])[$"START RequestId: {requestId} Version: $LATEST", $"END RequestId: {requestId}", $"REPORT RequestId: {requestId}\tDuration: "])
            Assert.Contains(line, messages, StringComparison.Ordinal);
        _ = await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync(new Uri(serve.Address), TestContext.Current.CancellationToken));
    }

    [Fact(Timeout = 600_000)]
    public async Task A_function_that_ends_its_process_is_started_again()
    {
        await using var serve = await ServeProcess.StartAsync("Handlers::Handlers.Endings::Exit", await PublishedFunctions.TestFunctionAsync("Handlers"), "--name", "ends");
        using var http = new HttpClient();

        for (var i = 3; i < 5; i++)
        {
            using var exitCode = new StringContent($"{i}");
            using var answer = await http.PostAsync(new Uri($"{serve.Address}/2015-03-31/functions/ends/invocations"), exitCode, TestContext.Current.CancellationToken);

            var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.True(answer.StatusCode == HttpStatusCode.OK && answer.Headers.GetValues("X-Amz-Function-Error").Single() == "Unhandled", $"{answer}\n{text}");
            Assert.Contains($"Runtime exited with error: exit status {i}", text, StringComparison.Ordinal);
        }
    }

    /// <summary>The command line that serve prints, as it is printed.</summary>
    [Fact(Timeout = 600_000)]
    public async Task The_AWS_CLI_invokes_with_the_command_that_is_printed()
    {
        using var scratch = new ScratchFolder();
        _ = scratch.Write("event.json", Order);
        await using var serve = await ServeProcess.StartAsync("Orders::Orders.Function::Place", await PublishedFunctions.OrdersAsync());

        var (exitCode, output, errors) = await AwsAsync(scratch.Path, [.. serve.Advice.Split(' ').Skip(1), "--log-type", "Tail"], TestContext.Current.CancellationToken);

        Assert.True(exitCode == 0, $"{serve.Advice}\n{output}\n{errors}");
        using var json = JsonDocument.Parse(output);
        Assert.Equal(200, json.RootElement.GetProperty("StatusCode").GetInt32());
        Assert.Equal("$LATEST", json.RootElement.GetProperty("ExecutedVersion").GetString());
        Assert.False(json.RootElement.TryGetProperty("FunctionError", out _), output);
        Assert.Contains("\tMemory Size: 512 MB\tMax Memory Used: ", Encoding.UTF8.GetString(json.RootElement.GetProperty("LogResult").GetBytesFromBase64()), StringComparison.Ordinal);
        Assert.Equal("""{"id":"a1","total":28.5}""", await File.ReadAllTextAsync(Path.Combine(scratch.Path, "response.json"), TestContext.Current.CancellationToken));
    }

    [Fact(Timeout = 600_000)]
    public async Task The_AWS_CLI_understands_errors_events_and_dry_runs()
    {
        using var scratch = new ScratchFolder();
        _ = scratch.Write("event.json", Order);
        await using var serve = await ServeProcess.StartAsync("Orders::Orders.Function::Fail", await PublishedFunctions.OrdersAsync());
        var stop = TestContext.Current.CancellationToken;
        string[] command = [.. serve.Advice.Split(' ').Skip(1)];

        var failed = await AwsAsync(scratch.Path, command, stop);
        var queued = await AwsAsync(scratch.Path, [.. command, "--invocation-type", "Event"], stop);
        var dry = await AwsAsync(scratch.Path, [.. command, "--invocation-type", "DryRun"], stop);
        var unknown = await AwsAsync(scratch.Path, [.. command, "--function-name", "other"], stop);

        Assert.True(failed.ExitCode == 0 && failed.Output.Contains("\"FunctionError\": \"Unhandled\"", StringComparison.Ordinal), failed.ToString());
        Assert.True(queued.ExitCode == 0 && queued.Output.Contains("202", StringComparison.Ordinal), queued.ToString());
        Assert.True(dry.ExitCode == 0 && dry.Output.Contains("204", StringComparison.Ordinal), dry.ToString());
        Assert.True(unknown.ExitCode != 0 && unknown.Errors.Contains("(ResourceNotFoundException)", StringComparison.Ordinal) && unknown.Errors.Contains("Function not found: arn:aws:lambda:us-east-1:123456789012:function:other", StringComparison.Ordinal), unknown.ToString());
    }

    [Fact(Timeout = 600_000)]
    public async Task With_a_reserved_concurrency_of_0_every_way_in_answers_429()
    {
        await using var serve = await ServeProcess.StartAsync("Orders::Orders.Function::Echo", await PublishedFunctions.OrdersAsync(), "--reserved-concurrency", "0");
        using var http = new HttpClient();
        string[] ways = [$"{serve.Address}/2015-03-31/functions/Orders/invocations", $"{serve.Address}/2021-11-15/functions/Orders/response-streaming-invocations", Assert.Single(serve.Fronts).Url];

        foreach (var way in ways)
        {
            using var answer = await http.PostAsync(new Uri(way), new StringContent("{}"), TestContext.Current.CancellationToken);

            Assert.True(answer.StatusCode == HttpStatusCode.TooManyRequests, $"{way}: {answer}");
        }
    }

    [Fact(Timeout = 600_000)]
    public async Task An_event_that_fails_again_is_in_the_dead_letter_file()
    {
        using var scratch = new ScratchFolder();
        var file = Path.Combine(scratch.Path, "dead", "letters.jsonl");
        await using var serve = await ServeProcess.StartAsync("Orders::Orders.Function::Fail", await PublishedFunctions.OrdersAsync(), "--retries", "1", "--retry-delay", "0", "--dead-letter-file", file);
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{serve.Address}/2015-03-31/functions/Orders/invocations") { Content = new StringContent(Order) };
        request.Headers.Add("X-Amz-Invocation-Type", "Event");

        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        _ = await serve.MessageAsync("is given up (RetriesExhausted)");

        using var record = JsonDocument.Parse(Assert.Single(await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken)));
        Assert.Equal((202, Order), ((int)answer.StatusCode, record.RootElement.GetProperty("requestPayload").GetRawText()));
        Assert.Equal(2, record.RootElement.GetProperty("requestContext").GetProperty("approximateInvokeCount").GetInt32());
    }

    [Theory]
    [InlineData("--reserved-concurrency", "1001", "1000")]
    [InlineData("--retries", "3", "0 to 2")]
    [InlineData("--ephemeral-storage", "100", "512 to 10240")]
    [InlineData("--port", "70000", "70000")]
    [InlineData("--name", "a b", "function name")]
    [InlineData("--timeout", "901", "900")]
    public async Task A_setting_that_cannot_be_is_exit_code_2(string option, string value, string named)
    {
        var layer = await BuiltLayer.GetAsync();

        var run = await Run.PintleAsync("serve", "--function", await PublishedFunctions.OrdersAsync(), "--handler", "Orders::Orders.Function::Echo", "--layer", layer.Directory, option, value);

        Assert.True(run.ExitCode == 2 && run.Output.Length == 0 && run.Messages.Contains(named, StringComparison.Ordinal), run.ToString());
    }

    [Fact]
    public async Task A_taken_port_is_exit_code_2()
    {
        using var taken = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = $"{((IPEndPoint)taken.LocalEndpoint).Port}";
        var layer = await BuiltLayer.GetAsync();

        var run = await Run.PintleAsync("serve", "--function", await PublishedFunctions.OrdersAsync(), "--handler", "Orders::Orders.Function::Echo", "--layer", layer.Directory, "--port", port);

        Assert.True(run.ExitCode == 2 && run.Messages.Contains($"port {port} of 127.0.0.1 to be free", StringComparison.Ordinal), run.ToString());
    }

    private static async Task<(int ExitCode, string Output, string Errors)> AwsAsync(string folder, string[] arguments, CancellationToken stop)
    {
        var aws = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(path => Path.Combine(path, "aws")).FirstOrDefault(File.Exists);
        Assert.SkipWhen(aws is null, "Needs the AWS CLI: apt-get install awscli.");
        var start = new ProcessStartInfo(aws!, [.. arguments, "--output", "json"]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["AWS_PAGER"] = "";
        start.Environment["AWS_CONFIG_FILE"] = "/dev/null";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(stop);
        var errors = process.StandardError.ReadToEndAsync(stop);
        await process.WaitForExitAsync(stop).WaitAsync(TimeSpan.FromMinutes(20), stop);
        return (process.ExitCode, await output, await errors);
    }
}
