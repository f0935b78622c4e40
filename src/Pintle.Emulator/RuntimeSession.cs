namespace Pintle.Emulator;

/// <summary>The state machine and the queue of one execution environment: what each call of the runtime may do, and who gets which answer.</summary>
/// <remarks>
/// It knows nothing of HTTP. Every change happens under one lock, so an invocation has exactly one answer whatever races: response, error, timeout or exit.
/// With a concurrency over 1, that many polls may be open and that many invocations in progress, each with a state of its own; the session's own state is then a summary of them.
/// </remarks>
/// <param name="time">The clock.</param>
/// <param name="concurrency">How many invocations may be in progress.</param>
/// <param name="delivered">Called under the lock, when an event is handed over.</param>
/// <param name="polled">Called under the lock, at each poll that is accepted.</param>
internal sealed class RuntimeSession(TimeProvider time, int concurrency = 1, Action<Invocation>? delivered = null, Action? polled = null)
{
    private readonly Lock _gate = new();
    private readonly Queue<Invocation> _queue = new();
    private readonly TaskCompletionSource<InitOutcome> _init = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<(RuntimeState State, TaskCompletionSource Reached)> _watchers = [];
    private RuntimeState _state = RuntimeState.Starting;
    private readonly List<Invocation> _active = [];
    private readonly List<Poll> _polls = [];

    // The last answered invocations, one for each that may be in progress: a late answer is then told from an unknown id.
    private readonly Queue<Invocation> _answered = new();
    private readonly List<Invocation> _timedOut = [];

    public RuntimeState State
    {
        get
        {
            lock (_gate)
                return _state;
        }
    }

    /// <summary>Whether events say which attempt of their request they are.</summary>
    public bool SendsInvocationIds { get; init; } = true;

    public Task<InitOutcome> Initialized => _init.Task;

    /// <summary>The type of the error with which an extension ended the environment; null while none did.</summary>
    public string? ExtensionFailure { get; private set; }

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
            if (!MayPoll())
                return Refusal.Transition(_state, RuntimeCall.Next);

            if (concurrency == 1)
            {
                // A runtime that lost its connection asks again for the event it has not answered.
                if (_state == RuntimeState.Invoking)
                {
                    poll.HandOver(_active[0]);
                    return null;
                }

                foreach (var older in _polls)
                    older.Refuse(Refusal.Transition(_state, RuntimeCall.Next));
                _polls.Clear();
            }
            else if (_polls.Count >= concurrency)
            {
                return Refusal.TooManyPolls(concurrency);
            }

            _ = _init.TrySetResult(new InitOutcome(InitStatus.Ready, time.GetTimestamp(), null));
            polled?.Invoke();
            _polls.Add(poll);
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
            if (_polls.Remove(poll))
                Enter(Summary());
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

    /// <summary>The head of a response or an error has arrived: is it for the invocation in progress, and allowed? First the request id, then whose attempt it answers, then the state.</summary>
    /// <param name="call">Which of the two.</param>
    /// <param name="requestId">The id in its path.</param>
    /// <param name="invocationId">The event's invocation id, if it was sent back; null from a runtime that does not do so, and then it is not checked.</param>
    /// <param name="invocation">The one that it answers.</param>
    public Refusal? BeginAnswer(RuntimeCall call, string requestId, string? invocationId, out Invocation invocation)
    {
        if (!SendsInvocationIds)
            invocationId = null;

        bool IsAnswered(Invocation each) => each.RequestId == requestId && (invocationId is null || each.InvocationId == invocationId);

        lock (_gate)
        {
            var found = _active.Find(IsAnswered);
            invocation = found!;
            if (found is null && _timedOut.Find(IsAnswered) is { } late)
            {
                _ = _timedOut.Remove(late);
                return invocationId is null ? Refusal.Late(requestId) : Refusal.Stale(requestId);
            }

            if (found is null && invocationId is not null && IsKnown(requestId) && !_answered.Any(IsAnswered))
                return Refusal.Stale(requestId);

            if (found is null && !(_answered.Any(IsAnswered) && (concurrency > 1 || _active.Count == 0)))
                return Refusal.UnknownRequestId(requestId);

            var state = StateOf(found);
            if (!RuntimeTransitions.IsAllowed(state, call))
                return Refusal.Transition(state, call);

            (found!.IsResponding, found.IsIdSentBack) = (true, invocationId is not null);
            Enter(Summary());
            return null;
        }
    }

    /// <summary>The body has been read, or could not be; refused when the invocation got another answer meanwhile.</summary>
    public Refusal? EndAnswer(RuntimeCall call, Invocation invocation, InvocationAnswer answer)
    {
        lock (_gate)
        {
            if (_timedOut.Remove(invocation))
                return invocation.IsIdSentBack ? Refusal.Stale(invocation.RequestId) : Refusal.Late(invocation.RequestId);

            if (!invocation.IsResponding || !_active.Contains(invocation))
                return Refusal.Transition(_state, call);

            Enter(RuntimeState.Ready);
            AnswerActive(invocation, answer);
            Enter(Summary());
            TakeUp();
            return null;
        }
    }

