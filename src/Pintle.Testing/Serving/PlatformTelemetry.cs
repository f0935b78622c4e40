using System.Text.Json;
using Pintle.Emulator;
using Pintle.Emulator.Telemetry;

namespace Pintle.Testing;

/// <summary>The platform's events of one environment for its extensions, with the figures of the REPORT lines.</summary>
/// <remarks>https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html</remarks>
internal sealed class PlatformTelemetry(TelemetryFeed feed, LambdaFunctionOptions options, bool isReset)
{
    public void InitStarted() => feed.Publish("platform.initStart", json =>
    {
        WritePhase(json);
        json.WriteString("functionName"u8, options.FunctionName);
        json.WriteString("functionVersion"u8, options.FunctionVersion);
        json.WriteNumber("instanceMaxMemory"u8, options.MemoryMB * 1024L * 1024);
    });

    /// <param name="status"><c>success</c>, <c>error</c> or <c>timeout</c>.</param>
    /// <param name="duration">From the start of the first process.</param>
    public void InitEnded(string status, TimeSpan duration)
    {
        feed.Publish("platform.initRuntimeDone", json =>
        {
            WritePhase(json);
            json.WriteString("status"u8, status);
        });
        feed.Publish("platform.initReport", json =>
        {
            WritePhase(json);
            json.WriteString("status"u8, status);
            json.WriteStartObject("metrics"u8);
            json.WriteNumber("durationMs"u8, Math.Round(duration.TotalMilliseconds, 3));
            json.WriteEndObject();
        });
        feed.EndInit();
    }

    public void InvocationStarted(string requestId) => feed.Publish("platform.start", json =>
    {
        json.WriteString("requestId"u8, requestId);
        json.WriteString("version"u8, options.FunctionVersion);
    });

    public void InvocationEnded(InvocationResult result)
    {
        // The words of the schema: a function that reports an error has failed in its own code.
        var status = result.Kind switch { AnswerKind.Response => "success", AnswerKind.TimedOut => "timeout", AnswerKind.FunctionError => "error", _ => "failure" };
        feed.Publish("platform.runtimeDone", json =>
        {
            WriteEnd(json, result, status);
            json.WriteStartObject("metrics"u8);
            json.WriteNumber("durationMs"u8, Math.Round(result.Duration.TotalMilliseconds, 3));
            json.WriteNumber("producedBytes"u8, result.StreamedBytes ?? result.Payload.Length);
            json.WriteEndObject();
        });
        feed.Publish("platform.report", json =>
        {
            WriteEnd(json, result, status);
            json.WriteStartObject("metrics"u8);
            ServiceLines.WriteMetrics(json, result, options);
            json.WriteEndObject();
        });
    }

    /// <summary>Sends what is left, before extensions are told to end; listeners that do not read get no more than the limit.</summary>
    public async Task DeliverAsync(TimeSpan limit)
    {
        try
        {
            await feed.CompleteAsync().WaitAsync(limit > TimeSpan.Zero ? limit : TimeSpan.Zero).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // The shutdown goes on without them.
        }
    }

    private static void WriteEnd(Utf8JsonWriter json, InvocationResult result, string status)
    {
        json.WriteString("requestId"u8, result.RequestId);
        json.WriteString("status"u8, status);
        if (status != "success" && result.WireErrorType is { } type)
            json.WriteString("errorType"u8, type);
    }

    private void WritePhase(Utf8JsonWriter json)
    {
        json.WriteString("initializationType"u8, options.Concurrency > 1 ? "lambda-managed-instances" : "on-demand");
        json.WriteString("phase"u8, isReset ? "invoke" : "init");
    }
}
