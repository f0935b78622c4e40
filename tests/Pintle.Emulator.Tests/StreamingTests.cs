using System.Globalization;
using System.IO.Pipelines;
using System.Text;

namespace Pintle.Emulator.Tests;

/// <summary>Streamed responses: a chunked body with its mode in a header, and a caller who gets it as it arrives.</summary>
public sealed class StreamingTests
{
    private const string Head = "Host: x\r\nContent-Type: application/vnd.awslambda.http-integration-response\r\nLambda-Runtime-Function-Response-Mode: streaming\r\nTransfer-Encoding: chunked\r\n\r\n";

    [Fact(Timeout = 600_000)]
    public async Task Reaches_the_caller_piece_by_piece()
    {
        var pipe = new Pipe();
        await using var runtime = await Runtime.StartAsync(TestContext.Current.CancellationToken);
        var (id, answer) = await DeliverAsync(runtime, pipe.Writer.AsStream());
        using var raw = await RawConnection.OpenAsync(runtime.Environment);

        await raw.SendAsync($"POST {Path(id)} HTTP/1.1\r\n{Head}5\r\nfirst\r\n");
        Assert.Equal("first", await ReadAsync(pipe.Reader));
        Assert.False(answer.IsCompleted);
        await raw.SendAsync("6\r\nsecond\r\n0\r\n\r\n");

        Assert.Equal("second", await ReadAsync(pipe.Reader));
        Assert.Equal("HTTP/1.1 202 Accepted", await raw.StatusLineAsync());
        var given = await answer;
        Assert.Equal((AnswerKind.Response, true, 11, 0), (given.Kind, given.IsStreamed, given.StreamedBytes, given.Payload.Length));
        Assert.Equal("firstsecond", Encoding.UTF8.GetString(runtime.Environment.Exchanges.Last().Body.Span));
    }

    [Fact(Timeout = 600_000)]
    public async Task That_fails_half_way_gives_the_caller_what_came_and_the_error()
    {
        using var caller = new MemoryStream();
        await using var runtime = await Runtime.StartAsync(TestContext.Current.CancellationToken);
        var (id, answer) = await DeliverAsync(runtime, caller);
        using var raw = await RawConnection.OpenAsync(runtime.Environment);

        await raw.SendAsync($"POST {Path(id)} HTTP/1.1\r\n{Head}4\r\nhalf\r\n0\r\nLambda-Runtime-Function-Error-Type: Function.Broke\r\nLambda-Runtime-Function-Error-Body: e30=\r\n\r\n");

        Assert.Equal("HTTP/1.1 202 Accepted", await raw.StatusLineAsync());
        var given = await answer;
        Assert.Equal((AnswerKind.FunctionError, "Function.Broke", "{}", 4), (given.Kind, given.ErrorType, given.Text(), given.StreamedBytes));
        Assert.Equal("half", Encoding.UTF8.GetString(caller.ToArray()));
    }

    [Fact(Timeout = 600_000)]
    public async Task Is_read_to_its_end_when_the_caller_has_gone_away()
    {
        await using var runtime = await Runtime.StartAsync(TestContext.Current.CancellationToken);
        var (id, answer) = await DeliverAsync(runtime, new GoneCaller());
        using var raw = await RawConnection.OpenAsync(runtime.Environment);

        await raw.SendAsync($"POST {Path(id)} HTTP/1.1\r\n{Head}4\r\nhalf\r\n5\r\nwhole\r\n0\r\n\r\n");

        Assert.Equal("HTTP/1.1 202 Accepted", await raw.StatusLineAsync());
        Assert.Equal((AnswerKind.Response, 9), ((await answer).Kind, (await answer).StreamedBytes));
    }

