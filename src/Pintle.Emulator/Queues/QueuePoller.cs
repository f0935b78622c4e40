using System.Collections.Concurrent;
using System.Text.Json;
using Pintle.Emulator.Invoke;

namespace Pintle.Emulator.Queues;

/// <summary>Invokes a function with batches of a queue's messages, and deletes those that it did not fail on. Messages that stay come again when the queue says so: as on Lambda, a message may be seen more than once.</summary>
/// <remarks>https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html</remarks>
public sealed class QueuePoller : IAsyncDisposable
{
    /// <summary>SQS gives no more at once.</summary>
    private const int MostAtOnce = 10;

    // SQS's longest (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html).
    private static readonly TimeSpan LongPoll = TimeSpan.FromSeconds(20);

    // Chosen, not measured: the pause after a fault of the queue, which doubles up to LongPoll, and how long a stop waits for batches that still run.
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _free;
    private readonly IMessageSource _queue;
    private readonly IInvocableFunction _function;
    private readonly QueuePollerOptions _options;
    private readonly ConcurrentDictionary<Task, bool> _running = new();
    private readonly EventFilter[] _filters;
    private readonly string _name;
    private readonly Task _polling;

    private QueuePoller(IMessageSource queue, IInvocableFunction function, QueuePollerOptions options)
    {
        (_queue, _function, _options) = (queue, function, options);
        _filters = [.. options.Filters.Select(EventFilter.Parse).OfType<EventFilter>()];
        _free = new SemaphoreSlim(options.MaxConcurrency);
        _name = $"{function.Arn.Split(':')[^1]}: queue {queue.Arn.Split(':')[^1]}";
        _polling = Task.Run(PollAsync);
    }

    /// <param name="queue">It is the poller's from now on.</param>
    /// <param name="function">Gets the batches.</param>
    /// <param name="options">Options that <see cref="QueuePollerOptions.WhyNot"/> accepts.</param>
    public static QueuePoller Start(IMessageSource queue, IInvocableFunction function, QueuePollerOptions options)
    {
        ArgumentNullException.ThrowIfNull(queue);
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(options);
        return options.WhyNot(queue.IsFifo) is { } why ? throw new ArgumentException(why, nameof(options)) : new QueuePoller(queue, function, options);
    }

