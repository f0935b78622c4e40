namespace Pintle.Emulator;

/// <summary>One invocation on its way through an execution environment: its request, its deadline and the single slot for its answer.</summary>
internal sealed class Invocation(InvocationRequest request, string requestId, TimeProvider time)
{
    // The caller's continuation never runs on the runtime's connection.
    private readonly TaskCompletionSource<InvocationAnswer> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ITimer? _timer;
    private long _started;

    public InvocationRequest Request => request;

    public string RequestId => requestId;

    /// <summary>Tells this attempt from another of the same request id, which callers may choose.</summary>
    public string InvocationId { get; } = Guid.NewGuid().ToString();

    public string TraceId { get; } = request.TraceId ?? TraceHeader.Create(time.GetUtcNow());

    public DateTimeOffset Deadline { get; private set; }

    public Task<InvocationAnswer> Answer => _answer.Task;

    public bool IsDelivered { get; private set; }

    /// <summary>The body of its answer is being read.</summary>
    public bool IsResponding { get; set; }

    /// <summary>That answer sent the invocation id back.</summary>
    public bool IsIdSentBack { get; set; }

    /// <summary>The clock of the invocation starts: the environment has taken it up.</summary>
    public void Activate(Action<Invocation> timedOut)
    {
        _started = time.GetTimestamp();
        Deadline = time.GetUtcNow() + (request.HasNoTimeLimit ? TimeSpan.FromDays(1) : request.Timeout);
        if (request.HasNoTimeLimit)
            return;

        _timer = time.CreateTimer(_ => timedOut(this), null, request.Timeout, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The event is handed over; the duration counts from here.</summary>
    public void Deliver()
    {
        _started = time.GetTimestamp();
        IsDelivered = true;
    }

    /// <summary>False when the invocation has its answer already.</summary>
    public bool TryAnswer(InvocationAnswer answer)
    {
        _timer?.Dispose();
        var duration = _started == 0 ? TimeSpan.Zero : time.GetElapsedTime(_started);
        return _answer.TrySetResult(answer with { Duration = duration });
    }
}
