namespace Pintle.Emulator.Page;

/// <summary>A function as the page lists it.</summary>
public sealed record FunctionShown(string Name, string Handler, int MemoryMB, TimeSpan Timeout);

/// <summary>An invocation that has ended, as the page shows it.</summary>
public sealed record InvocationShown
{
    public required string Function { get; init; }

    public required string RequestId { get; init; }

    /// <summary>The environment that took it; 0: none.</summary>
    public required int Environment { get; init; }

    /// <summary><c>success</c>, <c>error</c> or <c>timeout</c>.</summary>
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

/// <summary>A function URL or an API that the page links to.</summary>
public sealed record PageLink(string Name, string Kind, string Url);

/// <summary>What the page shows.</summary>
public sealed record PageOptions(ActivityFeed Feed, IReadOnlyList<PageLink> Links);
