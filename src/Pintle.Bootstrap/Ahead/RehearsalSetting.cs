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

    /// <summary>Absent and unknown values mean the default.</summary>
    public static RehearsalSetting Parse(string? text) => text?.ToUpperInvariant() switch
    {
        "OFF" => new(IsOff: true, 0),
        "NOWAIT" => new(IsOff: false, 0),
        { } number when int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) => new(IsOff: false, milliseconds),
        _ => new(IsOff: false, DefaultWait),
    };
}
