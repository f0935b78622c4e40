using System.Globalization;
using System.Text.Json;

namespace Pintle.Emulator.Telemetry;

/// <summary>The telemetry of one execution environment: events of the platform, lines of the function and of extensions, for those extensions that subscribed. A subscriber also gets what happened before.</summary>
/// <remarks>https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html</remarks>
public sealed class TelemetryFeed
{
    /// <summary>Events that are kept for subscribers that are still to come; an init phase has far fewer. Chosen, not measured: it only bounds the memory of an init phase that logs without end.</summary>
    private const int MaxEarlier = 1000;

    private readonly Lock _gate = new();
    private readonly List<TelemetrySubscriber> _subscribers = [];
    private readonly List<(string Category, byte[] Json)> _earlier = [];
    private readonly TimeProvider _time;
    private bool _isInitOver;

    internal TelemetryFeed(TimeProvider time) => _time = time;

    /// <param name="type">For example <c>platform.start</c>; what stands before the dot is the category.</param>
    /// <param name="record">Writes the members of the record.</param>
    public void Publish(string type, Action<Utf8JsonWriter> record)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(record);
        Add(type.Split('.')[0], () => Event(type, json =>
        {
            json.WriteStartObject("record"u8);
            record(json);
            json.WriteEndObject();
        }));
    }

    /// <param name="category"><c>function</c> or <c>extension</c>.</param>
    /// <param name="text">One line of its log.</param>
    public void Line(string category, string text) => Add(category, () => Event(category, json => json.WriteString("record"u8, text)));

    /// <summary>The init phase is over: nobody is going to subscribe.</summary>
    public void EndInit()
    {
        lock (_gate)
        {
            _isInitOver = true;
            _earlier.Clear();
        }
    }

    /// <summary>Sends what is left at once; ends when it is delivered or given up.</summary>
    public Task CompleteAsync()
    {
        lock (_gate)
            return Task.WhenAll(_subscribers.Select(each => each.CompleteAsync()));
    }

    internal void Subscribe(string name, TelemetrySubscription subscription)
    {
        lock (_gate)
        {
            var subscriber = new TelemetrySubscriber(subscription, Dropped, _time);
            foreach (var (_, json) in _earlier.Where(each => subscriber.Takes(each.Category)))
                subscriber.Add(json);
            _subscribers.Add(subscriber);
        }

        Publish("platform.telemetrySubscription", json =>
        {
            json.WriteString("name"u8, name);
            json.WriteString("state"u8, "Subscribed");
            json.WriteStartArray("types"u8);
            foreach (var type in subscription.Types)
                json.WriteStringValue(type);
            json.WriteEndArray();
        });
    }

    /// <summary>In the order of the calls, for every subscriber; nothing is made where nobody is going to read it.</summary>
    private void Add(string category, Func<byte[]> make)
    {
        lock (_gate)
        {
            var takers = _subscribers.Where(each => each.Takes(category)).ToArray();
            if (takers.Length == 0 && (_isInitOver || _earlier.Count >= MaxEarlier))
                return;

            var json = make();
            foreach (var subscriber in takers)
                subscriber.Add(json);
            if (!_isInitOver && _earlier.Count < MaxEarlier)
                _earlier.Add((category, json));
        }
    }

    private byte[] Dropped(int items, long bytes) => Event("platform.logsDropped", json =>
    {
        json.WriteStartObject("record"u8);
        json.WriteString("reason"u8, "The subscriber did not take them in time.");
        json.WriteNumber("droppedRecords"u8, items);
        json.WriteNumber("droppedBytes"u8, bytes);
        json.WriteEndObject();
    });

    private byte[] Event(string type, Action<Utf8JsonWriter> record)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("time"u8, _time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
            json.WriteString("type"u8, type);
            record(json);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }
}
