using Pintle.Shared;

namespace Pintle.Host;

/// <summary>
/// The state of one poller's invocations: what is in flight, and the buffers of its reply. Reused from one invocation to the next; used by one thread at a time.
/// </summary>
internal sealed unsafe class Slot
{
    // Guards the pointer and what is read through it: a thread of the function's may log just when the invocation ends.
    // Not a Lock: entering one jits two methods at the first invocation.
    private readonly object _gate = new();
    private HostInvocation* _invocation;
    private EventStream? _event;
    private string? _requestId;
    private readonly TraceIdVariable _traceId = new();

    /// <summary>Where the response is written. Its memory is the host's, and the bootstrap reads it until the next invocation of this slot.</summary>
    public ReplyStream Response { get; } = new();

    /// <summary>The buffers of an error's header values; the body goes to <see cref="Response"/>.</summary>
    public ReplyStream ErrorType { get; } = new();

    public ReplyStream XRayCause { get; } = new();

    /// <summary>The invocation in flight, for log records; null outside one. There is one at a time, whatever thread its code has moved to.</summary>
    public static Slot? Current { get; private set; }

    /// <summary>Borrowed from the bootstrap, valid until <see cref="End"/>.</summary>
    public ref readonly HostInvocation Invocation => ref *_invocation;

    /// <summary>Empty once the invocation has ended.</summary>
    public string RequestId
    {
        get
        {
            lock (_gate)
                return _requestId ??= _invocation == null ? "" : _invocation->RequestId.ToText();
        }
    }

    /// <summary>For log records; null where the service sent none, and once the invocation has ended.</summary>
    public string? TraceId
    {
        get
        {
            lock (_gate)
                return _invocation == null ? null : _invocation->TraceId.ToTextOrNull();
        }
    }

    /// <summary>For log records; null where the service sent none, and once the invocation has ended.</summary>
    public string? TenantId
    {
        get
        {
            lock (_gate)
                return _invocation == null ? null : _invocation->TenantId.ToTextOrNull();
        }
    }

    /// <summary>The event as the handler sees it; ends with the invocation.</summary>
    public EventStream Event => _event ??= new EventStream(_invocation->Event.Data, (int)_invocation->Event.Length);

    public void Begin(HostInvocation* invocation)
    {
        lock (_gate)
        {
            _invocation = invocation;
            _requestId = null;
        }
        Current = this;
        Response.Reset();
        _traceId.Set(invocation->TraceId.Span);
    }

    /// <summary>Cuts off whatever the handler kept: the memory behind the event is about to be the next one's.</summary>
    public void End()
    {
        _event?.Detach();
        _event = null;
        Current = null;
        lock (_gate)
        {
            _invocation = null;
            _requestId = null;
        }
    }

    public void ReplyWithResponse(HostReply* reply)
    {
        reply->Kind = HostReplyKind.Response;
        reply->Body = Response.Written;
    }
}
