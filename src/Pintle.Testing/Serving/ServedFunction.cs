using Pintle.Emulator;
using Pintle.Emulator.Invoke;

namespace Pintle.Testing;

/// <summary>A function behind the Invoke API: calls wait in a line of their own, so that those that have not begun can be given up when the server stops.</summary>
#pragma warning disable CA1001 // The semaphore holds no handle, and calls that run may end after the server: nobody could dispose it in time.
internal sealed class ServedFunction : IInvocableFunction
#pragma warning restore CA1001
{
    private readonly LambdaFunction _function;
    private readonly EventInvocations _events;
    private readonly SemaphoreSlim? _turns;

    public ServedFunction(LambdaFunction function, Action<string>? log)
    {
        _function = function;
        _events = new EventInvocations(function, TimeProvider.System);

        // With a reserved concurrency nobody waits: who is over it is refused.
        _turns = function.Options.ReservedConcurrency is null ? new SemaphoreSlim(function.Options.MaxEnvironments * function.Options.Concurrency) : null;
        if (log is not null)
            function.ServiceLineWritten += log;
    }

    public string Arn => _function.Options.FunctionArn;

    public string Version => _function.Options.FunctionVersion;

    public async Task<FunctionAnswer> InvokeAsync(FunctionCall invocation, CancellationToken cancellationToken)
    {
        var result = invocation.IsEvent
            ? await _events.InvokeAsync(invocation, () => InvokeOnceAsync(invocation, cancellationToken), cancellationToken).ConfigureAwait(false)
            : await InvokeOnceAsync(invocation, cancellationToken).ConfigureAwait(false);
        return new FunctionAnswer(result.Payload, result.IsError, result.ServiceLog) { IsThrottled = result.Kind == AnswerKind.Throttled };
    }

    private async Task<InvocationResult> InvokeOnceAsync(FunctionCall invocation, CancellationToken cancellationToken)
    {
        if (_turns is not null)
            await _turns.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var options = new InvocationOptions { RequestId = invocation.RequestId, ClientContext = invocation.ClientContext, TraceId = invocation.TraceId, TenantId = invocation.TenantId };

            // Not the server's token: what has begun comes to its own end.
            return await _function.InvokeAsync(invocation.Payload, options, CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            _ = _turns?.Release();
        }
    }
}
