namespace Pintle.Emulator;

/// <summary>Why a call of the runtime is not accepted: an HTTP status and the error JSON that goes with it.</summary>
internal sealed record Refusal(int Status, string ErrorType, string Message)
{
    private const int MaxQuoted = 80; // Chosen, not measured: what is quoted stays a readable message.

    public static Refusal Transition(RuntimeState from, RuntimeCall call) => new(
        403,
        "InvalidStateTransition",
        $"State transition from {from} to {RuntimeTransitions.Target(call)} failed for runtime. Error: State transition is not allowed");

    public static Refusal UnknownRequestId(string found) => new(
        400,
        "InvalidRequestID",
        $"Expected the request id of the invocation in progress, found {Quote(found)}. Use the Lambda-Runtime-Aws-Request-Id of the last /next");

    public static Refusal TooManyPolls(int concurrency) => new(
        403,
        "Runtime.TooManyIdleRuntimes",
        $"Expected at most {concurrency} open calls of /next, found one more. Ask again when one of them has ended");

    public static Refusal Late(string requestId) => new(
        400,
        "Runtime.InvokeTimeout",
        $"Expected the answer of {Quote(requestId)} before its deadline. The caller has been given the timeout; go on with /next");

    /// <summary>https://github.com/aws/aws-lambda-dotnet/pull/2508.</summary>
    public static Refusal Stale(string requestId) => new(
        410,
        "Runtime.InvokeTimeout",
        $"Expected the Lambda-Runtime-Invocation-Id of the invocation of {Quote(requestId)} in progress, found the one of another that has ended. Its caller has been told; go on with /next");

    public static Refusal TooLarge(int limit) => new(
        413,
        "RequestEntityTooLarge",
        $"Expected at most {limit} bytes, found more. The caller has been given Function.ResponseSizeTooLarge; go on with /next");

    public static Refusal Truncated() => new(
        400,
        "TruncatedHTTPRequest",
        "Expected a body to the end that its framing announces, found less. The caller has been given Runtime.TruncatedResponse; go on with /next");

    public static Refusal ResponseMode(string found) => new(
        400,
        "InvalidFunctionResponseMode",
        $"Expected Lambda-Runtime-Function-Response-Mode to be absent or 'streaming', found {Quote(found)}");

    public static Refusal UnknownPath(string found) => new(
        404,
        "NotFound",
        $"Expected a path of the Runtime API (/2018-06-01/runtime/...), found {Quote(found)}");

    public static Refusal Method(string found, string expected) => new(
        405,
        "MethodNotAllowed",
        $"Expected {expected}, found {Quote(found)}");

    // Bounded, and without control characters: what was found comes from the peer.
    private static string Quote(string found)
    {
        var shown = new string([.. found.Take(MaxQuoted).Select(c => char.IsControl(c) ? '?' : c)]);
        return found.Length > MaxQuoted ? $"'{shown}...'" : $"'{shown}'";
    }
}
