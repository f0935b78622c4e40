namespace Pintle.Emulator;

/// <summary>One invocation as a caller hands it to the service: the event, and what travels beside it.</summary>
public sealed record InvocationRequest
{
    /// <summary>The event, at most <see cref="Limits.MaxRequestBytes"/>; JSON for most handlers, but any bytes are passed on.</summary>
    public required ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>A UUID in its 36-character form; made up when null.</summary>
    public string? RequestId { get; init; }

    /// <summary>How long the invocation may take from the moment the environment takes it up.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>The function is told a deadline a day from now, and no timeout ends the invocation: a debugger may hold it.</summary>
    public bool HasNoTimeLimit { get; init; }

    /// <summary>The ARN that was invoked.</summary>
    public required string FunctionArn { get; init; }

    /// <summary>The <c>X-Amzn-Trace-Id</c> of the caller; an unsampled one is made up when null.</summary>
    public string? TraceId { get; init; }

    /// <summary>Client context as JSON (not base64); the header is left out when null.</summary>
    public string? ClientContext { get; init; }

    /// <summary>Cognito identity as JSON; the header is left out when null.</summary>
    public string? CognitoIdentity { get; init; }

    /// <summary>
    /// Where a streamed response goes as it arrives, up to <see cref="Limits.MaxStreamedResponseBytes"/>: for callers of InvokeWithResponseStream. It is written to, not closed. Where it
    /// throws an <see cref="IOException"/> the caller has gone away, and the function goes on as on Lambda. Null: the caller waits for the whole response, streamed or not.
    /// </summary>
    public Stream? ResponseStream { get; init; }

    /// <summary>The tenant of a function with tenant isolation; the header is left out when null.</summary>
    public string? TenantId { get; init; }
}
