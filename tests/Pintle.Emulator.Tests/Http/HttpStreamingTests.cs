using System.Text;
using Pintle.Emulator.Http;
using Pintle.Emulator.Invoke;

namespace Pintle.Emulator.Tests.Http;

public sealed class HttpStreamingTests
{
    private const string WithPrelude = "application/vnd.awslambda.http-integration-response";

    /// <summary>The prelude comes in pieces of any size, the mark between it and the body too.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    public async Task A_prelude_becomes_status_headers_and_cookies(int size)
    {
        var bytes = Encoding.UTF8.GetBytes("""{"statusCode":201,"headers":{"Content-Type":"text/plain","x":"ü"},"cookies":["a=1","b=2"]}""" + new string('\0', 8) + "body\0end");
        await using var front = await StartAsync(WithPrelude, bytes.Chunk(size));

        var answer = await front.CurlAsync("/");

        Assert.True((answer.Status, answer.Header("Content-Type"), answer.Header("x"), answer.Text) == (201, "text/plain", "ü", "body\0end"), answer.ToString());
        Assert.Equal(["a=1", "b=2"], answer.All("Set-Cookie"));
    }

    [Fact]
    public async Task A_stream_without_a_prelude_is_the_body()
    {
        await using var front = await StartAsync("text/event-stream", ["a"u8.ToArray(), "b"u8.ToArray()]);

        var answer = await front.CurlAsync("/");

        Assert.True((answer.Status, answer.Header("Content-Type"), answer.Text) == (200, "text/event-stream", "ab"), answer.ToString());
    }

    [Theory]
    [InlineData("no JSON\0\0\0\0\0\0\0\0body")]
    [InlineData("{\"statusCode\":1}\0\0\0\0\0\0\0\0body")]
    [InlineData("{\"statusCode\":200}")]
    public async Task A_malformed_prelude_is_a_502(string bytes)
    {
        await using var front = await StartAsync(WithPrelude, [Encoding.UTF8.GetBytes(bytes)]);

        var answer = await front.CurlAsync("/");

        Assert.True(answer.Status == 502 && !answer.Text.Contains("body", StringComparison.Ordinal), answer.ToString());
    }

    [Fact]
    public async Task A_response_that_fails_half_way_ends_in_a_broken_connection()
    {
        await using var front = await StartAsync("text/plain", ["half"u8.ToArray()], isError: true);

        var answer = await front.CurlAsync("/");

        Assert.True(answer is { Status: 200, Text: "half" } && answer.ExitCode != 0, answer.ToString());
    }

    [Fact]
    public async Task The_first_bytes_arrive_while_the_function_runs()
    {
        var read = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var front = await Front.StartAsync(HttpEventFormat.FunctionUrl, async call =>
        {
            call.ResponseStream!.Begin("text/plain");
            await call.ResponseStream.WriteAsync("first"u8.ToArray());
            await read.Task;
            return new FunctionAnswer(default, false, [], IsStreamed: true);
        }, options => options with { StreamsResponses = true });
        using var http = new HttpClient();

        using var answer = await http.GetAsync(new Uri(front.Url), HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        await using var body = await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        var bytes = new byte[5];
        await body.ReadExactlyAsync(bytes, TestContext.Current.CancellationToken);
        read.SetResult();

        Assert.Equal("first", Encoding.UTF8.GetString(bytes));
        Assert.Equal(0, await body.ReadAsync(bytes, TestContext.Current.CancellationToken));
    }

    private static Task<Front> StartAsync(string contentType, IEnumerable<byte[]> chunks, bool isError = false) =>
        Front.StartAsync(HttpEventFormat.FunctionUrl, async call =>
        {
            var stream = call.ResponseStream!;
            stream.Begin(contentType);
            try
            {
                foreach (var chunk in chunks)
                    await stream.WriteAsync(chunk);
            }
            catch (IOException)
            {
                // As the emulator does: the function goes on without its caller.
            }

            return new FunctionAnswer(default, isError, [], IsStreamed: true);
        }, options => options with { StreamsResponses = true });
}
