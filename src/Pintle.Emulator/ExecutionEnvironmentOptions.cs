namespace Pintle.Emulator;

/// <summary>How an <see cref="ExecutionEnvironment"/> keeps time and remembers requests.</summary>
public sealed record ExecutionEnvironmentOptions
{
    /// <summary>The clock of deadlines and durations.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>How many invocations may be in progress at once, 1 to 1,000. Over 1 it works as Lambda managed instances do: a timeout then ends one invocation alone.</summary>
    public int Concurrency { get; init; } = 1;

    /// <summary>Whether events carry <c>Lambda-Runtime-Invocation-Id</c>, as Lambda's do since July 2026. An answer that does not send it back is accepted without that check.</summary>
    public bool SendsInvocationIds { get; init; } = true;

    /// <summary>Where the requests of the runtime are written down; one log may serve several environments, one after another.</summary>
    public RuntimeApiExchanges Exchanges { get; init; } = new();

    /// <summary>The file names of the extensions whose processes are started: they register before the runtime starts, and end after it.</summary>
    public IReadOnlyList<string> ExternalExtensions { get; init; } = [];

    /// <summary>Told to extensions at their registration, as are the next three.</summary>
    public string FunctionName { get; init; } = "function";

    public string FunctionVersion { get; init; } = "$LATEST";

    public string Handler { get; init; } = "";

    public string AccountId { get; init; } = "123456789012";
}
