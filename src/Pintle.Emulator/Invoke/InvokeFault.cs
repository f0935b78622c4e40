using System.Text.Encodings.Web;
using System.Text.Json;

namespace Pintle.Emulator.Invoke;

/// <summary>A call that the Lambda API refuses: no function has seen it.</summary>
/// <remarks>https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html#API_Invoke_Errors</remarks>
internal sealed record InvokeFault(int Status, string Type, string Message)
{
    private const int MaxQuoted = 170; // As long as a function's name may be.

    /// <summary>The member that <c>TooManyRequestsException</c> has beside the others.</summary>
    public string? Reason { get; init; }

    // Relaxed: an apostrophe in a message stays an apostrophe. The answer is JSON for programs, never part of a page.
    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static InvokeFault UnknownOperation(string method) => new(404, "UnknownOperationException", $"Expected POST /2015-03-31/functions/NAME/invocations or /2021-11-15/functions/NAME/response-streaming-invocations, found {Quote(method)} and another path.");

    public static InvokeFault ForeignCaller() => new(403, "AccessDeniedException", "Expected a call from this machine to a loopback address and from no web page. Call http://127.0.0.1 with the port that was printed.");

    public static InvokeFault Name(string reference, string pattern) =>
        new(400, "ValidationException", $"1 validation error detected: Value '{Quote(reference)}' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression pattern: {pattern}");

    public static InvokeFault NameLength(int limit) =>
        new(400, "ValidationException", $"1 validation error detected: Value at 'functionName' failed to satisfy constraint: Member must have length less than or equal to {limit}");

    public static InvokeFault NoFunction(string arn) => new(404, "ResourceNotFoundException", $"Function not found: {Quote(arn)}");

    public static InvokeFault Parameter(string message) => new(400, "InvalidParameterValueException", message);

    public static InvokeFault Content(string message) => new(400, "InvalidRequestContentException", message);

    public static InvokeFault TooLarge(InvocationType type, int limit) =>
        new(413, "RequestTooLargeException", $"The payload is too large for the {type} invocation type (limit {limit} bytes)");

    public static InvokeFault TooMany() => new(429, "TooManyRequestsException", "Rate Exceeded.") { Reason = "ConcurrentInvocationLimitExceeded" };

    public static InvokeFault Throttled() => new(429, "TooManyRequestsException", "Rate Exceeded.") { Reason = "ReservedFunctionConcurrentInvocationLimitExceeded" };

    /// <summary>Lambda's answer for a function whose state is <c>Failed</c>: https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html</summary>
    public static InvokeFault Unavailable(string why) => new(409, "ResourceConflictException", why);

    /// <summary>The body, with the members of the API's model: only two of its errors spell the message with a capital letter.</summary>
    public byte[] ToJson()
    {
        var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Writing))
        {
            json.WriteStartObject();
            if (Reason is not null)
                json.WriteString("Reason"u8, Reason);
            json.WriteString("Type"u8, "User");
            json.WriteString(Type is "ResourceNotFoundException" or "AccessDeniedException" ? "Message" : "message", Message);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static string Quote(string text) => new([.. text.Take(MaxQuoted).Select(c => char.IsControl(c) ? '?' : c)]);
}
