using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Realistic;

public readonly record struct Reading(long Sensor, double Value, DateTimeOffset At);

/// <summary>A tree of JSON in and out; LINQ, collections and waits over values. No family of the layer was chosen by what it needs.</summary>
public sealed class Readings
{
    public async Task<JsonObject> Handle(JsonElement payload)
    {
        var values = payload.GetProperty("values").EnumerateArray().Select(value => value.GetDouble()).ToList();
        var times = payload.GetProperty("times").Deserialize<DateTime[]>()!;
        var queue = new PriorityQueue<string, double>();
        foreach (var value in values)
            queue.Enqueue(value.ToString(CultureInfo.InvariantCulture), -value);

        var byHour = times.Zip(values).ToLookup(pair => pair.First.Hour, pair => pair.Second);
        var sorted = new SortedDictionary<int, double>(byHour.ToDictionary(group => group.Key, group => group.Max()));
        var seen = new ConcurrentDictionary<Guid, int>();
        var sums = await Task.WhenAll(sorted.Select(async pair =>
        {
            await Task.Delay(1);
            return (pair.Key, Sum: (decimal)pair.Value);
        }));
        _ = seen.TryAdd(Guid.Empty, sums.Length);
        var best = sums.MaxBy(sum => sum.Sum);
        var halves = values.Chunk(2).Select(chunk => chunk.Average()).ToImmutableArray();
        var flags = new Queue<bool>(values.Select(value => value > 1));
        return new JsonObject
        {
            ["first"] = queue.Dequeue(),
            ["hour"] = best.Key,
            ["sum"] = best.Sum,
            ["halves"] = new JsonArray([.. halves.Select(half => JsonValue.Create(half))]),
            ["flag"] = flags.Dequeue(),
            ["seen"] = seen.Values.Sum(),
            ["span"] = (times[^1] - times[0]).TotalSeconds,
        };
    }
}
