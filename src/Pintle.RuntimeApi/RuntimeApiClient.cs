using System.Diagnostics.CodeAnalysis;
using Pintle.RuntimeApi.Sockets;

namespace Pintle.RuntimeApi;

/// <summary>The calls of the Lambda Runtime API over one keep-alive connection. One client for each poller: it is not for several threads, has no time limits and retries nothing.</summary>
/// <remarks>
/// <para>The reconnect rule: a request goes onto a new connection only when the old one was known to be unusable before a byte of the request was sent, because the server had
/// said <c>Connection: close</c> or 413, or because a look without waiting finds it closed, failed, or holding bytes that nobody asked for. Once a byte was sent, a break is
/// <see cref="RuntimeApiResultKind.Unreachable"/>: the API may have taken the request, and sending it again could run something twice.</para>
/// <para>A call makes that look, one send and, for an answer that fits the buffer, one receive. When warm it allocates nothing.</para>
/// </remarks>
public sealed class RuntimeApiClient : IDisposable
{
    private const int PayloadTooLarge = 413;

    private readonly RuntimeApiEndpoint _endpoint;
    private readonly IConnector _connector;
    private readonly RequestEncoder _requests;
    private readonly ResponseParser _answer = new(WireLimits.InitialAnswerBuffer, WireLimits.MaxAnswerBody, needsLength: false);
    private IConnection? _connection;
    private bool _isDisposed;
    private bool _isStreaming;
    private RuntimeApiResult? _streamFailure;

    public RuntimeApiClient(RuntimeApiEndpoint endpoint, string userAgent, IConnector? connector = null)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentException.ThrowIfNullOrEmpty(userAgent);
        if (userAgent.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            throw new ArgumentException($"expected printable ASCII characters, found {WireText.Quote(userAgent)}", nameof(userAgent));
        _endpoint = endpoint;
        _connector = connector ?? new SocketConnector();
        _requests = new RequestEncoder(endpoint, userAgent);
    }

    public RuntimeApiEndpoint Endpoint => _endpoint;

    /// <summary>Waits, without a time limit, for the next invocation. Whatever <paramref name="into"/> held before is gone, also when the call fails.</summary>
    // I2 of docs/architecture.md.
    public RuntimeApiResult Next(Invocation into)
    {
        ArgumentNullException.ThrowIfNull(into);
        ObjectDisposedException.ThrowIf(into.IsDisposed, into);
        into.Clear();
        var result = Exchange(RuntimeApiCall.Next, _requests.Next, default, into.Response);
        if (!result.IsOk)
            return result;
        if (result.Status != 200)
            return RuntimeApiResult.Refused(RuntimeApiCall.Next, result.Status, into.Response.Body);
        var reason = into.Accept();
        return reason is null ? result : Malformed(RuntimeApiCall.Next, reason);
    }

    /// <summary>Posts a buffered response.</summary>
    /// <param name="requestId">The invocation's.</param>
    /// <param name="body">The response.</param>
    /// <param name="invocationId">The invocation's, as <see cref="Invocation.InvocationId"/> gives it; empty sends none.</param>
    public RuntimeApiResult PostResponse(ReadOnlySpan<byte> requestId, ReadOnlySpan<byte> body, ReadOnlySpan<byte> invocationId = default)
    {
        RequireValid(requestId, invocationId);
        return Post(RuntimeApiCall.Response, _requests.Response(requestId, invocationId, body.Length), body);
    }

    /// <summary>Begins a streamed response, in place of <see cref="PostResponse"/>: sends its head and its prelude. The calls up to its end are one request.</summary>
    /// <param name="requestId">The invocation's.</param>
    /// <param name="prelude">JSON that says status and headers of an HTTP response, without the bytes that end it; empty for none.</param>
    /// <param name="invocationId">The invocation's, as <see cref="Invocation.InvocationId"/> gives it; empty sends none.</param>
    /// <returns>False when the API does not take it; <see cref="EndStream()"/> says why.</returns>
    public bool BeginStream(ReadOnlySpan<byte> requestId, ReadOnlySpan<byte> prelude, ReadOnlySpan<byte> invocationId = default)
    {
        RequireValid(requestId, invocationId);
        RequireStreaming(false);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        (_isStreaming, _streamFailure) = (true, null);
        if (Connect(out var error) is null)
            return FailStream(NoConnection(RuntimeApiCall.Response, error));
        _answer.Reset();
        return _connection!.Send(_requests.StreamedResponse(requestId, invocationId, prelude)) || FailStream(AfterBrokenSend(RuntimeApiCall.Response, _connection, _answer));
    }

