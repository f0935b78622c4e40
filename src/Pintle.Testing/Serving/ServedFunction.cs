using Pintle.Emulator;
using Pintle.Emulator.Invoke;
using Pintle.Emulator.Page;

namespace Pintle.Testing;

/// <summary>A function behind the Invoke API: calls wait in a line of their own, so that those that have not begun can be given up when the server stops, and the function can be replaced between two calls.</summary>
#pragma warning disable CA1001 // The semaphore holds no handle, and calls that run may end after the server: nobody could dispose it in time.
internal sealed class ServedFunction : IInvocableFunction
#pragma warning restore CA1001
{
    private readonly Lock _gate = new();
    private readonly Action<string>? _log;
    private readonly EventInvocations _events;
    private readonly SemaphoreSlim? _turns;
    private readonly FunctionActivity? _activity;
    private Deployment _current;

    public ServedFunction(LambdaFunction function, Action<string>? log, ActivityFeed? feed = null)
    {
        (_current, _log) = (new Deployment(function), log);
        _events = new EventInvocations(function.Options, TimeProvider.System, log);

        // With a reserved concurrency nobody waits: a call over it is refused.
        _turns = function.Options.ReservedConcurrency is null ? new SemaphoreSlim(function.Options.MaxEnvironments * function.Options.Concurrency) : null;
        _activity = feed is null ? null : new FunctionActivity(feed, function);
        function.ServiceLineWritten += _log;
    }

    public string Name => _current.Function.Options.FunctionName;

    public string Arn => _current.Function.Options.FunctionArn;

    public string Version => _current.Function.Options.FunctionVersion;

    public string? WhyUnavailable => _current.Function.WhyUnavailable;

    public async Task<FunctionAnswer> InvokeAsync(FunctionCall invocation, CancellationToken cancellationToken)
    {
        var result = invocation.IsEvent
            ? await _events.InvokeAsync(invocation, () => InvokeOnceAsync(invocation, cancellationToken), cancellationToken).ConfigureAwait(false)
            : await InvokeOnceAsync(invocation, cancellationToken).ConfigureAwait(false);
        return new FunctionAnswer(result.Payload, result.IsError, result.ServiceLog, result.StreamedBytes is not null) { IsThrottled = result.Kind == AnswerKind.Throttled };
    }

    /// <summary>Calls that have not begun go to the new one; those that run end where they are.</summary>
    public async Task<LambdaFunction> ReplaceAsync(LambdaFunction next)
    {
        Deployment old;
        lock (_gate)
        {
            old = _current;
            _current = new Deployment(next);
            next.ServiceLineWritten += _log;
            _activity?.Follow(next);
            old.IsReplaced = true;
            if (old.Calls == 0)
                old.Drained.SetResult();
        }

        await old.Drained.Task.ConfigureAwait(false);
        Leave(old.Function);
        return old.Function;
    }

    /// <summary>Lets go of the function's log; the function lives on.</summary>
    public void Dispose() => Leave(_current.Function);

    private async Task<InvocationResult> InvokeOnceAsync(FunctionCall invocation, CancellationToken cancellationToken)
    {
        if (_turns is not null)
            await _turns.WaitAsync(cancellationToken).ConfigureAwait(false);
        var deployment = Enter();
        try
        {
            _activity?.Began(invocation);
            var options = new InvocationOptions { RequestId = invocation.RequestId, ClientContext = invocation.ClientContext, TraceId = invocation.TraceId, TenantId = invocation.TenantId, Qualifier = invocation.Qualifier, ResponseStream = invocation.ResponseStream };

            // Not the server's token: what has begun comes to its own end.
            var result = await deployment.Function.InvokeAsync(invocation.Payload, options, CancellationToken.None).ConfigureAwait(false);
            _activity?.Ended(result);
            return result;
        }
        finally
        {
            Exit(deployment);
            _ = _turns?.Release();
        }
    }

    private Deployment Enter()
    {
        lock (_gate)
        {
            _current.Calls++;
            return _current;
        }
    }

    private void Exit(Deployment deployment)
    {
        lock (_gate)
        {
            if (--deployment.Calls == 0 && deployment.IsReplaced)
                deployment.Drained.SetResult();
        }
    }

    private void Leave(LambdaFunction function)
    {
        function.ServiceLineWritten -= _log;
        _activity?.Leave(function);
    }

    /// <summary>One build of the function, and how many calls it has at the moment.</summary>
    private sealed class Deployment(LambdaFunction function)
    {
        public LambdaFunction Function { get; } = function;

        public int Calls { get; set; }

        public bool IsReplaced { get; set; }

        public TaskCompletionSource Drained { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
