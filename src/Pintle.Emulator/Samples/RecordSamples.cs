using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Pintle.Emulator;

/// <summary>Events that are a list of <c>Records</c>: queues, topics, buckets and streams.</summary>
/// <remarks>https://docs.aws.amazon.com/lambda/latest/dg/lambda-services.html</remarks>
internal static class RecordSamples
{
    /// <summary>Two messages, so that partial batch responses can be tried.</summary>
    public static JsonObject Queue(SampleFacts facts) => Records(Message(facts, SampleFacts.Order, 1), Message(facts, """{"id":"a2","quantity":1,"price":20}""", 2));

    public static JsonObject Topic(SampleFacts facts) => Records(new JsonObject
    {
        ["EventSource"] = "aws:sns",
        ["EventVersion"] = "1.0",
        ["EventSubscriptionArn"] = SampleFacts.Arn("sns", $"orders:{facts.MessageId}"),
        ["Sns"] = new JsonObject
        {
            ["Type"] = "Notification",
            ["MessageId"] = facts.MessageId,
            ["TopicArn"] = SampleFacts.Arn("sns", "orders"),
            ["Subject"] = "An order",
            ["Message"] = SampleFacts.Order,
            ["Timestamp"] = facts.Iso,
            ["SignatureVersion"] = "1",
            ["Signature"] = facts.Base64("signature"),
            ["SigningCertUrl"] = $"https://sns.{SampleFacts.Region}.amazonaws.com/sample.pem",
            ["UnsubscribeUrl"] = $"https://sns.{SampleFacts.Region}.amazonaws.com/?Action=Unsubscribe",
            ["MessageAttributes"] = new JsonObject { ["kind"] = new JsonObject { ["Type"] = "String", ["Value"] = "order" } },
        },
    });

    public static JsonObject Bucket(SampleFacts facts) => Records(new JsonObject
    {
        ["eventVersion"] = "2.1",
        ["eventSource"] = "aws:s3",
        ["awsRegion"] = SampleFacts.Region,
        ["eventTime"] = facts.Iso,
        ["eventName"] = "ObjectCreated:Put",
        ["userIdentity"] = new JsonObject { ["principalId"] = "AWS:SAMPLEPRINCIPAL" },
        ["requestParameters"] = new JsonObject { ["sourceIPAddress"] = SampleFacts.CallerAddress },
        ["responseElements"] = new JsonObject { ["x-amz-request-id"] = facts.Id("request", 16).ToUpperInvariant(), ["x-amz-id-2"] = facts.Base64("id2") },
        ["s3"] = new JsonObject
        {
            ["s3SchemaVersion"] = "1.0",
            ["configurationId"] = "orders",
            ["bucket"] = new JsonObject { ["name"] = "orders-bucket", ["ownerIdentity"] = new JsonObject { ["principalId"] = "SAMPLEOWNER" }, ["arn"] = "arn:aws:s3:::orders-bucket" },
            // Keys arrive URL-encoded, a space as a plus sign.
            ["object"] = new JsonObject { ["key"] = "incoming/order+a1.json", ["size"] = SampleFacts.Order.Length, ["eTag"] = Md5(SampleFacts.Order), ["sequencer"] = facts.Id("sequencer", 18).ToUpperInvariant() },
        },
    });

    public static JsonObject DataStream(SampleFacts facts) => Records(new JsonObject
    {
        ["kinesis"] = new JsonObject
        {
            ["kinesisSchemaVersion"] = "1.0",
            ["partitionKey"] = "a1",
            ["sequenceNumber"] = "49590338271490256608559692538361571095921575989136588898",
            ["data"] = SampleFacts.Base64Text(SampleFacts.Order),
            ["approximateArrivalTimestamp"] = facts.Seconds,
        },
        ["eventSource"] = "aws:kinesis",
        ["eventVersion"] = "1.0",
        ["eventID"] = "shardId-000000000000:49590338271490256608559692538361571095921575989136588898",
        ["eventName"] = "aws:kinesis:record",
        ["invokeIdentityArn"] = $"arn:aws:iam::{SampleFacts.Account}:role/orders",
        ["awsRegion"] = SampleFacts.Region,
        ["eventSourceARN"] = SampleFacts.Arn("kinesis", "stream/orders"),
    });

    public static JsonObject TableStream(SampleFacts facts)
    {
        var item = new JsonObject { ["id"] = Attribute("S", "a1"), ["quantity"] = Attribute("N", "3"), ["price"] = Attribute("N", "9.5") };
        return Records(new JsonObject
        {
            ["eventID"] = facts.Id("change", 32),
            ["eventName"] = "INSERT",
            ["eventVersion"] = "1.1",
            ["eventSource"] = "aws:dynamodb",
            ["awsRegion"] = SampleFacts.Region,
            ["dynamodb"] = new JsonObject
            {
                ["ApproximateCreationDateTime"] = Math.Floor(facts.Seconds),
                ["Keys"] = new JsonObject { ["id"] = Attribute("S", "a1") },
                ["NewImage"] = item,
                ["SequenceNumber"] = "111100000000000000000001",
                ["SizeBytes"] = 26,
                ["StreamViewType"] = "NEW_AND_OLD_IMAGES",
            },
            ["eventSourceARN"] = SampleFacts.Arn("dynamodb", $"table/orders/stream/{facts.Now.ToString("yyyy-MM-dd'T'HH:mm:ss.fff", CultureInfo.InvariantCulture)}"),
        });
    }

    private static JsonObject Message(SampleFacts facts, string body, int number) => new()
    {
        ["messageId"] = $"{facts.MessageId[..^1]}{number}",
        ["receiptHandle"] = facts.Base64($"receipt {number}"),
        ["body"] = body,
        ["attributes"] = new JsonObject
        {
            ["ApproximateReceiveCount"] = "1",
            ["SentTimestamp"] = facts.Milliseconds.ToString(CultureInfo.InvariantCulture),
            ["SenderId"] = "SAMPLESENDER",
            ["ApproximateFirstReceiveTimestamp"] = (facts.Milliseconds + 4).ToString(CultureInfo.InvariantCulture),
        },
        ["messageAttributes"] = new JsonObject(),
        ["md5OfBody"] = Md5(body),
        ["eventSource"] = "aws:sqs",
        ["eventSourceARN"] = SampleFacts.Arn("sqs", "orders"),
        ["awsRegion"] = SampleFacts.Region,
    };

    private static JsonObject Records(params JsonNode[] records) => new() { ["Records"] = new JsonArray(records) };

    private static JsonObject Attribute(string type, string value) => new() { [type] = value };

    // SQS and S3 name this digest in their events; nothing is protected by it.
#pragma warning disable CA5351
    private static string Md5(string text) => Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(text)));
#pragma warning restore CA5351
}
