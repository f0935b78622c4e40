using System.Text;
using Pintle.Emulator;
using Pintle.Testing;

namespace Pintle.EndToEnd.Tests;

/// <summary>LambdaResponseStreamFactory of the function's own Amazon.Lambda.Core: a response that is sent while the handler runs, to the byte on the wire.</summary>
public sealed class ResponseStreaming
{
    private const int Limit = 200 * 1024 * 1024;

    [Fact]
    public async Task Sends_a_plain_stream_in_chunks_with_its_mode_and_its_trailers_announced()
    {
        await using var function = await StartAsync("Plain");

        var result = await InvokeAsync(function);

        AssertIs(result, "first second");
        var post = Assert.Single(function.RuntimeApiExchanges, exchange => exchange.Method == "POST");
        Assert.Equal($"/2018-06-01/runtime/invocation/{result.RequestId}/response", post.Path);
        Assert.Equal(
            ["Host", "User-Agent", "Lambda-Runtime-Invocation-Id", "Content-Type", "Lambda-Runtime-Function-Response-Mode", "Transfer-Encoding", "Trailer"], post.Headers.Select(header => header.Key));
        Assert.Equal(
            ("application/vnd.awslambda.http-integration-response", "streaming", "chunked", "Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body"),
            (post.Header("Content-Type"), post.Header("Lambda-Runtime-Function-Response-Mode"), post.Header("Transfer-Encoding"), post.Header("Trailer")));
        Assert.Empty(post.Trailers);
    }

    [Fact]
    public async Task Sends_status_headers_and_cookies_before_eight_NULs_and_the_body()
    {
        await using var function = await StartAsync("Http");

        var result = await InvokeAsync(function);

        AssertIs(result, """{"statusCode":201,"headers":{"Content-Type":"text/plain"},"cookies":["a=b"]}""" + "\0\0\0\0\0\0\0\0body");
    }

    [Fact]
    public async Task Sends_what_is_written_while_the_handler_still_runs()
    {
        var caller = new RecordingCaller();
        await using var function = await StartAsync("Large");

        var result = await function.InvokeAsync("300000", new InvocationOptions { ResponseStream = caller }, TestContext.Current.CancellationToken);

        Assert.False(result.IsError, result.ToString());
        Assert.True(caller.Writes > 1, $"The caller got {caller.Count} bytes in {caller.Writes} pieces.");
        Assert.Equal((300_000, 300_000), (caller.Count, result.StreamedBytes));
    }

    [Fact]
    public async Task Counts_more_than_what_the_handler_returns()
    {
        await using var function = await StartAsync("Nothing");

        AssertIs(await InvokeAsync(function), "");
    }

