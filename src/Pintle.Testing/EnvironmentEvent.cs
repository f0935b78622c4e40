namespace Pintle.Testing;

/// <summary>What happens to an execution environment.</summary>
public enum EnvironmentPhase
{
    /// <summary>Its process is being started.</summary>
    InitStarted,

    /// <summary>The runtime asked for its first event, or did not get there.</summary>
    InitEnded,

    /// <summary>An invocation begins.</summary>
    InvocationStarted,

    /// <summary>Its caller has an answer.</summary>
    InvocationEnded,

    /// <summary>Its processes stand still: the runtime waits for its next event.</summary>
    Frozen,

    /// <summary>The process is gone.</summary>
    Ended,
}

/// <summary>One step in the life of an environment, for a timeline.</summary>
/// <param name="Environment">Which of the function's environments, 1 and up.</param>
/// <param name="Phase">What happened.</param>
/// <param name="Time">When.</param>
/// <param name="RequestId">The invocation's; null for what belongs to none.</param>
/// <param name="Status">How it ended: <c>success</c>, <c>error</c> or <c>timeout</c>, or the process's end; null at a beginning.</param>
public sealed record EnvironmentEvent(int Environment, EnvironmentPhase Phase, DateTimeOffset Time, string? RequestId = null, string? Status = null)
{
    /// <summary>Its process's id on the host; null where none has been started.</summary>
    public int? ProcessId { get; init; }
}

/// <summary>One of a function's environments as it is now.</summary>
/// <param name="Number">1 and up.</param>
/// <param name="State">Where its runtime stands.</param>
/// <param name="ProcessId">The bootstrap's process id on the host; null when it does not run.</param>
/// <param name="Invocations">How many it has at the moment.</param>
/// <param name="MaxMemoryBytes">The most memory its processes have had; null when none was seen.</param>
public sealed record EnvironmentStatus(int Number, Emulator.RuntimeState State, int? ProcessId, int Invocations, long? MaxMemoryBytes);
