using System.Buffers.Text;

namespace Pintle.RuntimeApi;

/// <summary>One invocation as it arrived: Lambda's headers and the event, as bytes in a buffer of its own. It parses no event and is reused for the next invocation.</summary>
/// <remarks>
/// One object for each poller. All spans are UTF-8 as received, empty where a header was absent, and valid until the object is given to <see cref="RuntimeApiClient.Next"/> again or
/// disposed of; after that they point at memory that holds something else. It is native memory, owned by this object and freed by <see cref="Dispose"/> only: it never moves, and a
/// pointer into it holds as long as a span does.
/// </remarks>
public sealed class Invocation : IDisposable
{
    private bool _isReceived;
    private bool _hasInvocationId;
    private long _deadlineMs;

    /// <summary>The request id is never empty after a successful <see cref="RuntimeApiClient.Next"/>, and made of RFC 3986 unreserved characters.</summary>
    public ReadOnlySpan<byte> RequestId => Header(LambdaHeader.RequestId);

    /// <summary>When the function times out, in milliseconds since 1970-01-01 UTC; 0 when the header was absent.</summary>
    public long DeadlineMs => _isReceived ? _deadlineMs : 0;

    public ReadOnlySpan<byte> InvokedFunctionArn => Header(LambdaHeader.InvokedFunctionArn);

    public ReadOnlySpan<byte> TraceId => Header(LambdaHeader.TraceId);

    public ReadOnlySpan<byte> ClientContext => Header(LambdaHeader.ClientContext);

    public ReadOnlySpan<byte> CognitoIdentity => Header(LambdaHeader.CognitoIdentity);

    public ReadOnlySpan<byte> TenantId => Header(LambdaHeader.TenantId);

    /// <summary>
    /// Tells this attempt from another one with the same request id. It is sent back with the answer, so that the service can refuse a late answer of an earlier attempt
    /// (https://github.com/aws/aws-lambda-dotnet/pull/2508). Empty also where the service sent one that can't stand in a header: an answer without it is taken without that check.
    /// </summary>
    public ReadOnlySpan<byte> InvocationId => _hasInvocationId ? Header(LambdaHeader.InvocationId) : default;

    /// <summary>Whether the service sent an invocation id that is not sent back.</summary>
    public bool HasUnusableInvocationId => !_hasInvocationId && !Header(LambdaHeader.InvocationId).IsEmpty;

    /// <summary>The event.</summary>
    public ReadOnlySpan<byte> Body => _isReceived ? Response.Body : default;

    /// <summary>The size of the buffer in bytes: grown by a large event, and back at its first size some small events later.</summary>
    public int BufferLength => Response.BufferLength;

    internal bool IsDisposed { get; private set; }

    internal ResponseParser Response { get; } = new(WireLimits.InitialEventBuffer, WireLimits.MaxEventBody);

    public void Dispose()
    {
        Clear();
        IsDisposed = true;
        Response.Dispose();
    }

    internal void Clear() => _isReceived = false;

    /// <summary>Makes the received response the current invocation, or says why it is no invocation.</summary>
    internal string? Accept()
    {
        var id = Response[LambdaHeader.RequestId];
        if (id.IsEmpty)
            return "header Lambda-Runtime-Aws-Request-Id is missing or empty";
        if (!Pintle.RuntimeApi.RequestId.IsValid(id))
            return $"Lambda-Runtime-Aws-Request-Id {WireText.Quote(id)} is not 1 to {WireLimits.MaxRequestId} letters, digits and - . _ ~, so it can't stand in a path";
        var deadline = Response[LambdaHeader.DeadlineMs];
        _deadlineMs = 0;
        if (!deadline.IsEmpty && !(Utf8Parser.TryParse(deadline, out _deadlineMs, out var used) && used == deadline.Length && _deadlineMs >= 0))
            return $"Lambda-Runtime-Deadline-Ms {WireText.Quote(deadline)} is not a number of milliseconds since 1970";
        _hasInvocationId = Pintle.RuntimeApi.InvocationId.IsValid(Response[LambdaHeader.InvocationId]);
        _isReceived = true;
        return null;
    }

    private ReadOnlySpan<byte> Header(LambdaHeader header) => _isReceived ? Response[header] : default;
}