    /// <summary>Sends a piece of a streamed response, and waits until the connection has taken it. It may be empty, which sends nothing.</summary>
    /// <returns>False when the API does not take it any more; <see cref="EndStream()"/> says why.</returns>
    public bool SendChunk(ReadOnlySpan<byte> bytes)
    {
        RequireStreaming(true);
        if (_streamFailure is not null)
            return false;
        if (_connection!.IsStale && !GoesOn(_connection))
            return false;
        return bytes.IsEmpty || _connection.Send(_requests.ChunkSize(bytes.Length), bytes, "\r\n"u8)
            || FailStream(AfterBrokenSend(RuntimeApiCall.Response, _connection, _answer));
    }

    /// <summary>Ends a streamed response. Where the response failed before, the result says how.</summary>
    public RuntimeApiResult EndStream() => Finish("0\r\n\r\n"u8);

    /// <summary>Ends a streamed response that failed half-way with an error in its trailers.</summary>
    public RuntimeApiResult EndStream(ReadOnlySpan<byte> errorType, ReadOnlySpan<byte> errorBody) => Finish(_requests.FailedEnd(errorType, errorBody));

    /// <summary>Posts the error of one invocation. A type or cause that is empty sends no header; control characters in them are replaced; a cause of 1 MiB or more is left out.</summary>
    public RuntimeApiResult PostInvocationError(
        ReadOnlySpan<byte> requestId, ReadOnlySpan<byte> errorType, ReadOnlySpan<byte> xrayCause, ReadOnlySpan<byte> body, ReadOnlySpan<byte> invocationId = default)
    {
        RequireValid(requestId, invocationId);
        return Post(RuntimeApiCall.InvocationError, _requests.InvocationError(requestId, invocationId, errorType, xrayCause, body.Length), body);
    }

    /// <summary>Posts the error that ended the init phase.</summary>
    public RuntimeApiResult PostInitError(ReadOnlySpan<byte> errorType, ReadOnlySpan<byte> body) =>
        Post(RuntimeApiCall.InitError, _requests.InitError(errorType, body.Length), body);

    public void Dispose()
    {
        Disconnect();
        _answer.Dispose();
        _isDisposed = true;
    }

    private RuntimeApiResult Finish(ReadOnlySpan<byte> end)
    {
        RequireStreaming(true);
        _isStreaming = false;
        if (_streamFailure is { } failure)
            return failure;
        var connection = _connection!;
        return Judge(RuntimeApiCall.Response, connection.Send(end) ? Receive(RuntimeApiCall.Response, connection, _answer) : AfterBrokenSend(RuntimeApiCall.Response, connection, _answer));
    }

    /// <summary>
    /// Takes what arrived before the end of a streamed response, without waiting for more. A whole answer is a refusal: anything sent after it would be sent in vain. An informational answer
    /// (RFC 9110 §15.2), or the beginning of another, is not.
    /// </summary>
    private bool GoesOn(IConnection connection)
    {
        // Stale: this receive can't wait.
        if (!TryMakeRoom(_answer, out var room, out var lack))
            return FailStream(Broken(RuntimeApiCall.Response, lack, _answer.Received));
        var count = connection.Receive(room);
        if (count <= 0)
            return FailStream(Broken(RuntimeApiCall.Response, count == 0 ? "the connection closed by the API" : connection.LastError ?? "a failed receive", _answer.Received));
        var state = _answer.Advance(count);
        if (state == ParseState.NeedMore)
            return true;
        if (state == ParseState.Malformed)
            return FailStream(Malformed(RuntimeApiCall.Response, _answer.Reason));
        Disconnect();
        // A success that answers half a request is none.
        return FailStream(_answer.Head.Status < 400
            ? RuntimeApiResult.Unreachable(RuntimeApiCall.Response, $"status {_answer.Head.Status} before the end of the response: exit, and Lambda starts a new environment")
            : RuntimeApiResult.Ok(RuntimeApiCall.Response, _answer.Head.Status));
    }

    /// <summary>Lack of memory for the answer counts as a broken connection: the rest of the answer cannot be received.</summary>
    private static bool TryMakeRoom(ResponseParser response, out Span<byte> room, [NotNullWhen(false)] out string? lack)
    {
        try
        {
            room = response.MakeRoom();
            lack = null;
            return true;
        }
        catch (InsufficientMemoryException e)
        {
            room = default;
            lack = e.Message;
            return false;
        }
    }

