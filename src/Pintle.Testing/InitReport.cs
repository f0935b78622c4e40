using Pintle.Emulator;

namespace Pintle.Testing;

/// <summary>How an init phase ended, seen from outside.</summary>
public enum InitEnd
{
    /// <summary>The runtime asked for its first event.</summary>
    Ready,

    /// <summary>The runtime reported an init error.</summary>
    Failed,

    /// <summary>The process ended first.</summary>
    Exited,

    /// <summary>The limit of 10 seconds passed. As on Lambda, the first invocation starts the function again with its own timeout.</summary>
    TimedOut,

    /// <summary>There is nothing to start: no executable <c>bootstrap</c> in <c>/var/task</c> or <c>/opt</c>.</summary>
    InvalidEntrypoint,
}

/// <summary>The init phase of one environment.</summary>
public sealed record InitReport
{
    public required InitEnd End { get; init; }

    /// <summary>From the start of the process, the sandbox's own set-up included (a few milliseconds), to the first <c>/next</c> or the failure.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>The error type, for example <c>Runtime.ImportModuleError</c>; null when the runtime is ready.</summary>
    public string? ErrorType { get; init; }

    /// <summary>The error that was reported, as JSON; empty when none was.</summary>
    public ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>How the process ended; null while it runs.</summary>
    public ProcessExit? Exit { get; init; }

    /// <summary>The lines written until then.</summary>
    public required IReadOnlyList<LogLine> Logs { get; init; }

    public bool Succeeded => End == InitEnd.Ready;

    /// <summary>Everything a failed test has to show.</summary>
    public override string ToString() =>
        $"init {End} after {Duration.TotalMilliseconds:F1} ms {ErrorType} {System.Text.Encoding.UTF8.GetString(Payload.Span)} {(Exit is { } exit ? exit : "")}\n{string.Join('\n', Logs)}";
}
