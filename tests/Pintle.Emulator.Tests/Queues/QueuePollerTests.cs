using System.Text.Json;
using Pintle.Emulator.Invoke;
using Pintle.Emulator.Queues;

namespace Pintle.Emulator.Tests.Queues;

public sealed class QueuePollerTests
{
    [Fact(Timeout = 600_000)]
    public async Task Messages_are_the_records_of_one_event_and_are_deleted_after_it()
    {
        var queue = TestMessages.Answering("\"done\"");
        queue.Send("a", "b");
        await using var poller = queue.Poll();

        var ended = await queue.NextAsync(TestContext.Current.CancellationToken);

        Assert.Equal("deleted a b", ended);
        using var json = JsonDocument.Parse(Assert.Single(queue.Calls).Payload);
        var record = json.RootElement.GetProperty("Records")[0];
        Assert.Equal(
            """{"messageId":"id-a","receiptHandle":"receipt-a","body":"a","attributes":{},"messageAttributes":{},"md5OfBody":"0cc175b9c0f1b6a831c399e269772661","eventSource":"aws:sqs","eventSourceARN":"arn:aws:sqs:us-east-1:123456789012:orders","awsRegion":"us-east-1"}""",
            record.GetRawText());
        Assert.Equal(2, json.RootElement.GetProperty("Records").GetArrayLength());
    }

    /// <summary>https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batch-failure-reporting</summary>
    [Theory(Timeout = 600_000)]
    [InlineData("""{"batchItemFailures":[{"itemIdentifier":"id-b"}]}""", "deleted a c")]
    [InlineData("""{"batchItemFailures":[{"itemIdentifier":"id-b"},{"itemIdentifier":"id-b"},{"itemIdentifier":"id-c"}]}""", "deleted a")]
    [InlineData("""{"batchItemFailures":[]}""", "deleted a b c")]
    [InlineData("""{"batchItemFailures":null}""", "deleted a b c")]
    [InlineData("{}", "deleted a b c")]
    [InlineData("null", "deleted a b c")]
    [InlineData("", "deleted a b c")]
    [InlineData("""{"batchItemFailures":[{"itemIdentifier":"id-a"},{"itemIdentifier":"id-b"},{"itemIdentifier":"id-c"}]}""", null)]
    [InlineData("""{"batchItemFailures":[{"itemIdentifier":"id-d"}]}""", null)]
    [InlineData("""{"batchItemFailures":[{"itemIdentifier":""}]}""", null)]
    [InlineData("""{"batchItemFailures":[{"itemIdentifier":null}]}""", null)]
    [InlineData("""{"batchItemFailures":[{"messageId":"id-a"}]}""", null)]
    [InlineData("""{"batchItemFailures":["id-a"]}""", null)]
    [InlineData("""{"batchItemFailures":{"itemIdentifier":"id-a"}}""", null)]
    [InlineData("\"done\"", null)]
    [InlineData("{\"batchItem", null)]
    [InlineData("""{"batchItemFailures":[{"itemIdentifier":"\ud800"}]}""", null)]
    public async Task Of_a_reported_batch_only_what_is_listed_stays_and_all_of_it_after_a_report_that_is_none(string response, string? expected)
    {
        var queue = TestMessages.Answering(response);
        queue.Send("a", "b", "c");
        await using var poller = queue.Poll(new QueuePollerOptions { ReportsItemFailures = true });

        string ended;
        do
            ended = await queue.NextAsync(TestContext.Current.CancellationToken);
        while (ended == "said" && expected is not null);

        Assert.Equal(expected ?? "said", ended);
    }

    [Fact(Timeout = 600_000)]
    public async Task Without_reports_a_list_of_failures_is_a_response_as_any_other()
    {
        var queue = TestMessages.Answering("""{"batchItemFailures":[{"itemIdentifier":"id-a"}]}""");
        queue.Send("a");
        await using var poller = queue.Poll();

        Assert.Equal("deleted a", await queue.NextAsync(TestContext.Current.CancellationToken));
    }

    [Fact(Timeout = 600_000)]
    public async Task Nothing_of_a_batch_that_the_function_failed_on_is_deleted()
    {
        var queue = TestMessages.Answering("{}", isError: true);
        queue.Send("a", "b");
        await using var poller = queue.Poll(new QueuePollerOptions { ReportsItemFailures = true });

        Assert.Equal("said", await queue.NextAsync(TestContext.Current.CancellationToken));
        Assert.Equal("work: queue orders: 2 of 2 messages failed and stay", Assert.Single(queue.Log));
    }

