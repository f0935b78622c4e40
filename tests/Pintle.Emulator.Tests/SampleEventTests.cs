using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Pintle.Emulator.Tests;

public sealed class SampleEventTests
{
    private static readonly DateTimeOffset Moment = new(2026, 8, 22, 10, 0, 0, 250, TimeSpan.Zero);

    public static TheoryData<string> Names => [.. SampleEvents.Names];

    /// <summary>For each sample the members that its documentation lists, as paths.</summary>
    public static TheoryData<string, string> Documented => new()
    {
        { "alb", "requestContext.elb.targetGroupArn httpMethod path queryStringParameters.page headers.host body isBase64Encoded" },
        { "apigw-v1", "resource path httpMethod headers.Host multiValueHeaders.Host.0 queryStringParameters.tag multiValueQueryStringParameters.tag.1 pathParameters.id stageVariables requestContext.identity.sourceIp requestContext.requestTimeEpoch requestContext.stage body isBase64Encoded" },
        { "apigw-v2", "version routeKey rawPath rawQueryString cookies.1 headers.host queryStringParameters.tag requestContext.http.method requestContext.http.sourceIp requestContext.timeEpoch pathParameters.id body isBase64Encoded" },
        { "cloudwatch-logs", "awslogs.data" },
        { "dynamodb", "Records.0.eventID Records.0.eventName Records.0.dynamodb.Keys.id.S Records.0.dynamodb.NewImage.quantity.N Records.0.dynamodb.StreamViewType Records.0.eventSourceARN" },
        { "eventbridge", "version id detail-type source account time region resources detail.id" },
        { "function-url", "version routeKey rawPath rawQueryString headers.host requestContext.domainName requestContext.http.path body isBase64Encoded" },
        { "kinesis", "Records.0.kinesis.data Records.0.kinesis.sequenceNumber Records.0.kinesis.approximateArrivalTimestamp Records.0.eventSource Records.0.eventID Records.0.eventSourceARN" },
        { "s3", "Records.0.eventVersion Records.0.eventName Records.0.eventTime Records.0.s3.bucket.name Records.0.s3.object.key Records.0.s3.object.size Records.0.s3.object.eTag" },
        { "schedule", "version id detail-type source resources.0 detail" },
        { "sns", "Records.0.EventSource Records.0.Sns.Message Records.0.Sns.MessageId Records.0.Sns.TopicArn Records.0.Sns.Timestamp Records.0.Sns.MessageAttributes.kind.Value" },
        { "sqs", "Records.0.messageId Records.0.receiptHandle Records.0.body Records.0.attributes.SentTimestamp Records.0.md5OfBody Records.0.eventSource Records.1.eventSourceARN" },
    };

    [Theory]
    [MemberData(nameof(Documented))]
    public void Has_the_members_that_are_documented(string name, string paths)
    {
        var sample = Sample(name);

        var missing = paths.Split(' ').Where(path => Find(sample, path) is null);

        Assert.True(!missing.Any(), $"Expected {string.Join(", ", missing)} in:\n{sample}");
    }

    [Fact]
    public void Every_sample_has_its_documented_members_in_the_test_above() => Assert.Equal(SampleEvents.Names, Documented.Select(row => row.Data.Item1));

    [Theory]
    [MemberData(nameof(Names))]
    public void Is_the_same_for_the_same_moment_and_another_for_another(string name)
    {
        Assert.Equal(Text(name, Moment), Text(name, Moment));
        Assert.NotEqual(Text(name, Moment), Text(name, Moment.AddDays(1)));
    }

    [Fact]
    public void Messages_of_a_queue_have_ids_of_their_own_and_true_digests()
    {
        var records = Sample("sqs").GetProperty("Records").EnumerateArray().ToList();

        Assert.Equal(2, records.Select(record => record.GetProperty("messageId").GetGuid()).Distinct().Count());
#pragma warning disable CA5351 // The queue's own digest.
        Assert.All(records, record => Assert.Equal(Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(record.GetProperty("body").GetString()!))), record.GetProperty("md5OfBody").GetString()));
#pragma warning restore CA5351
    }

    [Fact]
    public void A_log_subscription_unpacks_to_its_log_events()
    {
        using var gzip = new GZipStream(new MemoryStream(Sample("cloudwatch-logs").GetProperty("awslogs").GetProperty("data").GetBytesFromBase64()), CompressionMode.Decompress);
        using var notice = JsonDocument.Parse(gzip);

        Assert.Equal(Moment.ToUnixTimeMilliseconds(), Find(notice.RootElement, "logEvents.0.timestamp")!.Value.GetInt64());
    }

    [Theory]
    [InlineData("sqs2")]
    [InlineData("SQS")]
    [InlineData("")]
    public void An_unknown_name_is_refused_with_the_known_ones(string name)
    {
        var fault = Assert.Throws<ArgumentException>(() => SampleEvents.Create(name, Moment));

        Assert.All(SampleEvents.Names, known => Assert.Contains(known, fault.Message, StringComparison.Ordinal));
    }

    private static JsonElement Sample(string name) => JsonDocument.Parse(SampleEvents.Create(name, Moment)).RootElement;

    private static string Text(string name, DateTimeOffset moment) => Encoding.UTF8.GetString(SampleEvents.Create(name, moment).Span);

    private static JsonElement? Find(JsonElement element, string path)
    {
        foreach (var step in path.Split('.'))
        {
            if (element.ValueKind == JsonValueKind.Array && int.TryParse(step, out var index) && index < element.GetArrayLength())
                element = element[index];
            else if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(step, out element))
                return null;
        }

        return element;
    }
}
