namespace Pintle.Emulator.Queues;

/// <summary>How messages become batches: Lambda's event source mapping.</summary>
/// <remarks>https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-parameters.html</remarks>
public sealed record QueuePollerOptions
{
    /// <summary>Messages of one invocation, 1 to 10,000; for a FIFO queue up to 10.</summary>
    public int BatchSize { get; init; } = 10;

    /// <summary>How long a batch may wait to be full, up to 5 minutes. A batch size over 10 needs at least a second; a FIFO queue takes no window.</summary>
    public TimeSpan BatchingWindow { get; init; }

    /// <summary>Lambda's <c>ReportBatchItemFailures</c>: the function's response lists what it failed on.</summary>
    public bool ReportsItemFailures { get; init; }

    /// <summary>Patterns as JSON: a record that matches one of them reaches the function, a message that matches none is deleted. Without patterns all reach it.</summary>
    public IReadOnlyList<string> Filters { get; init; } = [];

    /// <summary>How many batches are in progress at once.</summary>
    public int MaxConcurrency { get; init; } = 1;

    /// <summary>Gets a line where messages stay, and where the queue can't be reached.</summary>
    public Action<string>? Log { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <returns>Why Lambda would refuse it; null where it would not.</returns>
    public string? WhyNot(bool isFifo)
    {
        if (BatchSize is < 1 or > 10_000 || (isFifo && BatchSize > 10))
            return $"Expected a batch size of 1 to {(isFifo ? "10 for a FIFO queue" : "10000")}, found {BatchSize}. Correct it.";
        if (BatchingWindow < TimeSpan.Zero || BatchingWindow > TimeSpan.FromMinutes(5) || (isFifo && BatchingWindow > TimeSpan.Zero))
            return isFifo ? "Expected no batching window for a FIFO queue. Leave it out." : $"Expected a batching window of 0 to 300 seconds, found {BatchingWindow.TotalSeconds}. Correct it.";
        if (BatchSize > 10 && BatchingWindow < TimeSpan.FromSeconds(1))
            return $"Expected a batching window of at least a second with a batch size over 10, found {BatchingWindow.TotalSeconds}. Set one.";
        if (Filters.Count > EventFilter.Most)
            return $"Expected at most {EventFilter.Most} filters, found {Filters.Count}. Combine some with \"$or\".";
        if (Filters.FirstOrDefault(each => EventFilter.Parse(each) is null) is { } invalid)
            return $"Invalid filter pattern definition: expected an object whose values are objects or lists of values and operators, found {(invalid.Length > 100 ? invalid[..100] + "…" : invalid)}. Correct it.";
        return MaxConcurrency is < 1 or > 1000 ? $"Expected 1 to 1000 batches at once, found {MaxConcurrency}. Correct it." : null;
    }
}
