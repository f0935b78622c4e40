using Pintle.Host.LambdaCore;
using Pintle.Host.Streaming;
using Pintle.Shared;

namespace Pintle.Host.Invocations;

/// <summary>
/// The state of one poller's invocations: what is in flight, and the buffers of its reply. Used by one thread at a time. In the ordinary mode it is reused from one invocation to the
/// next; where several run at once each invocation has one of its own over the same buffers, because code that outlives an invocation must not see the next one in it.
/// </summary>
internal sealed unsafe class Slot
{
    // Guards the pointer and what is read through it: a thread of the function's may log at the moment the invocation ends.
    // Not a Lock: entering one jits two methods at the first invocation.
    private readonly object _gate = new();
    private HostInvocation* _invocation;
    private EventStream? _event;
    private string? _requestId;
    private string? _ownTraceId;
    private string? _ownTenantId;
    private readonly TraceIdVariable? _traceId;
    private readonly int _number;
    private object? _stream;

    /// <param name="number">How the bootstrap knows it.</param>
    public Slot(int number = 0)
    {
        _number = number;
        Response = new();
        ErrorType = new();
        XRayCause = new();
        _traceId = new();
    }

    private Slot(Slot owner)
    {
        _number = owner._number;
        Response = owner.Response;
        ErrorType = owner.ErrorType;
        XRayCause = owner.XRayCause;
    }

    /// <summary>In place of a stream, once the invocation has ended.</summary>
    private static object Ended { get; } = new();

    /// <summary>Where the response is written. Its memory is the host's, and the bootstrap reads it until the next invocation of this slot.</summary>
    public ReplyStream Response { get; }

    /// <summary>The buffers of an error's header values; the body goes to <see cref="Response"/>.</summary>
    public ReplyStream ErrorType { get; }

    public ReplyStream XRayCause { get; }

    /// <summary>
    /// The invocation that this code belongs to, for log records; null outside one. In the ordinary mode that is the one in flight, whatever thread its code has moved to;
    /// where several run at once it follows the asynchronous flow, also beyond the invocation's end.
    /// </summary>
    public static Slot? Current
    {
        get => SeveralInvocations.AreOn ? SeveralInvocations.Current : field;
        private set
        {
            if (SeveralInvocations.AreOn)
                SeveralInvocations.Current = value;
            else
                field = value;
        }
    }

    /// <summary>Borrowed from the bootstrap, valid until <see cref="End"/>.</summary>
    public ref readonly HostInvocation Invocation => ref *_invocation;

    /// <summary>Empty once the invocation has ended. Where several run at once, it stays.</summary>
    public string RequestId
    {
        get
        {
            lock (_gate)
                return _requestId ??= _invocation == null ? "" : _invocation->RequestId.ToText();
        }
    }

    /// <summary>For log records; null where the service sent none, and once the invocation has ended. Where several run at once, it stays.</summary>
    public string? TraceId
    {
        get
        {
            lock (_gate)
                return _ownTraceId ?? (_invocation == null ? null : _invocation->TraceId.ToTextOrNull());
        }
    }

    /// <summary>For log records; null where the service sent none, and once the invocation has ended. Where several run at once, it stays.</summary>
    public string? TenantId
    {
        get
        {
            lock (_gate)
                return _ownTenantId ?? (_invocation == null ? null : _invocation->TenantId.ToTextOrNull());
        }
    }

    /// <summary>The event as the handler sees it; ends with the invocation.</summary>
    public EventStream Event => _event ??= new EventStream(_invocation->Event.Data, (int)_invocation->Event.Length);

    /// <summary>A slot for one invocation over this one's buffers.</summary>
    public Slot ForOneInvocation() => new(this);

    // I4 of docs/architecture.md.
    public void Begin(HostInvocation* invocation)
    {
        lock (_gate)
        {
            _invocation = invocation;
            _requestId = null;
        }
        _stream = null;
        Current = this;
        Response.Reset();
        if (_traceId is not null)
            _traceId.Set(invocation->TraceId.Span);
        else
            TellTraceId(_ownTraceId = invocation->TraceId.ToTextOrNull());
    }

    /// <summary>Cuts off the event's stream, which the handler may have kept: the memory behind it is about to hold the next event.</summary>
    public void End()
    {
        _event?.Detach();
        _event = null;
        Current = null;
        lock (_gate)
        {
            if (SeveralInvocations.AreOn)
            {
                _ = RequestId;
                _ownTenantId = TenantId;
            }
            else
            {
                _requestId = null;
            }
            _invocation = null;
        }
    }

    /// <summary>Begins to send the response while the handler runs.</summary>
    /// <exception cref="InvalidOperationException">It has begun before, or the handler has ended.</exception>
    /// <exception cref="IOException">The Runtime API does not take it.</exception>
    public StreamedResponse OpenStream(ReadOnlySpan<byte> prelude)
    {
        var stream = new StreamedResponse(_number);
        if (Interlocked.CompareExchange(ref _stream, stream, null) is { } other)
        {
            throw new InvalidOperationException(other == Ended
                ? "Expected a streamed response to be opened before its handler ends, but the handler has ended. Open it in the handler, and await what writes it."
                : "Expected one streamed response for each invocation, but a second one was opened. Write everything to the first.");
        }
        stream.Begin(prelude);
        return stream;
    }

    /// <summary>Ends the streamed response, where the handler has begun one: the reply then only says how it ended. No write is under way when this returns, and none can begin.</summary>
    public void EndStream(HostReply* reply)
    {
        if (Interlocked.Exchange(ref _stream, Ended) is StreamedResponse stream && stream.End())
            reply->Kind = reply->Kind == HostReplyKind.Error ? HostReplyKind.StreamedError : HostReplyKind.Streamed;
    }

    private static void TellTraceId(string? traceId)
    {
        TraceProvider.Set(traceId);
        SdkTraceContext.Set(traceId);
    }

    public void ReplyWithResponse(HostReply* reply)
    {
        reply->Kind = HostReplyKind.Response;
        reply->Body = Response.Written;
    }
}