    /// <summary>The process ended: every invocation still here is answered.</summary>
    public void ProcessExited(ProcessExit exit) => Terminate(null, id => ServiceError.Exited(id, exit));

    /// <summary>An extension cannot start or go on, or its process ended: the environment ends with it.</summary>
    public void ExtensionFailed(string errorType, string message)
    {
        lock (_gate)
        {
            if (_state != RuntimeState.Terminated)
                ExtensionFailure = errorType;
        }

        Terminate(null, id => ServiceError.Extension(id, errorType, message));
    }

    public void InvalidEntrypoint(string message) => Terminate(null, id => ServiceError.InvalidEntrypoint(id, message));

    /// <summary>Ends the environment; but where several invocations share it, a timeout ends only that one, and its poller may still be working on it.</summary>
    /// <remarks>https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances-execution-environment.html</remarks>
    private void TimedOut(Invocation invocation)
    {
        if (concurrency == 1)
        {
            Terminate(invocation, id => ServiceError.TimedOut(id, invocation.Request.Timeout));
            return;
        }

        lock (_gate)
        {
            if (!_active.Contains(invocation))
                return;

            if (invocation.IsDelivered)
                _timedOut.Add(invocation);
            AnswerActive(invocation, ServiceError.TimedOut(invocation.RequestId, invocation.Request.Timeout));
            Enter(Summary());
            TakeUp();
        }
    }

    private void Terminate(Invocation? only, Func<string, InvocationAnswer> answer)
    {
        lock (_gate)
        {
            if (_state == RuntimeState.Terminated || (only is not null && !_active.Contains(only)))
                return;

            Enter(RuntimeState.Terminated);
            _ = _init.TrySetResult(new InitOutcome(InitStatus.Exited, time.GetTimestamp(), null));
            foreach (var poll in _polls)
                poll.Refuse(Refusal.Transition(_state, RuntimeCall.Next));
            _polls.Clear();
            AnswerAll(answer);
        }
    }

    /// <summary>What the invocations in progress and the open polls amount to, once the runtime has spoken and while the environment lives.</summary>
    private RuntimeState Summary()
    {
        if (_state is RuntimeState.Starting or RuntimeState.InitFailed or RuntimeState.Terminated)
            return _state;

        if (_active.Exists(each => each is { IsDelivered: true, IsResponding: false }))
            return RuntimeState.Invoking;

        if (_active.Exists(each => each.IsResponding))
            return RuntimeState.Responding;

        return _polls.Count > 0 ? RuntimeState.Waiting : RuntimeState.Ready;
    }

    /// <summary>Where several pollers share the session, one that is at work does not keep another from asking.</summary>
    private bool MayPoll() => concurrency == 1
        ? RuntimeTransitions.IsAllowed(_state, RuntimeCall.Next)
        : _state is not (RuntimeState.InitFailed or RuntimeState.Terminated);

    /// <summary>Where the runtime stands with one invocation; null: with one that is answered.</summary>
    private RuntimeState StateOf(Invocation? invocation)
    {
        if (concurrency == 1 || _state is RuntimeState.Starting or RuntimeState.InitFailed or RuntimeState.Terminated)
            return _state;

        if (invocation is null or { IsDelivered: false })
            return RuntimeState.Ready;

        return invocation.IsResponding ? RuntimeState.Responding : RuntimeState.Invoking;
    }

    /// <summary>Whether an invocation with that request id is or was recently in progress.</summary>
    private bool IsKnown(string requestId) => _active.Exists(each => each.RequestId == requestId) || _answered.Any(each => each.RequestId == requestId);

    private void Enter(RuntimeState state)
    {
        _state = state;
        foreach (var (_, reached) in _watchers.Where(w => w.State == state))
            reached.SetResult();

        _ = _watchers.RemoveAll(w => w.State == state);
    }

    private void TakeUp()
    {
        while (_active.Count < concurrency && _queue.TryDequeue(out var invocation))
        {
            _active.Add(invocation);
            invocation.Activate(TimedOut);
        }

        HandOver();
    }

    private void HandOver()
    {
        while (_polls.Count > 0 && _active.Find(each => !each.IsDelivered) is { } invocation)
        {
            var poll = _polls[0];
            _polls.RemoveAt(0);
            invocation.Deliver();
            delivered?.Invoke(invocation);
            Enter(RuntimeState.Invoking);
            poll.HandOver(invocation);
        }
    }

    private void AnswerAll(Func<string, InvocationAnswer> answer)
    {
        foreach (var active in _active.ToArray())
            AnswerActive(active, answer(active.RequestId));
        while (_queue.TryDequeue(out var invocation))
            _ = invocation.TryAnswer(ServiceError.Undelivered(invocation.RequestId));
    }

    private void AnswerActive(Invocation invocation, InvocationAnswer answer)
    {
        _answered.Enqueue(invocation);
        if (_answered.Count > concurrency)
            _ = _answered.Dequeue();
        _ = invocation.TryAnswer(answer);
        _ = _active.Remove(invocation);
    }
}
