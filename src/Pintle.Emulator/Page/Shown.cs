namespace Pintle.Emulator.Page;

/// <summary>A function as the page lists it.</summary>
public sealed record FunctionShown(string Name, string Handler, int MemoryMB, TimeSpan Timeout)
{
    /// <summary>Why it is not served, a sentence or two; null where it is.</summary>
    public string? WhyUnserved { get; init; }
}

/// <summary>An environment as it is now, as the page shows it.</summary>
/// <param name="Function">The function's name.</param>
/// <param name="Environment">What tells it from every other environment: <see cref="ActivityFeed.NextEnvironment"/>.</param>
/// <param name="Number">Which of the function's places it has, 1 and up.</param>
/// <param name="State"><c>initializing</c>, <c>ready</c>, <c>busy</c>, <c>frozen</c> or <c>exited</c>.</param>
public sealed record EnvironmentShown(string Function, int Environment, int Number, string State)
{
    public int? ProcessId { get; init; }

    /// <summary>Null while it lasts.</summary>
    public TimeSpan? InitDuration { get; init; }

    /// <summary>The invocation that has just begun or ended there.</summary>
    public string? RequestId { get; init; }

    /// <summary>Why it exited.</summary>
    public string? Why { get; init; }
}

/// <summary>An invocation that has ended, as the page shows it.</summary>
public sealed record InvocationShown
{
    public required string Function { get; init; }

    public required string RequestId { get; init; }

    /// <summary><c>success</c>, <c>error</c>, <c>timeout</c> or <c>throttled</c>.</summary>
    public required string Status { get; init; }

    public required TimeSpan Duration { get; init; }

    /// <summary>The init phase before it; null for a warm start.</summary>
    public TimeSpan? InitDuration { get; init; }

    public long? MaxMemoryBytes { get; init; }

    public string? ErrorType { get; init; }

    public required ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>The REPORT line.</summary>
    public required string Report { get; init; }
}

/// <summary>A function URL or an API that the page links to, while any of the functions that it leads to is served.</summary>
public sealed record PageLink(string Name, string Kind, string Url, IReadOnlyList<string> Functions);

/// <summary>What the page shows.</summary>
public sealed record PageOptions(ActivityFeed Feed, IReadOnlyList<PageLink> Links);
