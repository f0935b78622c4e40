using System.Globalization;
using System.Text.Json;
using Pintle.Emulator;

namespace Pintle.Testing;

/// <summary>The lines that the service itself writes around an invocation's own, with figures that were measured.</summary>
/// <remarks>https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-view.html</remarks>
internal static class ServiceLines
{
    public static string Start(string requestId, string version) => $"START RequestId: {requestId} Version: {version}";

    /// <summary>An init phase that failed; one that succeeds has its place in the REPORT line.</summary>
    public static string InitReport(TimeSpan duration, string phase, bool isTimeout, string? errorType) => string.Create(
        CultureInfo.InvariantCulture,
        $"INIT_REPORT Init Duration: {duration.TotalMilliseconds:F2} ms\tPhase: {phase}\t{(isTimeout ? "Status: timeout" : $"Status: error\tError Type: {errorType}")}");

    /// <summary>What went wrong, where the function could not say it itself; then END and REPORT.</summary>
    public static IEnumerable<string> End(InvocationResult result, LambdaFunctionOptions options, DateTimeOffset now)
    {
        if (result.Kind == AnswerKind.TimedOut)
            yield return string.Create(CultureInfo.InvariantCulture, $"{now.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ} {result.RequestId} Task timed out after {options.Timeout.TotalSeconds:F2} seconds");
        else if (result.Kind is AnswerKind.Exited or AnswerKind.ExtensionFailed)
            yield return $"{result.ErrorMessage}\n{result.WireErrorType}";

        yield return $"END RequestId: {result.RequestId}";
        yield return Report(result, options);
    }

    /// <summary>The figures of the REPORT line as members of JSON.</summary>
    public static void WriteMetrics(Utf8JsonWriter json, InvocationResult result, LambdaFunctionOptions options)
    {
        var (duration, billed) = Times(result);
        json.WriteNumber("durationMs"u8, Math.Round(duration.TotalMilliseconds, 3));
        json.WriteNumber("billedDurationMs"u8, billed);
        json.WriteNumber("memorySizeMB"u8, options.MemoryMB);
        if (result.MaxMemoryBytes is { } memory)
            json.WriteNumber("maxMemoryUsedMB"u8, Math.Ceiling(memory / (1024.0 * 1024)));
        if (result.InitDuration is { } init && !result.IsInitSuppressed)
            json.WriteNumber("initDurationMs"u8, Math.Round(init.TotalMilliseconds, 3));
    }

    private static (TimeSpan Duration, double Billed) Times(InvocationResult result)
    {
        // An init inside the invocation is a part of its duration. The init phase is billed as well since August 2025, and every begun millisecond counts.
        var init = result.InitDuration ?? TimeSpan.Zero;
        var duration = result.IsInitSuppressed ? result.Duration + init : result.Duration;
        return (duration, Math.Ceiling((result.Duration + init).TotalMilliseconds));
    }

    private static string Report(InvocationResult result, LambdaFunctionOptions options)
    {
        var (duration, billed) = Times(result);
        var report = string.Create(
            CultureInfo.InvariantCulture,
            $"REPORT RequestId: {result.RequestId}\tDuration: {duration.TotalMilliseconds:F2} ms\tBilled Duration: {billed:F0} ms\tMemory Size: {options.MemoryMB} MB");
        if (result.MaxMemoryBytes is { } memory)
            report += string.Create(CultureInfo.InvariantCulture, $"\tMax Memory Used: {Math.Ceiling(memory / (1024.0 * 1024)):F0} MB");
        if (result.InitDuration is { } init && !result.IsInitSuppressed)
            report += string.Create(CultureInfo.InvariantCulture, $"\tInit Duration: {init.TotalMilliseconds:F2} ms");
        return result.Kind switch
        {
            AnswerKind.TimedOut => report + "\tStatus: timeout",
            AnswerKind.Exited or AnswerKind.ExtensionFailed or AnswerKind.InitError => $"{report}\tStatus: error\tError Type: {result.WireErrorType}",
            _ => report,
        };
    }
}
