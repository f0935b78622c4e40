namespace Pintle.Emulator.Invoke;

/// <summary>How a caller wants its answer; the names are those of the header.</summary>
internal enum InvocationType
{
    /// <summary>The caller waits for the response.</summary>
    RequestResponse,

    /// <summary>The caller gets 202 at once.</summary>
    Event,

    /// <summary>Only whether the call would be accepted.</summary>
    DryRun,
}