    [Fact]
    public async Task Ends_with_the_error_in_the_trailers_when_the_handler_fails_half_way()
    {
        await using var function = await StartAsync("FailHalfWay");
        using var caller = new MemoryStream();

        var result = await function.InvokeAsync("{}", new InvocationOptions { ResponseStream = caller }, TestContext.Current.CancellationToken);
        var next = await InvokeAsync(function);

        Functions.AssertError(result, "InvalidOperationException", "sold out");
        Assert.Equal(AnswerKind.FunctionError, next.Kind);
        Assert.Equal("{\"statusCode\":200}\0\0\0\0\0\0\0\0half", Encoding.UTF8.GetString(caller.ToArray()));
        var post = function.RuntimeApiExchanges.First(exchange => exchange.Method == "POST");
        Assert.EndsWith("/response", post.Path, StringComparison.Ordinal);
        Assert.Equal(["Lambda-Runtime-Function-Error-Type", "Lambda-Runtime-Function-Error-Body"], post.Trailers.Select(trailer => trailer.Key));
        Assert.Equal("InvalidOperationException", post.Trailers[0].Value);
        Assert.Equal(result.Text, Encoding.UTF8.GetString(Convert.FromBase64String(post.Trailers[1].Value)));
        Assert.Contains(result.Logs, line => line.Text.Contains("\tfail\tSystem.InvalidOperationException: sold out", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Is_an_ordinary_error_when_the_handler_fails_before_it_began()
    {
        await using var function = await StartAsync("FailBefore");

        var result = await InvokeAsync(function);

        Functions.AssertError(result, "InvalidOperationException", "sold out");
        Assert.EndsWith("/error", Assert.Single(function.RuntimeApiExchanges, exchange => exchange.Method == "POST").Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Begins_once_for_each_invocation_and_not_outside_one()
    {
        await using var function = await StartAsync("Keep");
        var early = await Functions.InvokeOnceAsync("Streaming::Streaming.Function+TooEarly::Echo", "{}");

        AssertIs(await InvokeAsync(function), "");
        var late = await InvokeAsync(function);

        Assert.Contains("opened while a handler runs", early.Text, StringComparison.Ordinal);
        Assert.Contains("written before its handler ends", late.Text, StringComparison.Ordinal);
        Assert.Null(late.StreamedBytes);
    }

    [Fact]
    public async Task Sends_200_MB_at_constant_memory()
    {
        var caller = new RecordingCaller();
        await using var function = await StartAsync("Large");

        var small = await function.InvokeAsync("1000000", new InvocationOptions { ResponseStream = caller }, TestContext.Current.CancellationToken);
        var large = await function.InvokeAsync($"{Limit}", new InvocationOptions { ResponseStream = caller }, TestContext.Current.CancellationToken);

        Assert.False(small.IsError || large.IsError, $"{small}\n{large}");
        Assert.Equal(Limit + 1_000_000, caller.Count);
        var growth = (large.MaxMemoryBytes - small.MaxMemoryBytes) / (1024.0 * 1024);
        TestContext.Current.TestOutputHelper!.WriteLine($"{growth:F1} MB more resident after 200 MB, in {large.Duration.TotalMilliseconds:F0} ms");
        Assert.True(growth < 5, $"{growth:F1} MB more resident after 200 MB than after 1 MB");
    }

    [Fact]
    public async Task Fails_in_the_handler_and_costs_only_its_invocation_when_it_is_over_200_MB()
    {
        await using var function = await StartAsync("Large");

        var large = await function.InvokeAsync($"{Limit + (8 * 1024 * 1024)}", new InvocationOptions { ResponseStream = new RecordingCaller() }, TestContext.Current.CancellationToken);
        var process = function.ProcessId;
        var next = await function.InvokeAsync("10", cancellationToken: TestContext.Current.CancellationToken);

        Assert.True(large.Kind == AnswerKind.ResponseTooLarge, large.ToString());
        AssertIs(next, "xxxxxxxxxx");
        Assert.Equal(process, function.ProcessId);
        Assert.Contains(function.Logs, line => line.Text.StartsWith("pintle: the streamed response was refused as too large", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Goes_on_to_its_end_when_the_client_goes_away()
    {
        await using var function = await StartAsync("Large");

        var result = await function.InvokeAsync("1000000", new InvocationOptions { ResponseStream = new GoneCaller() }, TestContext.Current.CancellationToken);
        var next = await function.InvokeAsync("10", cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal((AnswerKind.Response, 1_000_000), (result.Kind, result.StreamedBytes));
        Assert.Contains(result.Logs, line => line.Text.EndsWith("wrote all 1000000", StringComparison.Ordinal));
        AssertIs(next, "xxxxxxxxxx");
    }

    [Fact]
    public async Task Keeps_several_invocations_responses_apart()
    {
        var options = await Functions.OptionsAsync("Streaming::Streaming.Function::Interleave");
        await using var function = await LambdaFunction.StartAsync(options with { Concurrency = 8 }, TestContext.Current.CancellationToken);

        var results = await Task.WhenAll(Enumerable.Range(0, 100).Select(number => function.InvokeAsync($"{number}", cancellationToken: TestContext.Current.CancellationToken)));

        Assert.All(results.Index(), each => AssertIs(each.Item, $"{{\"headers\":{{\"n\":\"{each.Index}\"}}}}\0\0\0\0\0\0\0\0{string.Concat(Enumerable.Repeat($"{each.Index},", 50))}"));
    }

    private static Task<LambdaFunction> StartAsync(string method) => Functions.StartAsync($"Streaming::Streaming.Function::{method}");

    private static Task<InvocationResult> InvokeAsync(LambdaFunction function) => function.InvokeAsync("{}", cancellationToken: TestContext.Current.CancellationToken);

    private static void AssertIs(InvocationResult result, string text) => Assert.True(result is { IsError: false, StreamedBytes: not null } && result.Text == text, result.ToString());

    /// <summary>A caller who counts what comes, and in how many pieces.</summary>
    private sealed class RecordingCaller : MemoryStream
    {
        public long Count { get; private set; }

        public int Writes { get; private set; }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Count += buffer.Length;
            Writes++;
            return ValueTask.CompletedTask;
        }
    }

    /// <summary>A caller whose connection has broken.</summary>
    private sealed class GoneCaller : MemoryStream
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => throw new IOException("gone");
    }
}
