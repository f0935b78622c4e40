using Pintle.Emulator.Invoke;
using Pintle.Emulator.Page;

namespace Pintle.Testing;

/// <summary>A function behind the Invoke API: calls wait in a line of their own, so that those that have not begun can be given up when the server stops, and the function can be replaced between two.</summary>
#pragma warning disable CA1001 // The semaphore holds no handle, and calls that run may end after the server: nobody could dispose it in time.
internal sealed class ServedFunction : IInvocableFunction
#pragma warning restore CA1001
{
    private readonly SemaphoreSlim _turns;
    private readonly int _concurrency;
    private readonly Action<string>? _log;
    private readonly FunctionActivity? _activity;
    private LambdaFunction _function;

    public ServedFunction(LambdaFunction function, Action<string>? log, ActivityFeed? feed)
    {
        (_function, _log, _concurrency) = (function, log, function.Options.Concurrency);
        _turns = new SemaphoreSlim(_concurrency, _concurrency);
        _activity = feed is null ? null : new FunctionActivity(feed, function);
    }

    public string Name => _function.Options.FunctionName;

    public string Arn => _function.Options.FunctionArn;

    public string Version => _function.Options.FunctionVersion;

    public async Task<FunctionAnswer> InvokeAsync(FunctionCall invocation, CancellationToken cancellationToken)
    {
        await _turns.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var function = _function;
            var start = ServiceLines.Start(invocation.RequestId, Version);
            Write(start);
            _activity?.Began(invocation);
            var options = new InvocationOptions { RequestId = invocation.RequestId, ClientContext = invocation.ClientContext, TraceId = invocation.TraceId, TenantId = invocation.TenantId, ResponseStream = invocation.ResponseStream };

            // Not the server's token: what has begun comes to its own end.
            var result = await function.InvokeAsync(invocation.Payload, options, CancellationToken.None).ConfigureAwait(false);
            string[] end = [.. ServiceLines.End(result, function.Options, DateTimeOffset.UtcNow)];
            foreach (var line in end)
                Write(line);
            _activity?.Ended(result, end[^1]);
            return new FunctionAnswer(result.Payload, result.IsError, [start, .. result.Logs.Select(line => line.Text), .. end], result.StreamedBytes is not null);
        }
        finally
        {
            _ = _turns.Release();
        }
    }

    /// <summary>Calls that wait go to the new one; those that run end where they are.</summary>
    public async Task<LambdaFunction> ReplaceAsync(LambdaFunction next)
    {
        for (var taken = 0; taken < _concurrency; taken++)
            await _turns.WaitAsync().ConfigureAwait(false);
        try
        {
            var old = _function;
            _function = next;
            _activity?.Replaced(next);
            return old;
        }
        finally
        {
            _ = _turns.Release(_concurrency);
        }
    }

    /// <summary>Lets go of the function's log; the function lives on.</summary>
    public void Dispose() => _activity?.Dispose();

    private void Write(string line)
    {
        _log?.Invoke(line);
        _activity?.Line(line);
    }
}
