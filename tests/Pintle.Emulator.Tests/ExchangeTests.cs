using System.Text;

namespace Pintle.Emulator.Tests;

public sealed class ExchangeTests
{
    [Fact(Timeout = 600_000)]
    public async Task Keep_the_head_byte_for_byte_with_headers_in_order()
    {
        await using var runtime = await Runtime.StartAsync(TestContext.Current.CancellationToken);
        var (id, _) = await runtime.DeliverAsync();
        using var raw = await RawConnection.OpenAsync(runtime.Environment);
        var head = $"POST /2018-06-01/runtime/invocation/{id}/response HTTP/1.1\r\nzeta: 1\r\nHOST: x\r\ncontent-length: 2\r\nAlpha: a\r\nalpha: b\r\n\r\n";

        await raw.SendAsync(head + "{}");
        Assert.Equal("HTTP/1.1 202 Accepted", await raw.StatusLineAsync());

        var exchange = runtime.Environment.Exchanges.Last();
        Assert.Equal(head, Encoding.UTF8.GetString(exchange.Head.Span));
        Assert.Equal(["zeta", "HOST", "content-length", "Alpha", "alpha"], exchange.Headers.Select(h => h.Key));
        Assert.Equal(("POST", "{}", 2L, 202), (exchange.Method, Encoding.UTF8.GetString(exchange.Body.Span), exchange.BodyLength, exchange.Status));
        Assert.Equal(runtime.Time.GetUtcNow(), exchange.Time);
    }

    [Fact(Timeout = 600_000)]
    public async Task Tell_requests_of_one_connection_apart()
    {
        await using var runtime = await Runtime.StartAsync(TestContext.Current.CancellationToken);
        for (var i = 0; i < 3; i++)
        {
            var (id, _) = await runtime.DeliverAsync();
            using (await runtime.RespondAsync(id, $"\"{i}\"")) { }
        }

        Assert.Equal(
            ["GET", "POST", "GET", "POST", "GET", "POST"],
            runtime.Environment.Exchanges.Select(e => Encoding.UTF8.GetString(e.Head.Span).Split(' ')[0]));
        Assert.All(runtime.Environment.Exchanges, e => Assert.EndsWith("\r\n\r\n", Encoding.UTF8.GetString(e.Head.Span), StringComparison.Ordinal));
        Assert.Equal(["\"0\"", "\"1\"", "\"2\""], runtime.Environment.Exchanges.Where(e => e.Method == "POST").Select(e => Encoding.UTF8.GetString(e.Body.Span)));
    }

    [Fact(Timeout = 600_000)]
    public async Task Are_listed_while_open_and_when_refused()
    {
        await using var runtime = await Runtime.StartAsync(TestContext.Current.CancellationToken);
        using (await runtime.SendAsync(HttpMethod.Get, "/nowhere?a=b", null)) { }
        _ = runtime.NextAsync();
        await runtime.Environment.WhenAsync(RuntimeState.Waiting, TestContext.Current.CancellationToken);

        Assert.Equal(
            ["GET /nowhere?a=b (0 bytes) -> 404", "GET /2018-06-01/runtime/invocation/next (0 bytes) -> open"],
            runtime.Environment.Exchanges.Select(e => e.ToString()));
    }

    [Fact(Timeout = 600_000)]
    public async Task Are_bounded_in_number_and_size()
    {
        await using var runtime = await Runtime.StartAsync(TestContext.Current.CancellationToken, new RuntimeApiExchanges(maxExchanges: 2, maxBodyBytes: 10));
        var (first, _) = await runtime.DeliverAsync();
        using (await runtime.RespondAsync(first)) { }
        var (second, answer) = await runtime.DeliverAsync();
        using (await runtime.RespondAsync(second, new string('x', 1000))) { }

        Assert.Equal((2, 4L), (runtime.Environment.Exchanges.Count(), runtime.Environment.Exchanges.Total));
        Assert.Equal((10, 1000L), (runtime.Environment.Exchanges.Last().Body.Length, runtime.Environment.Exchanges.Last().BodyLength));
        Assert.Equal(1000, (await answer).Payload.Length);
    }
}
