namespace Pintle.Emulator;

/// <summary>What ended an invocation.</summary>
public enum AnswerKind
{
    /// <summary>The runtime posted a response.</summary>
    Response,

    /// <summary>The runtime posted an invocation error, or an error in the trailers of a streamed response.</summary>
    FunctionError,

    /// <summary>The runtime posted an init error while this invocation waited for it.</summary>
    InitError,

    /// <summary>The response was over <see cref="Limits.MaxResponseBytes"/>.</summary>
    ResponseTooLarge,

    /// <summary>The response could not be read to its end, or its head was not acceptable.</summary>
    InvalidResponse,

    /// <summary>The deadline passed.</summary>
    TimedOut,

    /// <summary>The process ended first.</summary>
    Exited,

    /// <summary>An extension reported an error, or its process ended first.</summary>
    ExtensionFailed,

    /// <summary>The environment ended before it took the invocation up: another environment can still run it.</summary>
    Undelivered,

    /// <summary>The function had as many invocations in progress as are reserved for it: no environment has seen this one.</summary>
    Throttled,
}

/// <summary>The one answer an invocation gets.</summary>
public sealed record InvocationAnswer
{
    public required string RequestId { get; init; }

    public required AnswerKind Kind { get; init; }

    /// <summary>What the caller receives: the function's response (empty where it went to <see cref="InvocationRequest.ResponseStream"/>), the error body the runtime posted, or the service's own error JSON.</summary>
    public required ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>Null for a response. The runtime's own type where it matches <c>(Runtime|Function).Name</c>, else <c>Runtime.Unknown</c>; or the service's type.</summary>
    public string? ErrorType { get; init; }

    /// <summary>The content type the runtime sent.</summary>
    public string? ContentType { get; init; }

    /// <summary>The JSON of <c>Lambda-Runtime-Function-XRay-Error-Cause</c>, when it was sent and is JSON.</summary>
    public string? XRayCause { get; init; }

    /// <summary>Whether the runtime sent the response in streaming mode.</summary>
    public bool IsStreamed { get; init; }

    /// <summary>Bytes of a streamed response, also of one that failed half-way.</summary>
    public long StreamedBytes { get; init; }

    /// <summary>From the hand-over of the event to the end of the answer; from the invocation's start where the event was never handed over.</summary>
    public TimeSpan Duration { get; init; }
}
