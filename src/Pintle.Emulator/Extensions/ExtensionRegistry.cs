namespace Pintle.Emulator.Extensions;

/// <summary>The extensions of one execution environment: who has registered, who is at work, who failed. It knows nothing of HTTP.</summary>
/// <remarks>https://docs.aws.amazon.com/lambda/latest/dg/runtimes-extensions-api.html</remarks>
internal sealed class ExtensionRegistry
{
    public const string Invoke = "INVOKE";
    public const string Shutdown = "SHUTDOWN";
    private const int MaxExtensions = 10; // https://docs.aws.amazon.com/lambda/latest/dg/runtimes-extensions-api.html

    private readonly Lock _gate = new();
    private readonly List<Extension> _all;
    private readonly List<(Func<bool> Condition, TaskCompletionSource Met)> _waiting = [];
    private readonly TaskCompletionSource<Extension> _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isClosed;

    /// <param name="external">The names of the extensions whose processes are started.</param>
    public ExtensionRegistry(IEnumerable<string> external) => _all = [.. external.Select(name => new Extension(name, isExternal: true))];

    /// <summary>Ends with the first extension that reports an error.</summary>
    public Task<Extension> Failed => _failed.Task;

    /// <summary>Copies of what is known: name, external or not, state.</summary>
    public IReadOnlyList<(string Name, bool IsExternal, ExtensionState State)> All
    {
        get
        {
            lock (_gate)
                return [.. _all.Select(each => (each.Name, each.IsExternal, each.State))];
        }
    }

    /// <summary>Every external extension has registered: the runtime may start.</summary>
    public Task WhenRegistered() => When(() => _all.TrueForAll(each => each.State != ExtensionState.Started));

    /// <summary>Every extension waits for its next event: the init phase, or an invocation, is over for them.</summary>
    public Task WhenReady() => When(() => _all.TrueForAll(each => each.State == ExtensionState.Ready));

    /// <summary>The runtime has asked for its first event: no internal extension may register any more.</summary>
    public void Close()
    {
        lock (_gate)
            _isClosed = true;
    }

    public Refusal? Register(string name, IReadOnlyList<string> events, out Extension extension)
    {
        lock (_gate)
        {
            extension = _all.Find(each => each.Name == name) ?? new Extension(name, isExternal: false);
            var isNew = !_all.Contains(extension);

            // An internal extension ends with the runtime's process: nobody could tell it.
            var isExternal = extension.IsExternal;
            if (events.FirstOrDefault(each => each is not (Invoke or Shutdown) || (each == Shutdown && !isExternal)) is { } wrong)
                return ExtensionRefusals.EventType(wrong, isExternal);

            if (isNew && _isClosed)
                return ExtensionRefusals.Closed();

            if (isNew && _all.Count >= MaxExtensions)
                return ExtensionRefusals.TooMany(MaxExtensions);

            if (!isNew && !ExtensionTransitions.IsAllowed(extension.State, ExtensionCall.Register))
                return ExtensionRefusals.Transition(extension, ExtensionCall.Register);

            if (isNew)
                _all.Add(extension);
            (extension.Events, extension.State) = (events, ExtensionState.Registered);
            Check();
            return null;
        }
    }

    public Refusal? Next(string id, out Task<ReadOnlyMemory<byte>?> poll)
    {
        lock (_gate)
        {
            poll = Task.FromResult<ReadOnlyMemory<byte>?>(null);
            if (Find(id, ExtensionCall.Next, out var extension) is { } refusal)
                return refusal;

            poll = extension.Poll();
            Check();
            return null;
        }
    }

    public Refusal? Fail(string id, ExtensionCall call, string errorType)
    {
        lock (_gate)
        {
            if (Find(id, call, out var extension) is { } refusal)
                return refusal;

            (extension.State, extension.ErrorType) = (ExtensionTransitions.Target(call), errorType);
            _ = _failed.TrySetResult(extension);
            return null;
        }
    }

    /// <summary>Who may subscribe to telemetry now: after its registration, before its first event.</summary>
    public Refusal? Subscriber(string id, out string name)
    {
        lock (_gate)
        {
            var extension = _all.Find(each => each.Id == id);
            name = extension?.Name ?? "";
            return extension is null ? ExtensionRefusals.UnknownIdentifier() : extension.State == ExtensionState.Registered ? null : ExtensionRefusals.SubscriptionClosed();
        }
    }

    /// <summary>The name that belongs to an identifier; null where it belongs to nobody.</summary>
    public string? NameOf(string id)
    {
        lock (_gate)
            return _all.Find(each => each.Id == id)?.Name;
    }

    /// <summary>Gives an event to each extension that asked for its kind.</summary>
    public void Announce(string kind, ReadOnlyMemory<byte> json)
    {
        lock (_gate)
        {
            foreach (var extension in _all.Where(each => each.Events.Contains(kind)))
                extension.Announce(json);
        }
    }

    private Refusal? Find(string id, ExtensionCall call, out Extension extension)
    {
        extension = _all.Find(each => each.Id == id)!;
        if (extension is null)
            return ExtensionRefusals.UnknownIdentifier();

        return ExtensionTransitions.IsAllowed(extension.State, call) ? null : ExtensionRefusals.Transition(extension, call);
    }

    private Task When(Func<bool> condition)
    {
        lock (_gate)
        {
            if (condition())
                return Task.CompletedTask;

            var met = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((condition, met));
            return met.Task;
        }
    }

    private void Check()
    {
        foreach (var (_, met) in _waiting.Where(each => each.Condition()))
            met.SetResult();
        _ = _waiting.RemoveAll(each => each.Met.Task.IsCompleted);
    }
}
