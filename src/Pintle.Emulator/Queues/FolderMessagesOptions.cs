namespace Pintle.Emulator.Queues;

/// <summary>A folder that stands for a queue.</summary>
public sealed record FolderMessagesOptions
{
    /// <summary>It is made if it is not there. A name that ends in <c>.fifo</c> makes a FIFO queue: each folder in it is a message group.</summary>
    public required string Folder { get; init; }

    /// <summary>How long a received message is kept from others; SQS's default (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-visibility-timeout.html).</summary>
    public TimeSpan VisibilityTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a message is received before it goes to <see cref="DeadLetterFolder"/>; null: as often as it takes.</summary>
    public int? MaxReceiveCount { get; init; }

    /// <summary>Needed with <see cref="MaxReceiveCount"/>.</summary>
    public string? DeadLetterFolder { get; init; }

    public string Region { get; init; } = "us-east-1";

    public string AccountId { get; init; } = "123456789012";

    /// <summary>Gets a line where a message goes to the dead letters, or is not valid.</summary>
    public Action<string>? Log { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