    private bool FailStream(in RuntimeApiResult failure)
    {
        _streamFailure = Judge(RuntimeApiCall.Response, failure);
        return false;
    }

    private RuntimeApiResult Post(string call, ReadOnlySpan<byte> head, ReadOnlySpan<byte> body) => Judge(call, Exchange(call, head, body, _answer));

    /// <summary>202 is what the service answers to a post; 200 is accepted because local stand-ins of it are not as strict.</summary>
    private RuntimeApiResult Judge(string call, in RuntimeApiResult result) =>
        !result.IsOk || result.Status is 202 or 200 ? result : RuntimeApiResult.Refused(call, result.Status, _answer.Body);

    private RuntimeApiResult NoConnection(string call, string? error) =>
        RuntimeApiResult.Unreachable(call, $"no connection to {_endpoint} ({error}); check AWS_LAMBDA_RUNTIME_API and that the API listens there");

    /// <summary>Ok here means: a whole answer, of whatever status.</summary>
    private RuntimeApiResult Exchange(string call, ReadOnlySpan<byte> head, ReadOnlySpan<byte> body, ResponseParser response)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        RequireStreaming(false);
        var connection = Connect(out var error);
        if (connection is null)
            return NoConnection(call, error);
        response.Reset();
        var isSent = body.IsEmpty ? connection.Send(head) : connection.Send(head, body);
        return isSent ? Receive(call, connection, response) : AfterBrokenSend(call, connection, response);
    }

    private IConnection? Connect(out string? error)
    {
        error = null;
        if (_connection is { IsStale: true })
            Disconnect();
        return _connection ??= _connector.Connect(_endpoint, out error);
    }

    private RuntimeApiResult Receive(string call, IConnection connection, ResponseParser response)
    {
        ParseState state;
        do
        {
            if (!TryMakeRoom(response, out var room, out var lack))
                return Broken(call, lack, response.Received);
            var count = connection.Receive(room);
            if (count <= 0)
                return Broken(call, count == 0 ? "the connection closed by the API" : connection.LastError ?? "a failed receive", response.Received);
            state = response.Advance(count);
        }
        while (state == ParseState.NeedMore);

        if (state == ParseState.Malformed)
            return Malformed(call, response.Reason);
        // RFC 9110 §15.5.14: a server that refuses a request as too large may close, and need not say so.
        if (response.Head.Closes || response.Head.Status == PayloadTooLarge)
            Disconnect();
        return RuntimeApiResult.Ok(call, response.Head.Status);
    }

    /// <summary>RFC 9112 §9.5: a server may refuse a large request before it has read all of it, and close. Its answer says more than the broken send does.</summary>
    private RuntimeApiResult AfterBrokenSend(string call, IConnection connection, ResponseParser response)
    {
        var error = connection.LastError ?? "a failed send";
        // Stale: the receive below can't wait. A success that answers half a request is none.
        var result = connection.IsStale ? Receive(call, connection, response) : default;
        if (result.Kind != RuntimeApiResultKind.Ok || result.Status < 400)
            return Broken(call, error, 0);
        Disconnect();
        return result;
    }

    private RuntimeApiResult Broken(string call, string error, int received)
    {
        Disconnect();
        var found = $"{error} after {received} bytes of an answer; the API may or may not have taken the request, so it is not sent again: exit, and Lambda starts a new environment";
        return RuntimeApiResult.Unreachable(call, found);
    }

    private RuntimeApiResult Malformed(string call, string reason)
    {
        Disconnect();
        return RuntimeApiResult.Malformed(call, reason);
    }

    private void Disconnect()
    {
        _connection?.Dispose();
        _connection = null;
    }

    private void RequireStreaming(bool isExpected)
    {
        if (_isStreaming != isExpected)
            throw new InvalidOperationException(isExpected ? "expected a streamed response that has begun, found none" : "expected the end of the streamed response that has begun, found another call");
    }

    private static void RequireValid(ReadOnlySpan<byte> requestId, ReadOnlySpan<byte> invocationId)
    {
        if (!RequestId.IsValid(requestId))
            throw new ArgumentException($"expected the request id of an invocation, found {WireText.Quote(requestId)}", nameof(requestId));
        if (!invocationId.IsEmpty && !InvocationId.IsValid(invocationId))
            throw new ArgumentException($"expected the invocation id of an invocation, found {WireText.Quote(invocationId)}", nameof(invocationId));
    }
}
