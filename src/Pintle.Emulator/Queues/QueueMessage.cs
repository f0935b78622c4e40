namespace Pintle.Emulator.Queues;

/// <summary>A message that a poller has received.</summary>
public sealed record QueueMessage
{
    public required string MessageId { get; init; }

    /// <summary>What deletes or releases this receipt of the message, and no other.</summary>
    public required string ReceiptHandle { get; init; }

    public required string Body { get; init; }

    /// <summary>SQS's own attributes, for example <c>ApproximateReceiveCount</c>.</summary>
    public IReadOnlyDictionary<string, string> Attributes { get; init; } = new Dictionary<string, string>();

    /// <summary>The sender's attributes.</summary>
    public IReadOnlyDictionary<string, MessageAttributeValue> MessageAttributes { get; init; } = new Dictionary<string, MessageAttributeValue>();

    /// <summary>The digest that SQS computes over the sender's attributes; null where there are none.</summary>
    public string? MD5OfMessageAttributes { get; init; }
}

/// <summary>One attribute of a sender.</summary>
/// <param name="DataType">For example <c>String</c>, <c>Number</c> or <c>Binary</c>.</param>
/// <param name="StringValue">Null for a binary one.</param>
/// <param name="BinaryValue">In base64; null for one that is text.</param>
public sealed record MessageAttributeValue(string DataType, string? StringValue, string? BinaryValue);
