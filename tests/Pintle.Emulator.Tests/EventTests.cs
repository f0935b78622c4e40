namespace Pintle.Emulator.Tests;

public sealed class EventTests
{
    [Fact(Timeout = 600_000)]
    public async Task Carries_id_deadline_arn_and_trace_and_leaves_out_what_was_not_given()
    {
        await using var runtime = await Runtime.StartAsync(TestContext.Current.CancellationToken);
        _ = runtime.Environment.InvokeAsync(Runtime.Event("""{"id":1}"""), TestContext.Current.CancellationToken);

        using var next = await runtime.NextAsync();

        var headers = next.Headers.Where(h => h.Key.StartsWith("Lambda-", StringComparison.Ordinal)).ToDictionary(h => h.Key, h => h.Value.Single());
        Assert.Equal(
            ["Lambda-Runtime-Aws-Request-Id", "Lambda-Runtime-Deadline-Ms", "Lambda-Runtime-Invocation-Id", "Lambda-Runtime-Invoked-Function-Arn", "Lambda-Runtime-Trace-Id"],
            headers.Keys.Order(StringComparer.Ordinal));
        Assert.True(Guid.TryParseExact(headers["Lambda-Runtime-Aws-Request-Id"], "D", out _), headers["Lambda-Runtime-Aws-Request-Id"]);
        Assert.True(Guid.TryParseExact(headers["Lambda-Runtime-Invocation-Id"], "D", out _), headers["Lambda-Runtime-Invocation-Id"]);
        Assert.Equal("1772366403000", headers["Lambda-Runtime-Deadline-Ms"]);
        Assert.Equal("arn:aws:lambda:eu-west-1:123456789012:function:orders", headers["Lambda-Runtime-Invoked-Function-Arn"]);
        Assert.Matches("^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0$", headers["Lambda-Runtime-Trace-Id"]);
        Assert.Equal("application/json", next.Content.Headers.ContentType?.ToString());
        Assert.Equal("""{"id":1}""", await next.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact(Timeout = 600_000)]
    public async Task Carries_everything_that_was_given_in_utf8()
    {
        await using var runtime = await Runtime.StartAsync(TestContext.Current.CancellationToken);
        var id = Guid.NewGuid().ToString();
        _ = runtime.Environment.InvokeAsync(
            Runtime.Event(id: id) with
            {
                TraceId = "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=1",
                ClientContext = """{"custom":{"name":"Zoë"}}""",
                CognitoIdentity = """{"cognitoIdentityId":"eu:1"}""",
                TenantId = "blue",
            },
            TestContext.Current.CancellationToken);

        using var raw = await RawConnection.OpenAsync(runtime.Environment);
        await raw.SendAsync("GET /2018-06-01/runtime/invocation/next HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        var head = await raw.ReadToEndAsync();

        Assert.Contains($"\r\nLambda-Runtime-Aws-Request-Id: {id}\r\n", head, StringComparison.Ordinal);
        Assert.Contains("\r\nLambda-Runtime-Trace-Id: Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=1\r\n", head, StringComparison.Ordinal);
        Assert.Contains("\r\nLambda-Runtime-Client-Context: {\"custom\":{\"name\":\"Zoë\"}}\r\n", head, StringComparison.Ordinal);
        Assert.Contains("\r\nLambda-Runtime-Cognito-Identity: {\"cognitoIdentityId\":\"eu:1\"}\r\n", head, StringComparison.Ordinal);
        Assert.Contains("\r\nLambda-Runtime-Aws-Tenant-Id: blue\r\n", head, StringComparison.Ordinal);
    }

    [Fact(Timeout = 600_000)]
    public async Task Is_handed_over_again_to_a_runtime_that_asks_again_before_it_answers()
    {
        await using var runtime = await Runtime.StartAsync(TestContext.Current.CancellationToken);
        var (id, answer) = await runtime.DeliverAsync("\"same\"");

        using var again = await runtime.NextAsync();
        using var accepted = await runtime.RespondAsync(id, "1");

        Assert.Equal(id, again.Headers.GetValues("Lambda-Runtime-Aws-Request-Id").Single());
        Assert.Equal("\"same\"", await again.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("1", (await answer).Text());
    }

    [Fact(Timeout = 600_000)]
    public async Task Waits_for_its_turn_and_its_clock_starts_then()
    {
        await using var runtime = await Runtime.StartAsync(TestContext.Current.CancellationToken);
        var (first, firstAnswer) = await runtime.DeliverAsync("1");
        var secondAnswer = runtime.Environment.InvokeAsync(Runtime.Event("2"), TestContext.Current.CancellationToken);
        runtime.Time.Advance(TimeSpan.FromSeconds(2));

        using (await runtime.RespondAsync(first, "\"one\"")) { }
        using var next = await runtime.NextAsync();
        runtime.Time.Advance(TimeSpan.FromSeconds(2));
        using (await runtime.RespondAsync(next.Headers.GetValues("Lambda-Runtime-Aws-Request-Id").Single(), "\"two\"")) { }

        Assert.Equal("1772366405000", next.Headers.GetValues("Lambda-Runtime-Deadline-Ms").Single());
        Assert.Equal(("\"one\"", TimeSpan.FromSeconds(2)), ((await firstAnswer).Text(), (await firstAnswer).Duration));
        Assert.Equal(("\"two\"", TimeSpan.FromSeconds(2)), ((await secondAnswer).Text(), (await secondAnswer).Duration));
    }

    [Fact(Timeout = 600_000)]
    public async Task Stays_in_the_queue_when_the_connection_of_a_poll_breaks()
    {
        await using var runtime = await Runtime.StartAsync(TestContext.Current.CancellationToken);
        using (var raw = await RawConnection.OpenAsync(runtime.Environment))
        {
            await raw.SendAsync("GET /2018-06-01/runtime/invocation/next HTTP/1.1\r\nHost: x\r\n\r\n");
            await runtime.Environment.WhenAsync(RuntimeState.Waiting, TestContext.Current.CancellationToken);
        }

        await runtime.Environment.WhenAsync(RuntimeState.Ready, TestContext.Current.CancellationToken);
        var (id, answer) = await runtime.DeliverAsync("\"kept\"");
        using var accepted = await runtime.RespondAsync(id, "1");

        Assert.Equal("1", (await answer).Text());
    }

    [Fact(Timeout = 600_000)]
    public async Task Is_refused_when_no_caller_of_the_service_could_send_it()
    {
        await using var runtime = await Runtime.StartAsync(TestContext.Current.CancellationToken);
        var good = Runtime.Event();

        Task Invoke(InvocationRequest request) => runtime.Environment.InvokeAsync(request, TestContext.Current.CancellationToken);

        await Assert.ThrowsAsync<ArgumentException>(() => Invoke(good with { Payload = new byte[(6 * 1024 * 1024) + 1] }));
        await Assert.ThrowsAsync<ArgumentException>(() => Invoke(good with { Timeout = TimeSpan.Zero }));
        await Assert.ThrowsAsync<ArgumentException>(() => Invoke(good with { Timeout = TimeSpan.FromSeconds(901) }));
        await Assert.ThrowsAsync<ArgumentException>(() => Invoke(good with { RequestId = "42" }));
        await Assert.ThrowsAsync<ArgumentException>(() => Invoke(good with { ClientContext = "{\r\n}" }));
        Assert.Equal(RuntimeState.Starting, runtime.Environment.State);
    }
}
