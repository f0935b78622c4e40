using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Pintle.Emulator;

/// <summary>The errors that the service itself gives to a caller, as the caller's payload.</summary>
public static class ServiceError
{
    // Relaxed: an apostrophe in a message stays an apostrophe, as the service writes it.
    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static InvocationAnswer TimedOut(string requestId, TimeSpan timeout) =>
        Answer(requestId, AnswerKind.TimedOut, "Sandbox.Timedout", string.Create(CultureInfo.InvariantCulture, $"Task timed out after {timeout.TotalSeconds:F2} seconds"));

    public static InvocationAnswer Exited(string requestId, ProcessExit exit) =>
        Answer(requestId, AnswerKind.Exited, "Runtime.ExitError", exit.Code == 0 ? "Runtime exited without providing a reason" : $"Runtime exited with error: {exit}");

    public static InvocationAnswer Undelivered(string requestId) =>
        Answer(requestId, AnswerKind.Undelivered, "Sandbox.Failure", "The execution environment ended before it took this invocation up");

    public static InvocationAnswer Throttled(string requestId) => new()
    {
        RequestId = requestId,
        Kind = AnswerKind.Throttled,
        ErrorType = "TooManyRequestsException",
        Payload = Json("TooManyRequestsException", "Rate Exceeded."),
    };

    public static InvocationAnswer InvalidEntrypoint(string requestId, string message) =>
        Answer(requestId, AnswerKind.Exited, "Runtime.InvalidEntrypoint", message);

    internal static InvocationAnswer Extension(string requestId, string type, string message) =>
        Answer(requestId, AnswerKind.ExtensionFailed, type, message);

    internal static InvocationAnswer ResponseTooLarge(string requestId, int limit) => new()
    {
        RequestId = requestId,
        Kind = AnswerKind.ResponseTooLarge,
        ErrorType = "Function.ResponseSizeTooLarge",
        Payload = Json("Function.ResponseSizeTooLarge", $"Response payload size exceeded maximum allowed payload size ({limit} bytes)."),
    };

    internal static InvocationAnswer Truncated(string requestId) =>
        Answer(requestId, AnswerKind.InvalidResponse, "Runtime.TruncatedResponse", "The runtime ended its connection before the end of the response it had announced");

    internal static InvocationAnswer InvalidResponseMode(string requestId) =>
        Answer(requestId, AnswerKind.InvalidResponse, "Runtime.InvalidResponseModeHeader", "The runtime named a response mode that does not exist; the only one is 'streaming'");

    internal static ReadOnlyMemory<byte> Json(string errorType, string errorMessage)
    {
        var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Writing))
        {
            json.WriteStartObject();
            json.WriteString("errorType", errorType);
            json.WriteString("errorMessage", errorMessage);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static InvocationAnswer Answer(string requestId, AnswerKind kind, string type, string message) => new()
    {
        RequestId = requestId,
        Kind = kind,
        ErrorType = type,
        Payload = Json(type, $"RequestId: {requestId} Error: {message}"),
    };
}
