using System.Globalization;

namespace Pintle.Bootstrap.Ahead;

/// <summary>What <c>PINTLE_REHEARSAL</c> says.</summary>
/// <param name="IsOff">Nothing is replayed.</param>
/// <param name="Wait">How long after the start of the process the first event may still wait for a replay, in milliseconds; 0 does not wait.</param>
internal readonly record struct RehearsalSetting(bool IsOff, int Wait)
{
    /// <summary>
    /// Of the 10 s of the init phase: the share that prewarming has too (docs/adr/0020-rehearsed-starts.md). Chosen, not measured: more lets a long replay take up the init phase, less leaves types to the first invocation.
    /// </summary>
    public const int DefaultWait = 3_000;

    /// <summary>
    /// What has a whole processor (https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html): there the first invocation saves no more than the wait takes, and with two processors the first
    /// response comes after 0.8 of the time without a wait (docs/adr/0020-rehearsed-starts.md).
    /// </summary>
    private const ulong WholeProcessorInBytes = 1769UL * 1024 * 1024;

    /// <param name="memorySize">The function's memory in bytes; 0 where it is not known.</param>
    /// <param name="initializationType">AWS_LAMBDA_INITIALIZATION_TYPE. Only on demand does an event wait for the init phase.</param>
    public static bool WaitsByDefault(ulong memorySize, string? initializationType) => memorySize < WholeProcessorInBytes || initializationType is not (null or "on-demand");

    /// <param name="text">Absent and unknown values mean the default.</param>
    /// <param name="waitsByDefault">Whether the default is to wait.</param>
    public static RehearsalSetting Parse(string? text, bool waitsByDefault) => text?.ToUpperInvariant() switch
    {
        "OFF" => new(IsOff: true, 0),
        "NOWAIT" => new(IsOff: false, 0),
        "WAIT" => new(IsOff: false, DefaultWait),
        { } number when int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) => new(IsOff: false, milliseconds),
        _ => new(IsOff: false, waitsByDefault ? DefaultWait : 0),
    };
}
