namespace Pintle.Emulator;

/// <summary>How an <see cref="ExecutionEnvironment"/> keeps time and remembers requests.</summary>
public sealed record ExecutionEnvironmentOptions
{
    /// <summary>The clock of deadlines and durations.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where the requests of the runtime are written down; one log may serve several environments after each other.</summary>
    public RuntimeApiExchanges Exchanges { get; init; } = new();
}
