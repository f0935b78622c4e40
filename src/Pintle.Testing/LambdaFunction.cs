using System.Text;
using Pintle.Emulator;

namespace Pintle.Testing;

/// <summary>A Lambda function on this machine: the real bootstrap in a sandbox, against an emulated service. As many invocations run at a time as its options' concurrency says, others wait.</summary>
/// <remarks>
/// It behaves as one execution environment does on Lambda: kept between invocations; killed at the timeout; after a timeout, an exit or a failed init, the next
/// invocation starts it anew, with <c>/tmp</c> kept, and that start is part of the invocation's time.
/// <code>
/// await using var function = await LambdaFunction.StartAsync(new() { Layer = "layer.zip", Function = "orders.zip", Handler = "Orders::Orders.Function::Place" });
/// var result = await function.InvokeAsync("""{"id":"a1","quantity":3,"price":9.5}""");
/// </code>
/// </remarks>
public sealed class LambdaFunction : IAsyncDisposable
{
    private readonly SemaphoreSlim _turns;
    private readonly SemaphoreSlim _start = new(1, 1);
    private readonly SemaphoreSlim _alone = new(1, 1);
    private readonly List<LambdaEnvironment> _ended = [];
    private readonly TemporaryFolder _files;
    private readonly EnvironmentPlan _plan;
    private LambdaEnvironment? _environment;

    private LambdaFunction(EnvironmentPlan plan, SandboxReport sandbox, TemporaryFolder files)
    {
        (_plan, _files, Sandbox) = (plan, files, sandbox);
        _turns = new SemaphoreSlim(plan.Options.Concurrency, plan.Options.Concurrency);
        Init = null!;
    }

    /// <summary>Every line the function wrote, as it is read; raised on a thread of its own, one line after another.</summary>
    public event Action<LogLine>? LogReceived
    {
        add => _plan.Log.Added += value;
        remove => _plan.Log.Added -= value;
    }

    /// <summary>The sandbox in use, and what is missing when it is not as Lambda's.</summary>
    public SandboxReport Sandbox { get; }

    /// <summary>The last init phase that was not part of an invocation: the one of <see cref="StartAsync"/> or <see cref="RestartAsync"/>.</summary>
    public InitReport Init { get; private set; }

    /// <summary>The last 10,000 lines the function wrote.</summary>
    public IReadOnlyList<LogLine> Logs => _plan.Log.Since(0);

    /// <summary>What the bootstrap sent to the Runtime API, over all environments of this function.</summary>
    public RuntimeApiExchanges RuntimeApiExchanges => _plan.Options.Exchanges;

    /// <summary>Where the runtime stands.</summary>
    public RuntimeState State => _environment?.State ?? RuntimeState.Terminated;

    /// <summary>The bootstrap's process id on the host; null when it does not run.</summary>
    public int? ProcessId => _environment?.ProcessId;

    /// <summary>How the process ended; null while it runs.</summary>
    public ProcessExit? Exit => _environment?.Exit;

    /// <summary>The most memory the bootstrap's process has had resident, in bytes.</summary>
    public long? MaxMemoryBytes => _environment?.SampleMemory();

    /// <summary>The real folder behind the function's <c>/tmp</c>.</summary>
    public string TemporaryFolder => _plan.Folders.Temporary;

    internal LambdaFunctionOptions Options => _plan.Options;

    /// <summary>Sets the function up, starts its first environment and waits for the end of the init phase.</summary>
    /// <remarks>A function that fails in its init phase is not an error here: <see cref="Init"/> says so, and the first invocation tries again, as on Lambda.</remarks>
    /// <exception cref="FunctionSetupException">The function cannot be set up as asked; the message says why and what to do.</exception>
    public static async Task<LambdaFunction> StartAsync(LambdaFunctionOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        OptionsCheck.Check(options);
        var (sandbox, report) = await SandboxSelection.ChooseAsync(options.Sandbox).ConfigureAwait(false);
        var files = new TemporaryFolder(options.KeepFiles);
        LambdaFunction? function = null;
        try
        {
            var folders = new SandboxFolders(
                options.Layer is null ? files.Create("no-layer") : Package.Open("layer", options.Layer, () => files.Create("layer")),
                Package.Open("function", options.Function, () => files.Create("function")),
                files.Create("tmp"));
            var plan = new EnvironmentPlan(options, sandbox, folders, new LogBuffer(TimeProvider.System), TimeProvider.System);
            function = new LambdaFunction(plan, report, files);
            function.Init = await function.StartEnvironmentAsync(cancellationToken).ConfigureAwait(false);
            return function;
        }
        catch
        {
            if (function is not null)
                await function.DisposeAsync().ConfigureAwait(false);

            files.Dispose();
            throw;
        }
    }

    /// <summary>Invokes the function with an event and waits for its answer, whatever that is.</summary>
    /// <param name="payload">The event, at most 6 MiB; JSON for most handlers.</param>
    /// <param name="options">What travels beside it.</param>
    /// <param name="cancellationToken">Gives up the wait. The invocation goes on, and the next one waits for its end.</param>
    /// <exception cref="ArgumentException">No caller of Lambda could send this: the message says why.</exception>
    public Task<InvocationResult> InvokeAsync(ReadOnlyMemory<byte> payload, InvocationOptions? options = null, CancellationToken cancellationToken = default) =>
        InvokeInTurnAsync(RequestFor(payload, options ?? new InvocationOptions())).WaitAsync(cancellationToken);