    [Theory(Timeout = 600_000)]
    [InlineData(0, "HTTP/1.1 202 Accepted", AnswerKind.Response)]
    [InlineData(1, "HTTP/1.1 413 Payload Too Large", AnswerKind.ResponseTooLarge)]
    public async Task Is_limited_to_200_MB(int over, string status, AnswerKind kind)
    {
        const int Piece = 1024 * 1024;
        const int Limit = 200 * Piece;
        var caller = new CountingCaller();
        await using var runtime = await Runtime.StartAsync(TestContext.Current.CancellationToken);
        var (id, answer) = await DeliverAsync(runtime, caller);
        using var raw = await RawConnection.OpenAsync(runtime.Environment);
        var chunk = $"{Piece.ToString("X", CultureInfo.InvariantCulture)}\r\n{new string('x', Piece)}\r\n";

        await raw.SendAsync($"POST {Path(id)} HTTP/1.1\r\n{Head}");
        for (var sent = 0; sent < Limit; sent += Piece)
            await raw.SendAsync(chunk);
        await raw.SendAsync(over == 0 ? "0\r\n\r\n" : "1\r\nx\r\n");

        Assert.Equal(status, await raw.StatusLineAsync());
        var given = await answer;
        Assert.Equal((kind, Limit + over), (given.Kind, given.StreamedBytes));
        Assert.Equal(Limit, caller.Count);
        if (over > 0)
            Assert.Contains("(209715200 bytes)", given.Text(), StringComparison.Ordinal);
    }

    [Fact(Timeout = 600_000)]
    public async Task That_breaks_off_is_truncated()
    {
        using var caller = new MemoryStream();
        await using var runtime = await Runtime.StartAsync(TestContext.Current.CancellationToken);
        var (id, answer) = await DeliverAsync(runtime, caller);
        using var raw = await RawConnection.OpenAsync(runtime.Environment);

        await raw.SendAsync($"POST {Path(id)} HTTP/1.1\r\n{Head}4\r\nhalf\r\n9\r\nno");
        raw.EndSending();

        Assert.Equal((AnswerKind.InvalidResponse, "Runtime.TruncatedResponse", true), ((await answer).Kind, (await answer).ErrorType, (await answer).IsStreamed));
    }

    [Fact(Timeout = 600_000)]
    public async Task To_a_caller_who_does_not_stream_is_limited_like_any_other()
    {
        await using var runtime = await Runtime.StartAsync(TestContext.Current.CancellationToken);
        var (id, answer) = await runtime.DeliverAsync();
        var body = new ByteArrayContent(new byte[Limits.MaxResponseBytes + 1]);
        body.Headers.Add("Lambda-Runtime-Function-Response-Mode", "streaming");

        using var response = await runtime.RespondAsync(id, body);

        Assert.Equal("413 RequestEntityTooLarge", await response.VerdictAsync());
        Assert.Equal(AnswerKind.ResponseTooLarge, (await answer).Kind);
    }

    [Fact(Timeout = 600_000)]
    public async Task Is_not_what_a_buffered_response_to_a_streaming_caller_is()
    {
        using var caller = new MemoryStream();
        await using var runtime = await Runtime.StartAsync(TestContext.Current.CancellationToken);
        var (id, answer) = await DeliverAsync(runtime, caller);

        using (await runtime.RespondAsync(id, "buffered")) { }

        Assert.Equal(("buffered", false, 0), ((await answer).Text(), (await answer).IsStreamed, caller.Length));
    }

    private static string Path(string id) => $"/2018-06-01/runtime/invocation/{id}/response";

    private static async Task<(string Id, Task<InvocationAnswer> Answer)> DeliverAsync(Runtime runtime, Stream caller)
    {
        var answer = runtime.Environment.InvokeAsync(Runtime.Event() with { ResponseStream = caller }, TestContext.Current.CancellationToken);
        using var next = await runtime.NextAsync();
        return (next.Headers.GetValues("Lambda-Runtime-Aws-Request-Id").Single(), answer);
    }

    private static async Task<string> ReadAsync(PipeReader reader)
    {
        var read = await reader.ReadAsync(TestContext.Current.CancellationToken);
        var text = Encoding.UTF8.GetString(read.Buffer);
        reader.AdvanceTo(read.Buffer.End);
        return text;
    }

    /// <summary>A caller whose connection has broken.</summary>
    private sealed class GoneCaller : MemoryStream
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => throw new IOException("gone");
    }

    private sealed class CountingCaller : MemoryStream
    {
        public long Count { get; private set; }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Count += buffer.Length;
            return ValueTask.CompletedTask;
        }
    }
}
