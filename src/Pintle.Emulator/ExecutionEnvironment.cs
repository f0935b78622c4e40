using Pintle.Emulator.Endpoints;
using Pintle.Emulator.Extensions;
using Pintle.Emulator.Telemetry;

namespace Pintle.Emulator;

/// <summary>The service's side of one execution environment: a Runtime API on its own loopback port, and the way to send it invocations.</summary>
/// <remarks>
/// It starts no process and kills none: whoever does that reports the process's end with <see cref="ReportExit"/>. It lives as long as one process of the
/// runtime; the next process gets a new one.
/// </remarks>
public sealed class ExecutionEnvironment : IAsyncDisposable
{
    private readonly RuntimeSession _session;
    private readonly RuntimeApiServer _server;
    private readonly TimeProvider _time;

    private readonly ExtensionRegistry _extensions;

    private ExecutionEnvironment(RuntimeSession session, ExtensionRegistry extensions, TelemetryFeed telemetry, RuntimeApiServer server, ExecutionEnvironmentOptions options)
    {
        Telemetry = telemetry;
        (_session, _extensions, _server) = (session, extensions, server);
        _ = extensions.Failed.ContinueWith(failed => ExtensionFailed(failed.Result), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        Exchanges = options.Exchanges;
        _time = options.Time;
    }

    /// <summary>Host and port, the value of <c>AWS_LAMBDA_RUNTIME_API</c>; for example <c>127.0.0.1:40123</c>.</summary>
    public string RuntimeApi => _server.Address;

    public RuntimeState State => _session.State;

    /// <summary>Completes once, when the init phase ends, however it ends.</summary>
    public Task<InitOutcome> Initialized => _session.Initialized;

    /// <summary>What the runtime sent, request by request.</summary>
    public RuntimeApiExchanges Exchanges { get; }

    /// <summary>What extensions can subscribe to.</summary>
    public TelemetryFeed Telemetry { get; }

    /// <summary>Listens on a free loopback port.</summary>
    public static async Task<ExecutionEnvironment> StartAsync(ExecutionEnvironmentOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new ExecutionEnvironmentOptions();
        if (options.Concurrency is < 1 or > Limits.MaxConcurrency)
            throw new ArgumentException($"Expected a concurrency of 1 to {Limits.MaxConcurrency}, found {options.Concurrency}.", nameof(options));

        var extensions = new ExtensionRegistry(options.ExternalExtensions);
        var session = new RuntimeSession(options.Time, options.Concurrency, invocation => extensions.Announce(ExtensionRegistry.Invoke, ExtensionEvents.Invoke(invocation)), extensions.Close) { SendsInvocationIds = options.SendsInvocationIds };
        var telemetry = new TelemetryFeed(options.Time);
        var server = await RuntimeApiServer.StartAsync(new RuntimeApi(session, new ExtensionsApi(extensions, options), new TelemetryApi(extensions, telemetry), options), cancellationToken).ConfigureAwait(false);
        return new ExecutionEnvironment(session, extensions, telemetry, server, options);
    }

    /// <summary>Queues an invocation and returns its answer, whatever ends it. Invocations are taken up in order, as many at once as the options' concurrency says.</summary>
    /// <remarks>The timeout counts from the moment the environment takes the invocation up, which includes an init phase that is still going on.</remarks>
    /// <param name="request">The event and its headers.</param>
    /// <param name="cancellationToken">Gives up the wait, not the invocation: the service goes on with it.</param>
    /// <exception cref="ArgumentException">The request could not be sent by a caller of the service: the message says why.</exception>
    public Task<InvocationAnswer> InvokeAsync(InvocationRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        Check(request);
        return _session.Enqueue(request).WaitAsync(cancellationToken);
    }

    /// <summary>The environment's extensions: name, whether a process of its own, where it stands.</summary>
    public IReadOnlyList<(string Name, bool IsExternal, ExtensionState State)> Extensions => _extensions.All;

    /// <summary>The type of the error with which an extension ended the environment; null while none did.</summary>
    public string? ExtensionFailure => _session.ExtensionFailure;

    /// <summary>Every external extension has registered, and the runtime may start; or the environment has failed.</summary>
    public Task WhenExtensionsRegisteredAsync() => Task.WhenAny(_extensions.WhenRegistered(), _session.WhenAsync(RuntimeState.Terminated));

    /// <summary>Every extension waits for its next event; or the environment has failed.</summary>
    public Task WhenExtensionsReadyAsync() => Task.WhenAny(_extensions.WhenReady(), _session.WhenAsync(RuntimeState.Terminated));

    /// <summary>Tells the extensions that asked for it that the environment ends.</summary>
    /// <param name="reason"><c>spindown</c>, <c>timeout</c> or <c>failure</c>.</param>
    /// <param name="limit">How long until they are killed.</param>
    public void AnnounceShutdown(string reason, TimeSpan limit) =>
        _extensions.Announce(ExtensionRegistry.Shutdown, ExtensionEvents.Shutdown(reason, _time.GetUtcNow() + limit));

    /// <summary>The process of an extension has ended before it was told to: answers whatever is open with <c>Extension.Crash</c>.</summary>
    public void ReportExtensionExit(string name, ProcessExit exit) => _session.ExtensionFailed("Extension.Crash", $"{exit}");

    /// <summary>Waits until the runtime is in a state, however briefly; returns at once when it is.</summary>
    public Task WhenAsync(RuntimeState state, CancellationToken cancellationToken = default) => _session.WhenAsync(state).WaitAsync(cancellationToken);

    /// <summary>The process has ended: answers whatever is still open with <c>Runtime.ExitError</c>. Only the first call has an effect.</summary>
    public void ReportExit(ProcessExit exit) => _session.ProcessExited(exit);

    /// <summary>There is no process to start: answers whatever is open with <c>Runtime.InvalidEntrypoint</c>.</summary>
    public void ReportInvalidEntrypoint(string message) => _session.InvalidEntrypoint(message);

    /// <summary>Closes the port. Invocations that are still open are answered as if the process had been killed.</summary>
    public async ValueTask DisposeAsync()
    {
        _session.ProcessExited(ProcessExit.BySignal(9));
        await _server.DisposeAsync().ConfigureAwait(false);
    }

    private void ExtensionFailed(Extension extension) =>
        _session.ExtensionFailed(extension.State == ExtensionState.InitError ? "Extension.InitError" : "Extension.ExitError", extension.ErrorType ?? "");

    private static void Check(InvocationRequest request)
    {
        if (request.Payload.Length > Limits.MaxRequestBytes)
            throw new ArgumentException($"Expected an event of at most {Limits.MaxRequestBytes} bytes, found {request.Payload.Length}. Send a smaller event or a reference to it.", nameof(request));

        if (request.Timeout <= TimeSpan.Zero || request.Timeout > Limits.MaxTimeout)
            throw new ArgumentException($"Expected a timeout over 0 and up to {Limits.MaxTimeout.TotalSeconds} seconds, found {request.Timeout.TotalSeconds}.", nameof(request));

        if (request.RequestId is { } id && !RequestId.IsValid(id))
            throw new ArgumentException("Expected a request id in the form 8-4-4-4-12 hexadecimal digits, found another one. Leave it null to have one made up.", nameof(request));

        CheckHeader(nameof(request.FunctionArn), request.FunctionArn);
        CheckHeader(nameof(request.TraceId), request.TraceId);
        CheckHeader(nameof(request.ClientContext), request.ClientContext);
        CheckHeader(nameof(request.CognitoIdentity), request.CognitoIdentity);
        CheckHeader(nameof(request.TenantId), request.TenantId);
    }

    private static void CheckHeader(string name, string? value)
    {
        // They travel as HTTP headers, which hold no control characters.
        if (value is not null && value.Any(char.IsControl))
            throw new ArgumentException($"Expected {name} on one line without control characters, found one at position {value.Select((c, i) => (c, i)).First(x => char.IsControl(x.c)).i}. Write JSON without line breaks.");
    }
}
