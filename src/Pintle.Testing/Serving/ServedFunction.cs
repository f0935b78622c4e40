using Pintle.Emulator.Invoke;

namespace Pintle.Testing;

/// <summary>A function behind the Invoke API: calls wait in a line of their own, so that those that have not begun can be given up when the server stops.</summary>
#pragma warning disable CA1001 // The semaphore holds no handle, and calls that run may end after the server: nobody could dispose it in time.
internal sealed class ServedFunction(LambdaFunction function, Action<string>? log) : IInvocableFunction
#pragma warning restore CA1001
{
    private readonly SemaphoreSlim _turns = new(function.Options.Concurrency, function.Options.Concurrency);

    public string Arn => function.Options.FunctionArn;

    public string Version => function.Options.FunctionVersion;

    public async Task<FunctionAnswer> InvokeAsync(FunctionCall invocation, CancellationToken cancellationToken)
    {
        await _turns.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var start = ServiceLines.Start(invocation.RequestId, Version);
            log?.Invoke(start);
            var options = new InvocationOptions { RequestId = invocation.RequestId, ClientContext = invocation.ClientContext, TraceId = invocation.TraceId, TenantId = invocation.TenantId };

            // Not the server's token: what has begun comes to its own end.
            var result = await function.InvokeAsync(invocation.Payload, options, CancellationToken.None).ConfigureAwait(false);
            string[] end = [.. ServiceLines.End(result, function.Options, DateTimeOffset.UtcNow)];
            foreach (var line in end)
                log?.Invoke(line);
            return new FunctionAnswer(result.Payload, result.IsError, [start, .. result.Logs.Select(line => line.Text), .. end]);
        }
        finally
        {
            _ = _turns.Release();
        }
    }
}
