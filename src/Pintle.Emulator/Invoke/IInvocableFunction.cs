namespace Pintle.Emulator.Invoke;

/// <summary>A function as the Invoke API sees it. It starts, replaces and ends its environments by itself.</summary>
public interface IInvocableFunction
{
    /// <summary>For example <c>arn:aws:lambda:us-east-1:123456789012:function:orders</c>, without a qualifier.</summary>
    string Arn { get; }

    /// <summary>The only version there is, for example <c>$LATEST</c>.</summary>
    string Version { get; }

    /// <summary>Why there is nothing to invoke at the moment, in one sentence: callers are refused with it, and queues wait. Null where there is.</summary>
    string? WhyUnavailable => null;

    /// <summary>Waits for a free environment and runs the invocation there.</summary>
    /// <param name="invocation">A call that the service accepts: nothing in it has to be checked again.</param>
    /// <param name="cancellationToken">The server stops: an invocation that has not begun is given up.</param>
    Task<FunctionAnswer> InvokeAsync(FunctionCall invocation, CancellationToken cancellationToken);
}

/// <summary>One accepted call.</summary>
public sealed record FunctionCall
{
    public required string RequestId { get; init; }

    /// <summary>Whether the caller does not wait: an event that fails is tried again.</summary>
    public bool IsEvent { get; init; }

    /// <summary>As the caller gave it, <c>$LATEST</c>: it is a part of the ARN that the function sees; null where none was given.</summary>
    public string? Qualifier { get; init; }

    /// <summary>JSON.</summary>
    public required ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>JSON on one line, decoded; null when none was sent.</summary>
    public string? ClientContext { get; init; }

    /// <summary>The caller's trace header; null when none was sent.</summary>
    public string? TraceId { get; init; }

    public string? TenantId { get; init; }

    /// <summary>Gets a streamed response as it arrives; null: the caller waits for the whole response.</summary>
    public CallerStream? ResponseStream { get; init; }
}

/// <summary>What the caller of a function gets.</summary>
/// <param name="Payload">The response, or the error's JSON.</param>
/// <param name="IsError">Whether the function failed; the call itself is a success even then.</param>
/// <param name="Log">The lines of this invocation, START, END and REPORT among them.</param>
/// <param name="IsStreamed">Whether the response went to <see cref="FunctionCall.ResponseStream"/>.</param>
public sealed record FunctionAnswer(ReadOnlyMemory<byte> Payload, bool IsError, IReadOnlyList<string> Log, bool IsStreamed = false)
{
    /// <summary>No environment has seen the call: it is over the function's reserved concurrency, and the caller gets 429.</summary>
    public bool IsThrottled { get; init; }
}
