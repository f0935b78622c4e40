using System.Buffers.Binary;
using System.Net;
using System.Text;
using System.Text.Json;
using Pintle.Emulator.Invoke;

namespace Pintle.Emulator.Tests;

/// <summary>InvokeWithResponseStream to the byte; AWS's own SDK, which checks the checksums, reads it in the command line's tests.</summary>
public sealed class StreamingInvokeTests
{
    [Fact]
    public async Task A_stream_is_events_as_it_arrives_and_one_event_at_its_end()
    {
        var read = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var function = await Scripted.StartAsync(async call =>
        {
            call.ResponseStream!.Begin("application/octet-stream");
            await call.ResponseStream.WriteAsync("first"u8.ToArray());
            await read.Task;
            await call.ResponseStream.WriteAsync("second"u8.ToArray());
            return new FunctionAnswer(default, false, ["START", "END"], IsStreamed: true);
        });

        using var answer = await function.InvokeAsync(("X-Amz-Log-Type", "Tail"));
        await using var body = await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        var first = await MessageAsync(body);
        read.SetResult();
        var second = await MessageAsync(body);
        var end = await MessageAsync(body);

        Assert.Equal(("application/vnd.amazon.eventstream", "$LATEST"), (answer.Content.Headers.ContentType?.ToString(), answer.Headers.GetValues("X-Amz-Executed-Version").Single()));
        Assert.Equal((":message-type=event :event-type=PayloadChunk :content-type=application/octet-stream", "first"), first);
        Assert.Equal("second", second.Payload);
        Assert.Equal((":message-type=event :event-type=InvokeComplete :content-type=application/json", """{"LogResult":"U1RBUlQKRU5ECg=="}"""), end);
        Assert.Equal(0, await body.ReadAsync(new byte[1], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_response_that_is_not_streamed_arrives_in_chunks_of_64_KB()
    {
        await using var function = await Scripted.StartAsync(_ => Task.FromResult(new FunctionAnswer(new byte[150_000], false, [])));

        using var answer = await function.InvokeAsync();

        await using var body = await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        Assert.Equal([65_536, 65_536, 18_928], new[] { await MessageAsync(body), await MessageAsync(body), await MessageAsync(body) }.Select(message => message.Payload.Length));
        Assert.Equal("{}", (await MessageAsync(body)).Payload);
    }

    [Fact]
    public async Task An_error_is_told_at_the_end()
    {
        await using var function = await Scripted.StartAsync(_ => Task.FromResult(new FunctionAnswer("""{"errorType":"X"}"""u8.ToArray(), true, [])));

        using var answer = await function.InvokeAsync();

        await using var body = await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        var (_, payload) = await MessageAsync(body);
        using var json = JsonDocument.Parse(payload);
        Assert.Equal(("Unhandled", """{"errorType":"X"}"""), (json.RootElement.GetProperty("ErrorCode").GetString(), json.RootElement.GetProperty("ErrorDetails").GetString()));
    }

    [Theory]
    [InlineData("Event", HttpStatusCode.BadRequest)]
    [InlineData("DryRun", HttpStatusCode.NoContent)]
    public async Task There_is_no_streaming_event(string type, HttpStatusCode status)
    {
        await using var function = await Scripted.StartAsync(_ => throw new InvalidOperationException("Expected no invocation."));

        using var answer = await function.InvokeAsync(("X-Amz-Invocation-Type", type));

        Assert.Equal(status, answer.StatusCode);
    }

    private static async Task<(string Headers, string Payload)> MessageAsync(Stream body)
    {
        var prelude = new byte[12];
        await body.ReadExactlyAsync(prelude, TestContext.Current.CancellationToken);
        var headers = new byte[BinaryPrimitives.ReadInt32BigEndian(prelude.AsSpan(4))];
        await body.ReadExactlyAsync(headers, TestContext.Current.CancellationToken);
        var payload = new byte[BinaryPrimitives.ReadInt32BigEndian(prelude) - prelude.Length - headers.Length - 4];
        await body.ReadExactlyAsync(payload, TestContext.Current.CancellationToken);
        await body.ReadExactlyAsync(new byte[4], TestContext.Current.CancellationToken);

        var texts = new List<string>();
        for (var at = 0; at < headers.Length;)
        {
            var name = Encoding.ASCII.GetString(headers, at + 1, headers[at]);
            at += 1 + headers[at];
            Assert.Equal(7, headers[at]);
            var length = BinaryPrimitives.ReadUInt16BigEndian(headers.AsSpan(at + 1));
            texts.Add($"{name}={Encoding.ASCII.GetString(headers, at + 3, length)}");
            at += 3 + length;
        }

        return (string.Join(' ', texts), Encoding.UTF8.GetString(payload));
    }

    private sealed class Scripted(Func<FunctionCall, Task<FunctionAnswer>> answer) : IInvocableFunction, IAsyncDisposable
    {
        private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(30) };
        private InvokeApiServer _server = null!;

        public string Arn => "arn:aws:lambda:us-east-1:123456789012:function:orders";

        public string Version => "$LATEST";

        public static async Task<Scripted> StartAsync(Func<FunctionCall, Task<FunctionAnswer>> answer)
        {
            var function = new Scripted(answer);
            function._server = await InvokeApiServer.StartAsync([function], cancellationToken: TestContext.Current.CancellationToken);
            return function;
        }

        public Task<FunctionAnswer> InvokeAsync(FunctionCall invocation, CancellationToken cancellationToken) => answer(invocation);

        public async Task<HttpResponseMessage> InvokeAsync(params (string Name, string Value)[] headers)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"{_server.Address}/2021-11-15/functions/orders/response-streaming-invocations") { Content = new StringContent("{}") };
            foreach (var (name, value) in headers)
                request.Headers.Add(name, value);
            return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        }

        public async ValueTask DisposeAsync()
        {
            _http.Dispose();
            await _server.DisposeAsync();
        }
    }
}
