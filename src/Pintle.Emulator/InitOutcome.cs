namespace Pintle.Emulator;

/// <summary>How the init phase ended.</summary>
public enum InitStatus
{
    /// <summary>The runtime asked for its first event.</summary>
    Ready,

    /// <summary>The runtime posted an init error.</summary>
    Failed,

    /// <summary>The process ended, or was ended, first.</summary>
    Exited,
}

/// <summary>The end of an init phase.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="Timestamp">When, as a timestamp of the environment's <see cref="TimeProvider"/>.</param>
/// <param name="Error">The error that was posted; null unless <see cref="InitStatus.Failed"/>.</param>
public sealed record InitOutcome(InitStatus Status, long Timestamp, RuntimeError? Error);

/// <summary>An error as the runtime posted it.</summary>
/// <param name="Type">The wire type: matches <c>(Runtime|Function).Name</c>, or is <c>Runtime.Unknown</c>.</param>
/// <param name="Body">The body, usually JSON with <c>errorType</c>, <c>errorMessage</c> and <c>stackTrace</c>.</param>
/// <param name="ContentType">The content type sent with it.</param>
/// <param name="XRayCause">The X-Ray cause header, when it was sent and is JSON.</param>
public sealed record RuntimeError(string Type, ReadOnlyMemory<byte> Body, string? ContentType, string? XRayCause);