    /// <inheritdoc cref="InvokeAsync(ReadOnlyMemory{byte}, InvocationOptions?, CancellationToken)"/>
    public Task<InvocationResult> InvokeAsync(string payload, InvocationOptions? options = null, CancellationToken cancellationToken = default) =>
        InvokeAsync((ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(payload), options, cancellationToken);

    /// <inheritdoc cref="InvokeAsync(ReadOnlyMemory{byte}, InvocationOptions?, CancellationToken)"/>
    public Task<InvocationResult> InvokeAsync(ReadOnlySpan<byte> payload, InvocationOptions? options = null, CancellationToken cancellationToken = default) =>
        InvokeAsync((ReadOnlyMemory<byte>)payload.ToArray(), options, cancellationToken);

    /// <summary>A cold start: ends the environment, empties <c>/tmp</c> and starts a new one.</summary>
    public async Task<InitReport> RestartAsync(CancellationToken cancellationToken = default)
    {
        await TakeAllTurnsAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await EndEnvironmentAsync().ConfigureAwait(false);
            Pintle.Testing.TemporaryFolder.Delete(_plan.Folders.Temporary);
            _ = Directory.CreateDirectory(_plan.Folders.Temporary);
            return Init = await StartEnvironmentAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            ReturnAllTurns();
        }
    }

    /// <summary>Ends the environment: with SIGKILL, or with SIGTERM and, after the grace, SIGKILL. The next invocation starts a new one.</summary>
    /// <param name="grace">How long after SIGTERM. Lambda sends SIGTERM only when an extension is registered, and then gives 500 ms or 2 s; null: none.</param>
    /// <param name="cancellationToken">Gives up the wait for a running invocation.</param>
    /// <returns>How the process ended; null when there was none.</returns>
    public async Task<ProcessExit?> StopAsync(TimeSpan? grace = null, CancellationToken cancellationToken = default)
    {
        await TakeAllTurnsAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return _environment is null ? null : await _environment.StopAsync(grace).ConfigureAwait(false);
        }
        finally
        {
            ReturnAllTurns();
        }
    }

    /// <summary>Kills the process, closes the Runtime API and removes the files. An invocation that is running is answered with <c>Runtime.ExitError</c>.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_environment is { } environment)
            _ = await environment.StopAsync(null).ConfigureAwait(false);

        await TakeAllTurnsAsync(CancellationToken.None).ConfigureAwait(false);
        await EndEnvironmentAsync().ConfigureAwait(false);
        foreach (var ended in _ended)
            await ended.DisposeAsync().ConfigureAwait(false);
        _turns.Dispose();
        _start.Dispose();
        _alone.Dispose();
        _files.Dispose();
    }

    private async Task<InvocationResult> InvokeInTurnAsync(InvocationRequest request)
    {
        await _turns.WaitAsync().ConfigureAwait(false);
        try
        {
            while (true)
            {
                var result = await (await InUsableEnvironmentAsync(request).ConfigureAwait(false)).ConfigureAwait(false);

                // The process ended while it was idle, and the invocation came just too late for it.
                if (result.Kind != AnswerKind.Undelivered)
                    return result;
            }
        }
        finally
        {
            _ = _turns.Release();
        }
    }

    /// <summary>Begins the invocation where one environment runs, or in a new one, of which the first of several invocations makes one for all.</summary>
    private async Task<Task<InvocationResult>> InUsableEnvironmentAsync(InvocationRequest request)
    {
        await _start.WaitAsync().ConfigureAwait(false);
        try
        {
            if (_environment is { IsUsable: true } running)
                return running.InvokeAsync(request, start: false);

            await EndEnvironmentAsync().ConfigureAwait(false);
            _environment = await LambdaEnvironment.CreateAsync(_plan, CancellationToken.None).ConfigureAwait(false);
            return _environment.InvokeAsync(request, start: true);
        }
        finally
        {
            _ = _start.Release();
        }
    }

    /// <summary>Waits until no invocation is in progress, and keeps others from beginning.</summary>
    private async Task TakeAllTurnsAsync(CancellationToken cancellationToken)
    {
        // One taker at a time: two that have some of the turns each would wait for each other.
        await _alone.WaitAsync(cancellationToken).ConfigureAwait(false);
        var taken = 0;
        try
        {
            for (; taken < _plan.Options.Concurrency; taken++)
                await _turns.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch when (taken > 0)
        {
            _ = _turns.Release(taken);
            throw;
        }
        finally
        {
            _ = _alone.Release();
        }
    }

    private void ReturnAllTurns() => _turns.Release(_plan.Options.Concurrency);

    private async Task<InitReport> StartEnvironmentAsync(CancellationToken cancellationToken)
    {
        _environment = await LambdaEnvironment.CreateAsync(_plan, cancellationToken).ConfigureAwait(false);
        await _environment.StartAsync().ConfigureAwait(false);
        return await _environment.InitAsync(_plan.Options.WaitsForDebugger ? Timeout.InfiniteTimeSpan : _plan.Options.InitTimeout, cancellationToken).ConfigureAwait(false);
    }

    private async Task EndEnvironmentAsync()
    {
        if (_environment is not { } environment)
            return;

        _environment = null;
        if (_plan.Options.Concurrency == 1)
        {
            await environment.DisposeAsync().ConfigureAwait(false);
            return;
        }

        // Other invocations may still be reading how theirs ended.
        _ = await environment.StopAsync(null).ConfigureAwait(false);
        _ended.Add(environment);
    }

    private InvocationRequest RequestFor(ReadOnlyMemory<byte> payload, InvocationOptions options) => new()
    {
        Payload = payload,
        RequestId = options.RequestId,
        Timeout = _plan.Options.Timeout,
        HasNoTimeLimit = _plan.Options.WaitsForDebugger,
        FunctionArn = _plan.Options.FunctionArn,
        TraceId = options.TraceId,
        ClientContext = options.ClientContext,
        CognitoIdentity = options.CognitoIdentity,
        TenantId = options.TenantId,
        ResponseStream = options.ResponseStream,
    };
}
