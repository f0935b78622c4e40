using System.Text.Json;
using Pintle.Emulator.Invoke;

namespace Pintle.Testing.Tests;

public sealed class EventInvocationTests
{
    [Theory(Timeout = 600_000)]
    [InlineData(2, 3)]
    [InlineData(0, 1)]
    public async Task An_event_that_fails_is_tried_again_with_its_request_id_and_then_buried(int retries, int attempts)
    {
        using var folder = new TestFolder();
        var events = new EventInvocationOptions { MaxRetries = retries, RetryDelay = TimeSpan.Zero, DeadLetterFile = folder.At("dead-letters") };
        await using var function = await ProbeFunction.StartAsync(ProbeFunction.Options() with { Events = events }, TestContext.Current.CancellationToken);
        var lines = new List<string>();
        function.ServiceLineWritten += lines.Add;
        var call = new FunctionCall { RequestId = Guid.NewGuid().ToString(), IsEvent = true, Payload = "\"fail\""u8.ToArray() };

        await new ServedFunction(function, null).InvokeAsync(call, TestContext.Current.CancellationToken);

        Assert.Equal(Enumerable.Repeat($"START RequestId: {call.RequestId} Version: $LATEST", attempts), lines.Where(line => line.StartsWith("START", StringComparison.Ordinal)));
        var record = JsonDocument.Parse(Assert.Single(await File.ReadAllLinesAsync(events.DeadLetterFile, TestContext.Current.CancellationToken))).RootElement;
        Assert.Equal(
            $$"""{"requestId":"{{call.RequestId}}","functionArn":"arn:aws:lambda:us-east-1:123456789012:function:function:$LATEST","condition":"RetriesExhausted","approximateInvokeCount":{{attempts}}}""",
            record.GetProperty("requestContext").GetRawText());
        Assert.Equal("fail", record.GetProperty("requestPayload").GetString());
        Assert.Equal("ProbeException", record.GetProperty("responsePayload").GetProperty("errorType").GetString());
    }

    [Fact(Timeout = 600_000)]
    public async Task An_event_that_succeeds_at_last_is_not_buried()
    {
        using var folder = new TestFolder();
        var events = new EventInvocationOptions { RetryDelay = TimeSpan.Zero, DeadLetterFile = folder.At("dead-letters") };
        var options = ProbeFunction.Options(SandboxKind.Auto, ("PROBE_INIT", "error-once")) with { Events = events };
        await using var function = await ProbeFunction.StartAsync(options, TestContext.Current.CancellationToken);
        var call = new FunctionCall { RequestId = Guid.NewGuid().ToString(), IsEvent = true, Payload = "1"u8.ToArray() };

        var answer = await new ServedFunction(function, null).InvokeAsync(call, TestContext.Current.CancellationToken);

        Assert.False(answer.IsError);
        Assert.False(File.Exists(events.DeadLetterFile));
    }

    [Fact(Timeout = 600_000)]
    public async Task A_throttled_event_is_given_up_when_it_is_too_old()
    {
        using var folder = new TestFolder();
        var events = new EventInvocationOptions { MaxAge = TimeSpan.FromMilliseconds(1), DeadLetterFile = folder.At("dead-letters") };
        await using var function = await ProbeFunction.StartAsync(ProbeFunction.Options() with { ReservedConcurrency = 1, Timeout = TimeSpan.FromSeconds(5), Events = events }, TestContext.Current.CancellationToken);
        _ = function.InvokeAsync("\"hang\"", cancellationToken: TestContext.Current.CancellationToken);
        var call = new FunctionCall { RequestId = Guid.NewGuid().ToString(), IsEvent = true, Payload = "1"u8.ToArray() };

        await new ServedFunction(function, null).InvokeAsync(call, TestContext.Current.CancellationToken);

        var record = JsonDocument.Parse(await File.ReadAllTextAsync(events.DeadLetterFile, TestContext.Current.CancellationToken)).RootElement;
        Assert.Equal(("EventAgeExceeded", 429), (record.GetProperty("requestContext").GetProperty("condition").GetString(), record.GetProperty("responseContext").GetProperty("statusCode").GetInt32()));
    }

    /// <summary>As AWS answered in 2025: the record has what was sent and nothing of an answer.</summary>
    [Fact(Timeout = 600_000)]
    public async Task With_a_reserved_concurrency_of_0_an_event_is_given_up_at_once()
    {
        using var folder = new TestFolder();
        var events = new EventInvocationOptions { DeadLetterFile = folder.At("dead-letters") };
        await using var function = await ProbeFunction.StartAsync(ProbeFunction.Options() with { ReservedConcurrency = 0, Events = events }, TestContext.Current.CancellationToken);
        var call = new FunctionCall { RequestId = Guid.NewGuid().ToString(), IsEvent = true, Payload = "{}"u8.ToArray() };

        await new ServedFunction(function, null).InvokeAsync(call, TestContext.Current.CancellationToken);

        var record = JsonDocument.Parse(await File.ReadAllTextAsync(events.DeadLetterFile, TestContext.Current.CancellationToken)).RootElement;
        Assert.Equal("version timestamp requestContext requestPayload", string.Join(' ', record.EnumerateObject().Select(member => member.Name)));
        Assert.Equal(("ZeroReservedConcurrency", 0), (record.GetProperty("requestContext").GetProperty("condition").GetString(), record.GetProperty("requestContext").GetProperty("approximateInvokeCount").GetInt32()));
    }
}
