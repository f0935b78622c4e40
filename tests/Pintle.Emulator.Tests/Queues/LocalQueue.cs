using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Pintle.Emulator.Tests.Queues;

/// <summary>A queue in memory on a loopback port that speaks SQS's JSON protocol: visibility timeouts, receive counts and a redrive policy as SQS has them, strict about what it is asked.</summary>
internal sealed class LocalQueue : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly List<Message> _messages = [];
    private WebApplication _application = null!;

    public string Url => $"{_application.Urls.Single()}/123456789012/{Name}";

    public string Name { get; init; } = "orders";

    public TimeSpan Visibility { get; init; } = TimeSpan.FromSeconds(30);

    public int MaxReceiveCount { get; init; } = int.MaxValue;

    /// <summary>The bodies of the messages that are neither deleted nor dead.</summary>
    public IReadOnlyList<string> Bodies => Locked(() => _messages.Select(message => message.Body).ToArray());

    public List<string> DeadLetters { get; } = [];

    /// <summary>The actions that were asked for, and what was refused.</summary>
    public List<string> Asked { get; } = [];

    /// <summary>Ends with the first dead letter.</summary>
    public TaskCompletionSource Buried { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public static async Task<LocalQueue> OpenAsync(LocalQueue? queue = null)
    {
        queue ??= new LocalQueue();
        var builder = WebApplication.CreateSlimBuilder();
        _ = builder.Logging.ClearProviders();
        _ = builder.WebHost.UseUrls("http://127.0.0.1:0");
        queue._application = builder.Build();
        queue._application.Run(queue.HandleAsync);
        await queue._application.StartAsync();
        return queue;
    }

    public void Send(string body, JsonNode? attributes = null) => Locked(() => _messages.Add(new Message(Guid.NewGuid().ToString(), body, attributes?.DeepClone(), DateTimeOffset.UtcNow)));

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        var action = context.Request.Headers["X-Amz-Target"].ToString();
        using var reader = new StreamReader(context.Request.Body);
        var body = JsonNode.Parse(await reader.ReadToEndAsync(context.RequestAborted))!;
        var isProper = context.Request.Method == "POST" && context.Request.ContentType == "application/x-amz-json-1.0" && action.StartsWith("AmazonSQS.", StringComparison.Ordinal);
        var answer = isProper && body["QueueUrl"]?.GetValue<string>() == Url ? await AnswerAsync(action["AmazonSQS.".Length..], body, context.RequestAborted) : null;
        Locked(() => Asked.Add(answer is null ? $"refused {action}" : action));
        context.Response.ContentType = "application/x-amz-json-1.0";
        context.Response.StatusCode = answer is null ? 400 : 200;
        await context.Response.WriteAsync((answer ?? new JsonObject { ["__type"] = "com.amazonaws.sqs#QueueDoesNotExist", ["message"] = "The specified queue does not exist." }).ToJsonString());
    }

    private async Task<JsonObject?> AnswerAsync(string action, JsonNode body, CancellationToken gone) => action switch
    {
        "GetQueueAttributes" => new JsonObject { ["Attributes"] = new JsonObject { ["QueueArn"] = $"arn:aws:sqs:us-east-1:123456789012:{Name}", ["VisibilityTimeout"] = Number((long)Visibility.TotalSeconds) } },
        "SendMessage" => Sent(body["MessageBody"]!.GetValue<string>(), body["MessageAttributes"]),
        "ReceiveMessage" => await ReceiveAsync(body, gone),
        "DeleteMessage" => Change([body], message => _messages.Remove(message)),
        "DeleteMessageBatch" => Change(body["Entries"]!.AsArray(), message => _messages.Remove(message)),
        "ChangeMessageVisibilityBatch" => Change(body["Entries"]!.AsArray(), message => message.VisibleAt = DateTimeOffset.UtcNow),
        _ => null,
    };

    private JsonObject Sent(string body, JsonNode? attributes)
    {
        Send(body, attributes);
        return new JsonObject { ["MessageId"] = Locked(() => _messages[^1].Id), ["MD5OfMessageBody"] = Md5(body) };
    }

    private async Task<JsonObject> ReceiveAsync(JsonNode asked, CancellationToken gone)
    {
        var most = asked["MaxNumberOfMessages"]!.GetValue<int>();
        Assert.InRange(most, 1, 10);
        var end = DateTimeOffset.UtcNow.AddSeconds(asked["WaitTimeSeconds"]?.GetValue<int>() ?? 0);
        while (true)
        {
            var taken = Locked(() => Take(most, asked["VisibilityTimeout"] is { } given ? TimeSpan.FromSeconds(given.GetValue<int>()) : Visibility));
            if (taken.Count > 0)
                return new JsonObject { ["Messages"] = taken };
            if (DateTimeOffset.UtcNow >= end)
                return [];

            // A visibility timeout that ends is no event of anybody.
            await Task.Delay(20, gone);
        }
    }

    private JsonArray Take(int most, TimeSpan visibility)
    {
        var now = DateTimeOffset.UtcNow;
        var taken = new JsonArray();
        foreach (var message in _messages.Where(message => message.VisibleAt <= now).ToArray())
        {
            if (message.Receipts >= MaxReceiveCount)
            {
                _ = _messages.Remove(message);
                DeadLetters.Add(message.Body);
                _ = Buried.TrySetResult();
            }
            else if (taken.Count < most)
            {
                (message.Receipts, message.VisibleAt, message.Handle) = (message.Receipts + 1, now + visibility, Guid.NewGuid().ToString());
                taken.Add((JsonNode)Shown(message));
            }
        }

        return taken;
    }

    private static JsonObject Shown(Message message)
    {
        var shown = new JsonObject
        {
            ["MessageId"] = message.Id,
            ["ReceiptHandle"] = message.Handle,
            ["MD5OfBody"] = Md5(message.Body),
            ["Body"] = message.Body,
            ["Attributes"] = new JsonObject { ["ApproximateReceiveCount"] = Number(message.Receipts), ["SentTimestamp"] = Number(message.Sent.ToUnixTimeMilliseconds()) },
        };
        if (message.Attributes is { } attributes)
            shown["MessageAttributes"] = attributes.DeepClone();
        return shown;
    }

    private JsonObject Change(IEnumerable<JsonNode?> entries, Action<Message> act)
    {
        var (successful, failed) = (new JsonArray(), new JsonArray());
        lock (_gate)
        {
            foreach (var entry in entries)
            {
                var found = _messages.Find(message => message.Handle == entry!["ReceiptHandle"]!.GetValue<string>());
                if (found is not null)
                    act(found);
                (found is null ? failed : successful).Add((JsonNode)new JsonObject { ["Id"] = entry!["Id"]?.GetValue<string>(), ["Code"] = found is null ? "ReceiptHandleIsInvalid" : null });
            }
        }

        return new JsonObject { ["Successful"] = successful, ["Failed"] = failed };
    }

    private void Locked(Action act)
    {
        lock (_gate)
            act();
    }

    private T Locked<T>(Func<T> act)
    {
        lock (_gate)
            return act();
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    // The digest that SQS's clients check.
#pragma warning disable CA5351
    private static string Md5(string text) => Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(text)));
#pragma warning restore CA5351

    private sealed class Message(string id, string body, JsonNode? attributes, DateTimeOffset sent)
    {
        public string Id => id;

        public string Body => body;

        public JsonNode? Attributes => attributes;

        public DateTimeOffset Sent => sent;

        public int Receipts { get; set; }

        public DateTimeOffset VisibleAt { get; set; }

        public string? Handle { get; set; }
    }
}