    [Fact(Timeout = 600_000)]
    public async Task A_window_gathers_more_than_one_receipt_gives()
    {
        var queue = TestMessages.Answering("");
        string[] bodies = [.. Enumerable.Range(10, 25).Select(number => $"{number}")];
        queue.Send(bodies);
        await using var poller = queue.Poll(new QueuePollerOptions { BatchSize = 25, BatchingWindow = TimeSpan.FromMinutes(5) });

        Assert.Equal($"deleted {string.Join(' ', bodies)}", await queue.NextAsync(TestContext.Current.CancellationToken));
        _ = Assert.Single(queue.Calls);
    }

    [Fact(Timeout = 600_000)]
    public async Task Messages_over_the_limit_of_an_event_go_in_several()
    {
        var queue = TestMessages.Answering("");
        string[] bodies = [.. "abcdefgh".Select(letter => new string(letter, 1_000_000))];
        queue.Send(bodies);
        await using var poller = queue.Poll();

        var (first, second) = (await queue.NextAsync(TestContext.Current.CancellationToken), await queue.NextAsync(TestContext.Current.CancellationToken));

        static string Letters(string ended) => string.Concat(ended.Split(' ')[1..].Select(body => body[0]));
        Assert.Equal(("abcdef", "gh"), (Letters(first), Letters(second)));
        Assert.Equal(2, queue.Calls.Count);
        Assert.All(queue.Calls, call => Assert.InRange(call.Payload.Length, 1, Limits.MaxRequestBytes));
    }

    [Fact(Timeout = 600_000)]
    public async Task No_more_batches_run_at_once_than_are_allowed()
    {
        var open = new SemaphoreSlim(0);
        var (running, most) = (0, 0);
        var queue = new TestMessages
        {
            Function = async (_, _) =>
            {
                most = Math.Max(most, Interlocked.Increment(ref running));
                await open.WaitAsync(TestContext.Current.CancellationToken);
                _ = Interlocked.Decrement(ref running);
                return new FunctionAnswer(default, false, []);
            },
        };
        queue.Send([.. Enumerable.Range(0, 12).Select(number => $"{number}")]);
        await using var poller = queue.Poll(new QueuePollerOptions { BatchSize = 1, MaxConcurrency = 3 });

        for (var i = 0; i < 12; i++)
        {
            _ = open.Release();
            _ = await queue.NextAsync(TestContext.Current.CancellationToken);
        }

        Assert.InRange(most, 1, 3);
        Assert.Equal(12, queue.Calls.Count);
    }

    [Fact(Timeout = 600_000)]
    public async Task What_no_invocation_has_is_given_back_when_it_stops()
    {
        var asked = new TaskCompletionSource();
        var queue = new TestMessages
        {
            Function = async (_, stopping) =>
            {
                asked.SetResult();
                await Task.Delay(Timeout.Infinite, stopping);
                throw new InvalidOperationException();
            },
        };
        queue.Send("a");
        var poller = queue.Poll();
        await asked.Task.WaitAsync(TestContext.Current.CancellationToken);

        await poller.DisposeAsync();

        Assert.Equal("released a", await queue.NextAsync(TestContext.Current.CancellationToken));
    }

    [Fact(Timeout = 600_000)]
    public async Task A_queue_that_cannot_be_reached_is_said_and_tried_again()
    {
        var queue = TestMessages.Answering("");
        var faults = new Queue<Exception?>([new QueueException("not there"), null]);
        queue.Fault = () => faults.TryDequeue(out var fault) ? fault : null;
        queue.Send("a");
        await using var poller = queue.Poll();

        Assert.Equal(("said", "deleted a"), (await queue.NextAsync(TestContext.Current.CancellationToken), await queue.NextAsync(TestContext.Current.CancellationToken)));
        Assert.Equal("work: queue orders: not there", Assert.Single(queue.Log));
    }

    [Theory]
    [InlineData(0, 0, false, "1 to 10000")]
    [InlineData(10_001, 1, false, "1 to 10000")]
    [InlineData(11, 0, false, "at least a second")]
    [InlineData(10, 301, false, "0 to 300")]
    [InlineData(11, 0, true, "1 to 10 for a FIFO queue")]
    [InlineData(10, 1, true, "no batching window")]
    public void What_Lambda_would_refuse_is_refused(int size, int window, bool isFifo, string named)
    {
        var queue = new TestMessages { IsFifo = isFifo, Function = (_, _) => throw new InvalidOperationException() };

        var fault = Assert.Throws<ArgumentException>(() => queue.Poll(new QueuePollerOptions { BatchSize = size, BatchingWindow = TimeSpan.FromSeconds(window) }));

        Assert.Contains(named, fault.Message, StringComparison.Ordinal);
    }
}
