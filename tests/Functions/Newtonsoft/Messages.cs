using Newtonsoft.Json;

namespace NewtonsoftFunctions;

/// <summary>The shape of a queue's event, as Amazon.Lambda.SQSEvents has it.</summary>
public sealed class QueueEvent
{
    public List<QueueMessage>? Records { get; set; }
}

public sealed class QueueMessage
{
    public string? MessageId { get; set; }
    public string? ReceiptHandle { get; set; }
    public string? Body { get; set; }
    public string? EventSourceArn { get; set; }
    public Dictionary<string, string>? Attributes { get; set; }
    public Dictionary<string, MessageValue>? MessageAttributes { get; set; }
}

public sealed class MessageValue
{
    public string? StringValue { get; set; }
    public MemoryStream? BinaryValue { get; set; }
    public List<string>? StringListValues { get; set; }
    public string? DataType { get; set; }
}

public sealed class Shipment
{
    public Guid Id { get; set; }
    public long Number { get; set; }
    public bool Express { get; set; }
    public decimal? Price { get; set; }
    public DateTime? SentAt { get; set; }
    public List<int>? Parcels { get; set; }
}

/// <summary>Messages whose bodies are JSON of their own, one after the other.</summary>
public sealed class Messages
{
    public async Task<decimal> Handle(QueueEvent batch)
    {
        var total = 0m;
        foreach (var message in batch.Records!)
        {
            var shipment = JsonConvert.DeserializeObject<Shipment>(message.Body!)!;
            await Task.Delay(1);
            total += shipment.Price.GetValueOrDefault() * shipment.Parcels!.Count;
        }

        return total;
    }
}
