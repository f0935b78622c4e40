using System.IO.Compression;
using System.Text.Json.Nodes;

namespace Pintle.Emulator;

/// <summary>Events of EventBridge and of CloudWatch Logs.</summary>
/// <remarks>https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html, https://docs.aws.amazon.com/lambda/latest/dg/services-cloudwatchlogs.html</remarks>
internal static class NoticeSamples
{
    public static JsonObject BusEvent(SampleFacts facts) => Bus(facts, "com.example.orders", "Order placed", [], JsonNode.Parse(SampleFacts.Order)!.AsObject());

    public static JsonObject Schedule(SampleFacts facts) => Bus(facts, "aws.events", "Scheduled Event", [SampleFacts.Arn("events", "rule/every-hour")], []);

    /// <summary>The notice is JSON, gzipped, in base64.</summary>
    public static JsonObject LogSubscription(SampleFacts facts)
    {
        var notice = new JsonObject
        {
            ["messageType"] = "DATA_MESSAGE",
            ["owner"] = SampleFacts.Account,
            ["logGroup"] = "/aws/lambda/orders",
            ["logStream"] = $"{facts.Now:yyyy/MM/dd}/[$LATEST]{facts.Id("stream", 32)}",
            ["subscriptionFilters"] = new JsonArray("orders"),
            ["logEvents"] = new JsonArray(new JsonObject { ["id"] = "36000000000000000000000000000000000000000000000000000001", ["timestamp"] = facts.Milliseconds, ["message"] = "order a1 placed\n" }),
        };
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        using (var writer = new StreamWriter(gzip))
            writer.Write(notice.ToJsonString());
        return new JsonObject { ["awslogs"] = new JsonObject { ["data"] = Convert.ToBase64String(packed.ToArray()) } };
    }

    private static JsonObject Bus(SampleFacts facts, string source, string type, string[] resources, JsonObject detail) => new()
    {
        ["version"] = "0",
        ["id"] = facts.MessageId,
        ["detail-type"] = type,
        ["source"] = source,
        ["account"] = SampleFacts.Account,
        ["time"] = facts.IsoSeconds,
        ["region"] = SampleFacts.Region,
        ["resources"] = new JsonArray([.. resources.Select(each => (JsonNode)each)]),
        ["detail"] = detail,
    };
}
