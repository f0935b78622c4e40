namespace Pintle.Emulator;

/// <summary>How an <see cref="ExecutionEnvironment"/> keeps time and remembers requests.</summary>
public sealed record ExecutionEnvironmentOptions
{
    /// <summary>The clock of deadlines and durations.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>How many invocations may be in progress at once, 1 to 1,000. Over 1 it is Lambda managed instances' way: a timeout is then one invocation's alone.</summary>
    public int Concurrency { get; init; } = 1;

    /// <summary>Where the requests of the runtime are written down; one log may serve several environments after each other.</summary>
    public RuntimeApiExchanges Exchanges { get; init; } = new();
}
