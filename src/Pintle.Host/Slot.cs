using Pintle.Shared;

namespace Pintle.Host;

/// <summary>
/// The state of one poller's invocations: what is in flight, and the buffers of its reply. Used by one thread at a time. In the ordinary mode it is reused from one invocation to the
/// next; where several run at once each invocation has one of its own over the same buffers, because code that outlives an invocation must not see the next one in it.
/// </summary>
internal sealed unsafe class Slot
{
    // Guards the pointer and what is read through it: a thread of the function's may log just when the invocation ends.
    // Not a Lock: entering one jits two methods at the first invocation.
    private readonly object _gate = new();
    private HostInvocation* _invocation;
    private EventStream? _event;
    private string? _requestId;
    private readonly TraceIdVariable? _traceId;

    public Slot()
    {
        Response = new();
        ErrorType = new();
        XRayCause = new();
        _traceId = new();
    }

    private Slot(Slot owner)
    {
        Response = owner.Response;
        ErrorType = owner.ErrorType;
        XRayCause = owner.XRayCause;
    }

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

    /// <summary>Empty once the invocation has ended, but where several run at once: there it stays.</summary>
    public string RequestId
    {
        get
        {
            lock (_gate)
                return _requestId ??= _invocation == null ? "" : _invocation->RequestId.ToText();
        }
    }

    /// <summary>The event as the handler sees it; ends with the invocation.</summary>
    public EventStream Event => _event ??= new EventStream(_invocation->Event.Data, (int)_invocation->Event.Length);

    /// <summary>A slot for one invocation over this one's buffers.</summary>
    public Slot ForOneInvocation() => new(this);

    public void Begin(HostInvocation* invocation)
    {
        lock (_gate)
        {
            _invocation = invocation;
            _requestId = null;
        }
        Current = this;
        Response.Reset();
        if (_traceId is not null)
            _traceId.Set(invocation->TraceId.Span);
        else
            TellTraceId(invocation->TraceId.ToTextOrNull());
    }

    /// <summary>Cuts off whatever the handler kept: the memory behind the event is about to be the next one's.</summary>
    public void End()
    {
        _event?.Detach();
        _event = null;
        Current = null;
        lock (_gate)
        {
            if (SeveralInvocations.AreOn)
                _ = RequestId;
            else
                _requestId = null;
            _invocation = null;
        }
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
