using System.Diagnostics;
using System.Globalization;
using Pintle.Host.Invocations;
using Pintle.Shared;

namespace Pintle.Host.Logging;

/// <summary>
/// What the host itself does, for whoever looks for a fault in it: lines on standard error, chosen with PINTLE_LOG = off, error, info or debug. Off by default; a line then costs
/// one comparison. These lines are no part of the function's log: never framed, never in its format.
/// </summary>
internal static class HostTrace
{
    private const int ErrorLevel = 1;
    private const int InfoLevel = 2;
    private const int DebugLevel = 3;

    private static readonly long Begin = Stopwatch.GetTimestamp();
    private static readonly int Level = LevelOf(HostEnvironment.TraceLevel);

    public static bool IsInfo => Level >= InfoLevel;

    public static bool IsDebug => Level >= DebugLevel;

    /// <summary>What went wrong and did not stop the function.</summary>
    public static void Error(string text)
    {
        if (Level >= ErrorLevel)
            Write("error", text);
    }

    /// <summary>Once in the life of the process.</summary>
    public static void Info(string text)
    {
        if (IsInfo)
            Write("info", text);
    }

    /// <summary>Each step and each invocation.</summary>
    public static void Debug(string text)
    {
        if (IsDebug)
            Write("debug", text);
    }

    public static void Started(string handler, int slots)
    {
        var logs = LogSettings.Current;
        Info($"the handler {Quote.Bounded(handler)} is ready on .NET {Environment.Version}, {slots} invocation(s) at a time; logs: {logs.Format} from {SeverityText.Name(logs.Minimum)}, "
            + $"{(logs.TelemetryDescriptor == LogSettings.NoDescriptor ? "no telemetry descriptor" : $"frames to descriptor {logs.TelemetryDescriptor}")}, lines {(logs.JoinsLines ? "joined" : "as they are")}");
    }

    /// <summary>Sizes only: nothing of an event or a response is ever shown.</summary>
    public static void Begins(int slotNumber, Slot slot) => Debug($"invocation {slot.RequestId} begins in slot {slotNumber}, event of {slot.Invocation.Event.Length} bytes");

    public static void Ends(int slotNumber, Slot slot, in HostReply reply) =>
        Debug($"invocation {slot.RequestId} ends in slot {slotNumber}, {(reply.Kind == HostReplyKind.Error ? "error" : "response")} of {reply.Body.Length} bytes");

    internal static int LevelOf(string? name) => name?.ToUpperInvariant() switch
    {
        "ERROR" => ErrorLevel,
        "INFO" => InfoLevel,
        "DEBUG" => DebugLevel,
        _ => 0,
    };

    /// <summary>Milliseconds count from the host's start.</summary>
    private static void Write(string level, string text)
    {
        var milliseconds = Stopwatch.GetElapsedTime(Begin).TotalMilliseconds.ToString("F3", CultureInfo.InvariantCulture);
        LogWriter.WriteTrace($"pintle: {level} at {milliseconds} ms: {text.Replace('\n', ' ')}\n");
    }
}
