using System.Threading.Channels;

namespace Pintle.Emulator.Telemetry;

/// <summary>Sends events to one extension in batches. Nothing waits for it: what does not fit, or can't be delivered, is counted and told with the next batch.</summary>
internal sealed class TelemetrySubscriber
{
    private readonly TelemetrySubscription _subscription;
    private readonly Func<int, long, byte[]> _dropped;
    private readonly TimeProvider _time;
    private readonly ITelemetryDestination _destination;
    private readonly Channel<byte[]> _events;
    private readonly Task _sending;
    private int _droppedItems;
    private long _droppedBytes;

    /// <param name="subscription">Where to, and how much at once.</param>
    /// <param name="dropped">Makes the event that tells how many events and bytes were lost.</param>
    /// <param name="time">The clock of the buffer's time limit.</param>
    public TelemetrySubscriber(TelemetrySubscription subscription, Func<int, long, byte[]> dropped, TimeProvider time)
    {
        (_subscription, _dropped, _time) = (subscription, dropped, time);
        _destination = subscription.Destination.Scheme == Uri.UriSchemeHttp ? new HttpTelemetry(subscription.Destination) : new TcpTelemetry(subscription.Destination);
        _events = Channel.CreateBounded<byte[]>(new BoundedChannelOptions(subscription.MaxItems * 2) { SingleReader = true });
        _sending = SendAsync();
    }

    public bool Takes(string category) => _subscription.Types.Contains(category);

    public void Add(byte[] json)
    {
        if (!_events.Writer.TryWrite(json))
            Drop(1, json.Length);
    }

    /// <summary>Sends what is left; later events are dropped.</summary>
    public Task CompleteAsync()
    {
        _ = _events.Writer.TryComplete();
        return _sending;
    }

    private async Task SendAsync()
    {
        while (await _events.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            var batch = await CollectAsync().ConfigureAwait(false);
            if (!await _destination.TrySendAsync(batch).ConfigureAwait(false))
                Drop(batch.Count, batch.Sum(each => (long)each.Length));
        }

        _destination.Dispose();
    }

    private async Task<List<byte[]>> CollectAsync()
    {
        var batch = new List<byte[]>();
        if (Interlocked.Exchange(ref _droppedItems, 0) is > 0 and var items)
            batch.Add(_dropped(items, Interlocked.Exchange(ref _droppedBytes, 0)));
        var bytes = 0L;
        using var limit = new CancellationTokenSource(_subscription.Timeout, _time);
        try
        {
            while (batch.Count < _subscription.MaxItems && bytes < _subscription.MaxBytes)
            {
                if (_events.Reader.TryRead(out var json))
                {
                    batch.Add(json);
                    bytes += json.Length;
                }
                else if (!await _events.Reader.WaitToReadAsync(limit.Token).ConfigureAwait(false))
                {
                    break;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The time is up: what there is, is sent.
        }

        return batch;
    }

    private void Drop(int items, long bytes)
    {
        _ = Interlocked.Add(ref _droppedItems, items);
        _ = Interlocked.Add(ref _droppedBytes, bytes);
    }
}
