using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Pintle.Emulator.Queues;

/// <summary>A queue behind SQS's JSON protocol, at an address that its user names. Requests are not signed: it is for queues that look at no signature, as SQS's emulators do.</summary>
/// <remarks>https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-making-api-requests-json.html</remarks>
public sealed class SqsMessages : IMessageSource
{
    private const string MediaType = "application/x-amz-json-1.0";
    private const int MostOfABatch = 10; // SQS's limit (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessageBatch.html).
    private const string TimeoutName = "VisibilityTimeout";
    private static readonly TimeSpan LongerThanALongPoll = TimeSpan.FromSeconds(40);

    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false })
    {
        Timeout = LongerThanALongPoll,
        MaxResponseContentBufferSize = 100 * 1024 * 1024,
    };

    private readonly Uri _queue;
    private readonly int? _visibilityTimeout;

    private SqsMessages(Uri queue, int? visibilityTimeout) => (_queue, _visibilityTimeout) = (queue, visibilityTimeout);

    public string Arn { get; private set; } = "";

    public bool IsFifo => Arn.EndsWith(".fifo", StringComparison.Ordinal);

    public TimeSpan VisibilityTimeout { get; private set; }

    /// <param name="queue">The queue's URL, for example <c>http://127.0.0.1:9324/123456789012/orders</c>.</param>
    /// <param name="visibilityTimeout">In place of the queue's own; null: the queue's own.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="QueueException">Nobody answers there, or there is no such queue.</exception>
    public static async Task<SqsMessages> OpenAsync(Uri queue, TimeSpan? visibilityTimeout = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(queue);
        var opened = new SqsMessages(queue, visibilityTimeout is { } given ? (int)Math.Ceiling(given.TotalSeconds) : null);
        var answer = await opened.AskAsync("GetQueueAttributes", new JsonObject { ["AttributeNames"] = new JsonArray("QueueArn", TimeoutName) }, cancellationToken).ConfigureAwait(false);
        opened.Arn = Text(answer["Attributes"]?["QueueArn"]) ?? $"arn:aws:sqs:us-east-1:000000000000:{queue.AbsolutePath.Split('/')[^1]}";
        opened.VisibilityTimeout = visibilityTimeout ?? TimeSpan.FromSeconds(int.TryParse(Text(answer["Attributes"]?[TimeoutName]), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? seconds : 30);
        return opened;
    }

    public async Task<IReadOnlyList<QueueMessage>> ReceiveAsync(int most, TimeSpan wait, CancellationToken cancellationToken)
    {
        var asked = new JsonObject
        {
            ["MaxNumberOfMessages"] = most,
            ["WaitTimeSeconds"] = Math.Clamp((int)Math.Ceiling(wait.TotalSeconds), 0, 20),
            ["AttributeNames"] = new JsonArray("All"),
            ["MessageSystemAttributeNames"] = new JsonArray("All"),
            ["MessageAttributeNames"] = new JsonArray("All"),
        };
        if (_visibilityTimeout is { } seconds)
            asked[TimeoutName] = seconds;
        var answer = await AskAsync("ReceiveMessage", asked, cancellationToken).ConfigureAwait(false);
        return answer["Messages"] is JsonArray messages ? [.. messages.Select(MessageOf)] : [];
    }

    public Task DeleteAsync(IReadOnlyList<QueueMessage> messages) => ForEachBatchAsync("DeleteMessageBatch", messages, _ => { });

    public Task ReleaseAsync(IReadOnlyList<QueueMessage> messages) => ForEachBatchAsync("ChangeMessageVisibilityBatch", messages, entry => entry[TimeoutName] = 0);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task ForEachBatchAsync(string action, IReadOnlyList<QueueMessage> messages, Action<JsonObject> more)
    {
        foreach (var batch in messages.Chunk(MostOfABatch))
        {
            var entries = new JsonArray();
            for (var i = 0; i < batch.Length; i++)
            {
                var entry = new JsonObject { ["Id"] = $"{i}", ["ReceiptHandle"] = batch[i].ReceiptHandle };
                more(entry);
                entries.Add((JsonNode)entry);
            }

            var answer = await AskAsync(action, new JsonObject { ["Entries"] = entries }, CancellationToken.None).ConfigureAwait(false);
            if (answer["Failed"] is JsonArray { Count: > 0 } failed)
                throw new QueueException($"Expected {action} to take {batch.Length} messages, but {failed.Count} were refused ({Shown(Text(failed[0]?["Code"]))}). They come again after their visibility timeout.");
        }
    }

    private async Task<JsonNode> AskAsync(string action, JsonObject body, CancellationToken cancellationToken)
    {
        body["QueueUrl"] = _queue.AbsoluteUri;
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_queue, "/")) { Content = new StringContent(body.ToJsonString(), Encoding.UTF8) };
        request.Content.Headers.ContentType = new(MediaType);
        request.Headers.Add("X-Amz-Target", $"AmazonSQS.{action}");
        try
        {
            using var answer = await Http.SendAsync(request, cancellationToken).ConfigureAwait(false);
            var read = await answer.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
            var json = read.Length == 0 ? new JsonObject() : JsonNode.Parse(read) ?? new JsonObject();
            return answer.IsSuccessStatusCode && json is JsonObject
                ? json
                : throw new QueueException($"Expected the queue {Shown(_queue.AbsoluteUri)} to answer {action}, but it refused with {(int)answer.StatusCode} {Shown(Text((json as JsonObject)?["__type"]))}. Look at the URL and the queue.");
        }
        catch (Exception fault) when (fault is HttpRequestException or JsonException or InvalidOperationException || (fault is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new QueueException($"Expected the queue {Shown(_queue.AbsoluteUri)} to answer {action} in SQS's JSON protocol, but {(fault is JsonException ? "the answer is no JSON" : "nobody did")}. Look at the URL, and start the queue.", fault);
        }
    }

    private static QueueMessage MessageOf(JsonNode? message) => new()
    {
        MessageId = Text(message?["MessageId"]) ?? "",
        ReceiptHandle = Text(message?["ReceiptHandle"]) ?? "",
        Body = Text(message?["Body"]) ?? "",
        Attributes = Members(message?["Attributes"]).ToDictionary(each => each.Key, each => Text(each.Value) ?? ""),
        MessageAttributes = Members(message?["MessageAttributes"]).ToDictionary(
            each => each.Key,
            each => new MessageAttributeValue(Text(each.Value?["DataType"]) ?? "String", Text(each.Value?["StringValue"]), Text(each.Value?["BinaryValue"]))),
        MD5OfMessageAttributes = Text(message?["MD5OfMessageAttributes"]),
    };

    private static JsonObject Members(JsonNode? node) => node as JsonObject ?? [];

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static string Shown(string? text) => text is null ? "" : new([.. text.Take(200).Select(c => char.IsControl(c) ? '?' : c)]);
}
