namespace Pintle.Emulator.Telemetry;

/// <summary>Where an extension listens.</summary>
internal interface ITelemetryDestination : IDisposable
{
    /// <summary>Sends events, each of them JSON.</summary>
    /// <returns>Whether they were taken; a listener that cannot be reached is no fault here.</returns>
    Task<bool> TrySendAsync(IReadOnlyList<byte[]> batch);
}
