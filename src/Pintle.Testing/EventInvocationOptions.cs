namespace Pintle.Testing;

/// <summary>What becomes of asynchronous invocations (<c>Event</c>) that fail.</summary>
/// <remarks>https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-configuring.html</remarks>
public sealed record EventInvocationOptions
{
    /// <summary>How often an event is tried again after an error of the function, 0 to 2.</summary>
    public int MaxRetries { get; init; } = 2;

    /// <summary>The wait before the first retry; before the second it is twice as long. Lambda's is a minute (https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html).</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How old an event may be when it is tried again, up to 6 hours.</summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromHours(6);

    /// <summary>A file that gets one line for each event that was given up, the record of Lambda's destinations for failures; null: they are dropped.</summary>
    public string? DeadLetterFile { get; init; }
}
