namespace Pintle.Emulator.Queues;

/// <summary>A queue as a poller sees it. Nothing here sends messages.</summary>
public interface IMessageSource : IAsyncDisposable
{
    /// <summary>For example <c>arn:aws:sqs:us-east-1:123456789012:orders</c>.</summary>
    string Arn { get; }

    /// <summary>Whether messages of one group come in their order, and none while somebody still has an earlier one.</summary>
    bool IsFifo { get; }

    /// <summary>How long a received message is kept from others.</summary>
    TimeSpan VisibilityTimeout { get; }

    /// <summary>Takes messages, or waits for one.</summary>
    /// <param name="most">At most so many, 1 to 10.</param>
    /// <param name="wait">At most so long.</param>
    /// <param name="cancellationToken">Gives up the wait.</param>
    /// <exception cref="QueueException">It can't be read now.</exception>
    Task<IReadOnlyList<QueueMessage>> ReceiveAsync(int most, TimeSpan wait, CancellationToken cancellationToken);

    /// <summary>Deletes messages that are done with.</summary>
    /// <exception cref="QueueException">Some of them could not be deleted and come again.</exception>
    Task DeleteAsync(IReadOnlyList<QueueMessage> messages);

    /// <summary>Gives back messages that nobody has looked at: whoever asks next gets them at once.</summary>
    /// <exception cref="QueueException">Some of them come again only after their visibility timeout.</exception>
    Task ReleaseAsync(IReadOnlyList<QueueMessage> messages);
}

/// <summary>A queue that can't be reached or refuses; the message says what to do. Pollers try again.</summary>
public sealed class QueueException : Exception
{
    public QueueException(string message) : base(message)
    {
    }

    public QueueException(string message, Exception inner) : base(message, inner)
    {
    }
}