    /// <summary>Takes no more messages, and gives back those that no invocation has. Invocations that run have two seconds to end; if one succeeds later, its messages are still deleted, while this process lives.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _polling.ConfigureAwait(false);
        await Task.WhenAll(_running.Keys).WaitAsync(Grace, _options.Time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _queue.DisposeAsync().ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task PollAsync()
    {
        var pause = FirstPause;
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await PollOnceAsync().ConfigureAwait(false);
                pause = FirstPause;
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (QueueException fault)
            {
                Say(fault.Message);
                await Task.Delay(pause, _options.Time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                pause = pause * 2 > LongPoll ? LongPoll : pause * 2;
            }
        }
    }

    private async Task PollOnceAsync()
    {
        // Each receipt counts towards the dead letters, so without a function nothing is received.
        while (_function.WhyUnavailable is not null)
            await Task.Delay(FirstPause, _options.Time, _stopping.Token).ConfigureAwait(false);
        await _free.WaitAsync(_stopping.Token).ConfigureAwait(false);
        var batch = new List<QueueMessage>();
        try
        {
            await GatherAsync(batch).ConfigureAwait(false);
        }
        catch
        {
            _ = _free.Release();
            await TryAsync(() => _queue.ReleaseAsync(batch)).ConfigureAwait(false);
            throw;
        }

        // One turn for all parts of a batch that is too large for one event: they go one after another.
        var run = InvokeAsync(batch);
        _ = _running.TryAdd(run, true);
        _ = run.ContinueWith(done => _running.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private async Task GatherAsync(List<QueueMessage> batch)
    {
        while (batch.Count == 0)
            batch.AddRange(await FilterAsync(await _queue.ReceiveAsync(Math.Min(MostAtOnce, _options.BatchSize), LongPoll, _stopping.Token).ConfigureAwait(false)).ConfigureAwait(false));

        var began = _options.Time.GetTimestamp();
        while (batch.Count < _options.BatchSize && _options.BatchingWindow - _options.Time.GetElapsedTime(began) is var left && left > TimeSpan.Zero
            && batch.Sum(each => (long)each.Body.Length) < Limits.MaxRequestBytes)
        {
            batch.AddRange(await FilterAsync(await _queue.ReceiveAsync(Math.Min(MostAtOnce, _options.BatchSize - batch.Count), left, _stopping.Token).ConfigureAwait(false)).ConfigureAwait(false));
        }
    }

    /// <summary>A message that no filter lets through is done with, as on Lambda: it is deleted and counts for no batch.</summary>
    private async Task<IReadOnlyList<QueueMessage>> FilterAsync(IReadOnlyList<QueueMessage> received)
    {
        if (_filters.Length == 0 || received.Count == 0)
            return received;

        var matching = received.ToLookup(IsLetThrough);
        if (matching[false].Any())
            await TryAsync(() => _queue.DeleteAsync([.. matching[false]])).ConfigureAwait(false);
        return [.. matching[true]];
    }

    private byte[] Record(QueueMessage message) => QueueEvent.Record(_queue.Arn, message, _options.BatchingWindow > TimeSpan.Zero);

    private bool IsLetThrough(QueueMessage message)
    {
        using var record = JsonDocument.Parse(Record(message));
        return Array.Exists(_filters, filter => filter.Matches(record.RootElement));
    }

    private async Task InvokeAsync(List<QueueMessage> batch)
    {
        await Task.Yield();
        try
        {
            var next = 0;
            while (next < batch.Count)
            {
                var records = new List<byte[]>();
                var first = next;
                for (; next < batch.Count; next++)
                {
                    records.Add(Record(batch[next]));
                    if (records.Count > 1 && QueueEvent.LengthOf(records) > Limits.MaxRequestBytes)
                    {
                        records.RemoveAt(records.Count - 1);
                        break;
                    }
                }

                await InvokeAsync(batch[first..next], QueueEvent.Create(records)).ConfigureAwait(false);
            }
        }
        finally
        {
            _ = _free.Release();
        }
    }

    private async Task InvokeAsync(List<QueueMessage> part, byte[] payload)
    {
        if (payload.Length > Limits.MaxRequestBytes)
        {
            Say($"expected a message that fits into an event of {Limits.MaxRequestBytes} bytes, found one that makes {payload.Length}; it stays. Send a smaller one or a reference.");
            return;
        }

        FunctionAnswer answer;
        try
        {
            answer = await _function.InvokeAsync(new FunctionCall { RequestId = Guid.NewGuid().ToString(), Payload = payload }, _stopping.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            await TryAsync(() => _queue.ReleaseAsync(part)).ConfigureAwait(false);
            return;
        }

        var done = Succeeded(part, answer);
        if (done.Count < part.Count)
            Say($"{part.Count - done.Count} of {part.Count} messages failed and stay");
        if (done.Count > 0)
            await TryAsync(() => _queue.DeleteAsync(done)).ConfigureAwait(false);
    }

    private List<QueueMessage> Succeeded(List<QueueMessage> part, FunctionAnswer answer)
    {
        if (answer.IsError || answer.IsThrottled)
            return [];
        if (!_options.ReportsItemFailures)
            return part;
        if (BatchReport.Read(answer.Payload, part.Select(each => each.MessageId).ToHashSet(StringComparer.Ordinal)) is { } failed)
            return [.. part.Where(each => !failed.Contains(each.MessageId))];

        Say("expected a response with batchItemFailures, each with the itemIdentifier of a message of this batch, found something else, which counts as a failure of all. Correct the function");
        return [];
    }

    private async Task TryAsync(Func<Task> ask)
    {
        try
        {
            await ask().ConfigureAwait(false);
        }
        catch (QueueException fault)
        {
            Say(fault.Message);
        }
    }

    private void Say(string what) => _options.Log?.Invoke($"{_name}: {what}");
}
