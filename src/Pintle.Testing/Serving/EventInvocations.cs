using System.Text.Json;
using Pintle.Emulator;
using Pintle.Emulator.Invoke;
using Pintle.Shared;

namespace Pintle.Testing;

/// <summary>Asynchronous invocations of one function: tried again after an error, and written to a file when that does not help. Events that wait when the server stops are given up.</summary>
/// <remarks>https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html</remarks>
internal sealed class EventInvocations(LambdaFunctionOptions options, TimeProvider time, Action<string>? log = null)
{
    // https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
    private static readonly TimeSpan FirstDelayWhenThrottled = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestDelayWhenThrottled = TimeSpan.FromMinutes(5);

    /// <summary>Nothing will ever run it, so Lambda gives it up at once, and its record has no response.</summary>
    private const string NoConcurrency = "ZeroReservedConcurrency";

    private readonly Lock _file = new();

    /// <param name="call">The event; its request id stays the same.</param>
    /// <param name="invoke">One attempt.</param>
    /// <param name="stopping">Gives up the wait between two attempts.</param>
    public async Task<InvocationResult> InvokeAsync(FunctionCall call, Func<Task<InvocationResult>> invoke, CancellationToken stopping)
    {
        var settings = options.Events;
        var accepted = time.GetTimestamp();
        var throttled = FirstDelayWhenThrottled;
        for (var errors = 0; ;)
        {
            var result = await invoke().ConfigureAwait(false);
            if (!result.IsError)
                return result;

            // A refused attempt is none of the function's errors: it is tried until the event is too old.
            var isThrottled = result.Kind == AnswerKind.Throttled;
            if (isThrottled && options.ReservedConcurrency == 0)
                return Bury(call, result, NoConcurrency, errors);
            if (!isThrottled && ++errors > settings.MaxRetries)
                return Bury(call, result, "RetriesExhausted", errors);

            var delay = isThrottled ? throttled : settings.RetryDelay * errors;
            throttled = isThrottled ? TimeSpan.FromTicks(Math.Min(throttled.Ticks * 2, LongestDelayWhenThrottled.Ticks)) : throttled;
            if (time.GetElapsedTime(accepted) + delay > settings.MaxAge)
                return Bury(call, result, "EventAgeExceeded", errors);

            await Task.Delay(delay, time, stopping).ConfigureAwait(false);
        }
    }

    private InvocationResult Bury(FunctionCall call, InvocationResult result, string condition, int attempts)
    {
        var path = options.Events.DeadLetterFile;
        if (path is not null)
            Append(path, call, result, condition, attempts);
        log?.Invoke($"{options.FunctionName}: the event {call.RequestId} is given up ({condition}), {(path is null ? "and there is no dead-letter file" : $"and is in {path}")}");
        return result;
    }

    private void Append(string path, FunctionCall call, InvocationResult result, string condition, int attempts)
    {
        var line = Record(call, result, condition, attempts);
        lock (_file)
        {
            _ = Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            using var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read);
            file.Write(line);
        }
    }

    /// <summary>The record that Lambda sends to a destination for failures, on one line.</summary>
    private byte[] Record(FunctionCall call, InvocationResult result, string condition, int attempts)
    {
        var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("version"u8, "1.0");
            json.WriteString("timestamp"u8, time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", System.Globalization.CultureInfo.InvariantCulture));
            json.WriteStartObject("requestContext"u8);
            json.WriteString("requestId"u8, call.RequestId);
            json.WriteString("functionArn"u8, $"{options.FunctionArn}:{options.FunctionVersion}");
            json.WriteString("condition"u8, condition);
            json.WriteNumber("approximateInvokeCount"u8, attempts);
            json.WriteEndObject();
            WritePayload(json, "requestPayload", call.Payload);
            if (condition != NoConcurrency)
                WriteResponse(json, result);
            json.WriteEndObject();
        }

        buffer.WriteByte((byte)'\n');
        return buffer.ToArray();
    }

    private void WriteResponse(Utf8JsonWriter json, InvocationResult result)
    {
        json.WriteStartObject("responseContext"u8);
        json.WriteNumber("statusCode"u8, result.Kind == AnswerKind.Throttled ? 429 : 200);
        json.WriteString("executedVersion"u8, options.FunctionVersion);
        json.WriteString("functionError"u8, "Unhandled");
        json.WriteEndObject();
        WritePayload(json, "responsePayload", result.Payload);
    }

    /// <summary>JSON as JSON on one line, anything else as a string.</summary>
    private static void WritePayload(Utf8JsonWriter json, string name, ReadOnlyMemory<byte> payload)
    {
        json.WritePropertyName(name);
        try
        {
            using var parsed = WholeJson.Parse(payload);
            parsed.RootElement.WriteTo(json);
        }
        catch (JsonException)
        {
            json.WriteStringValue(System.Text.Encoding.UTF8.GetString(payload.Span));
        }
    }
}
