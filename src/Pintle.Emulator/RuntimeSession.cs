namespace Pintle.Emulator;

/// <summary>The state machine and the queue of one execution environment: what each call of the runtime may do, and who gets which answer.</summary>
/// <remarks>
/// It knows nothing of HTTP. Every change happens under one lock, so an invocation has exactly one answer whatever races: response, error, timeout or exit.
/// One event is in progress at a time; several pollers would hold several active invocations here, and nowhere else.
/// </remarks>
internal sealed class RuntimeSession(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Queue<Invocation> _queue = new();
    private readonly TaskCompletionSource<InitOutcome> _init = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<(RuntimeState State, TaskCompletionSource Reached)> _watchers = [];
    private RuntimeState _state = RuntimeState.Starting;
    private Invocation? _active;
    private Poll? _poll;
    private string? _lastRequestId;

    public RuntimeState State
    {
        get
        {
            lock (_gate)
                return _state;
        }
    }

    public Task<InitOutcome> Initialized => _init.Task;

    /// <summary>Ends when the state is reached, however briefly; at once when it is the present one.</summary>
    public Task WhenAsync(RuntimeState state)
    {
        lock (_gate)
        {
            if (_state == state)
                return Task.CompletedTask;

            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _watchers.Add((state, reached));
            return reached.Task;
        }
    }

    /// <summary>Queues an invocation; its clock starts when it becomes the active one.</summary>
    public Task<InvocationAnswer> Enqueue(InvocationRequest request)
    {
        var invocation = new Invocation(request, request.RequestId ?? Guid.NewGuid().ToString(), time);
        lock (_gate)
        {
            if (_state is RuntimeState.Terminated or RuntimeState.InitFailed)
                _ = invocation.TryAnswer(ServiceError.Undelivered(invocation.RequestId));
            else
                _queue.Enqueue(invocation);

            TakeUp();
        }

        return invocation.Answer;
    }

    /// <summary>Opens a poll, which ends with an event or a refusal.</summary>
    public Refusal? Next(out Poll poll)
    {
        poll = new Poll();
        lock (_gate)
        {
            if (!RuntimeTransitions.IsAllowed(_state, RuntimeCall.Next))
                return Refusal.Transition(_state, RuntimeCall.Next);

            // A runtime that lost its connection asks again for the event it has not answered.
            if (_state == RuntimeState.Invoking)
            {
                poll.HandOver(_active!);
                return null;
            }

            _poll?.Refuse(Refusal.Transition(_state, RuntimeCall.Next));
            _ = _init.TrySetResult(new InitOutcome(InitStatus.Ready, time.GetTimestamp(), null));
            _poll = poll;
            Enter(RuntimeState.Waiting);
            HandOver();
            return null;
        }
    }

    /// <summary>The runtime closed the connection of a poll.</summary>
    public void Abandon(Poll poll)
    {
        lock (_gate)
        {
            if (_poll != poll)
                return;

            _poll = null;
            Enter(RuntimeState.Ready);
        }
    }

    /// <summary>Whether an init error may be reported now.</summary>
    public Refusal? BeginInitError()
    {
        lock (_gate)
            return RuntimeTransitions.IsAllowed(_state, RuntimeCall.InitError) ? null : Refusal.Transition(_state, RuntimeCall.InitError);
    }

    public Refusal? EndInitError(RuntimeError error)
    {
        lock (_gate)
        {
            if (!RuntimeTransitions.IsAllowed(_state, RuntimeCall.InitError))
                return Refusal.Transition(_state, RuntimeCall.InitError);

            _ = _init.TrySetResult(new InitOutcome(InitStatus.Failed, time.GetTimestamp(), error));
            Enter(RuntimeState.InitFailed);
            AnswerAll(id => new InvocationAnswer
            {
                RequestId = id,
                Kind = AnswerKind.InitError,
                ErrorType = error.Type,
                Payload = error.Body,
                ContentType = error.ContentType,
                XRayCause = error.XRayCause,
            });
            return null;
        }
    }

    /// <summary>The head of a response or an error has arrived: is it for the invocation in progress, and allowed?</summary>
    public Refusal? BeginAnswer(RuntimeCall call, string requestId, out Invocation invocation)
    {
        lock (_gate)
        {
            invocation = _active!;
            if (requestId != (_active?.RequestId ?? _lastRequestId))
                return Refusal.UnknownRequestId(requestId);

            if (!RuntimeTransitions.IsAllowed(_state, call))
                return Refusal.Transition(_state, call);

            Enter(RuntimeState.Responding);
            return null;
        }
    }

    /// <summary>The body has been read, or could not be; refused when the invocation got another answer meanwhile.</summary>
    public Refusal? EndAnswer(RuntimeCall call, Invocation invocation, InvocationAnswer answer)
    {
        lock (_gate)
        {
            if (_state != RuntimeState.Responding || _active != invocation)
                return Refusal.Transition(_state, call);

            Enter(RuntimeState.Ready);
            AnswerActive(_ => answer);
            TakeUp();
            return null;
        }
    }

    /// <summary>The process ended: every invocation still here is answered.</summary>
    public void ProcessExited(ProcessExit exit) => Terminate(null, id => ServiceError.Exited(id, exit));

    public void InvalidEntrypoint(string message) => Terminate(null, id => ServiceError.InvalidEntrypoint(id, message));

    private void TimedOut(Invocation invocation) => Terminate(invocation, id => ServiceError.TimedOut(id, invocation.Request.Timeout));

    private void Terminate(Invocation? only, Func<string, InvocationAnswer> answer)
    {
        lock (_gate)
        {
            if (_state == RuntimeState.Terminated || (only is not null && _active != only))
                return;

            Enter(RuntimeState.Terminated);
            _ = _init.TrySetResult(new InitOutcome(InitStatus.Exited, time.GetTimestamp(), null));
            _poll?.Refuse(Refusal.Transition(_state, RuntimeCall.Next));
            _poll = null;
            AnswerAll(answer);
        }
    }

    private void Enter(RuntimeState state)
    {
        _state = state;
        foreach (var (_, reached) in _watchers.Where(w => w.State == state))
            reached.SetResult();

        _ = _watchers.RemoveAll(w => w.State == state);
    }

    private void TakeUp()
    {
        if (_active is not null || !_queue.TryDequeue(out _active))
            return;

        _active.Activate(TimedOut);
        HandOver();
    }

    private void HandOver()
    {
        if (_poll is null || _active is null)
            return;

        Enter(RuntimeState.Invoking);
        _active.Deliver();
        _poll.HandOver(_active);
        _poll = null;
    }

    private void AnswerAll(Func<string, InvocationAnswer> answer)
    {
        AnswerActive(answer);
        while (_queue.TryDequeue(out var invocation))
            _ = invocation.TryAnswer(ServiceError.Undelivered(invocation.RequestId));
    }

    private void AnswerActive(Func<string, InvocationAnswer> answer)
    {
        if (_active is null)
            return;

        _lastRequestId = _active.RequestId;
        _ = _active.TryAnswer(answer(_active.RequestId));
        _active = null;
    }
}
