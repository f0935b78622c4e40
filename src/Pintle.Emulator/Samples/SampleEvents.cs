using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Pintle.Emulator;

/// <summary>Events as AWS's services send them, with values of our own: something to try a function with. They are not recordings, and carry no real id, account or name.</summary>
public static class SampleEvents
{
    private static readonly JsonSerializerOptions Writing = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly SortedDictionary<string, Func<SampleFacts, JsonObject>> All = new(StringComparer.Ordinal)
    {
        ["alb"] = HttpSamples.LoadBalancer,
        ["apigw-v1"] = HttpSamples.RestApi,
        ["apigw-v2"] = HttpSamples.HttpApi,
        ["cloudwatch-logs"] = NoticeSamples.LogSubscription,
        ["dynamodb"] = RecordSamples.TableStream,
        ["eventbridge"] = NoticeSamples.BusEvent,
        ["function-url"] = HttpSamples.FunctionUrl,
        ["kinesis"] = RecordSamples.DataStream,
        ["s3"] = RecordSamples.Bucket,
        ["schedule"] = NoticeSamples.Schedule,
        ["sns"] = RecordSamples.Topic,
        ["sqs"] = RecordSamples.Queue,
    };

    /// <summary>What <see cref="Create"/> knows, in alphabetical order.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Keys];

    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="now">The moment that the event tells of. The same moment gives the same event.</param>
    /// <returns>JSON, UTF-8.</returns>
    /// <exception cref="ArgumentException">There is no sample of that name.</exception>
    public static ReadOnlyMemory<byte> Create(string name, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(name);
        return All.TryGetValue(name, out var create)
            ? JsonSerializer.SerializeToUtf8Bytes(create(new SampleFacts(now.ToUniversalTime())), Writing)
            : throw new ArgumentException($"Expected the name of a sample, one of {string.Join(", ", Names)}.", nameof(name));
    }
}
