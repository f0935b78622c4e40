using System.Collections.Concurrent;
using System.Text;
using Pintle.Emulator;

namespace Pintle.Testing;

/// <summary>A Lambda function on this machine: the real bootstrap in a sandbox, against an emulated service. It has one environment, or as many as its options say, started on demand; invocations beyond them wait.</summary>
/// <remarks>
/// Its execution environments behave as on Lambda: kept between invocations; killed at the timeout; after a timeout, an exit or a failed init, the next
/// invocation starts the environment anew, with <c>/tmp</c> kept, and that start is part of the invocation's time.
/// <code>
/// await using var function = await LambdaFunction.StartAsync(new() { Layer = "layer.zip", Function = "orders.zip", Handler = "Orders::Orders.Function::Place" });
/// var result = await function.InvokeAsync("""{"id":"a1","quantity":3,"price":9.5}""");
/// </code>
/// </remarks>
public sealed class LambdaFunction : IAsyncDisposable
{
    private static readonly ConcurrentDictionary<LambdaFunction, bool> Running = new();

    private readonly SemaphoreSlim _turns;
    private readonly SemaphoreSlim _alone = new(1, 1);
    private readonly TemporaryFolder _files;
    private readonly EnvironmentPlan _plan;
    private readonly EnvironmentPool _pool;
    private int _disposed;

    private LambdaFunction(EnvironmentPlan plan, SandboxReport sandbox, TemporaryFolder files)
    {
        (_plan, _files, Sandbox) = (plan, files, sandbox);
        _turns = new SemaphoreSlim(Capacity, Capacity);
        _pool = new EnvironmentPool(plan.Options.Concurrency, number => new EnvironmentSlot(plan, number, files.CreateWritable(number == 1 ? "tmp" : $"tmp-{number}")));
        _ = _pool.Open();
        _ = Running.TryAdd(this, true);
        Init = null!;
    }

    /// <summary>Every line the function wrote, as it is read; raised on a thread of its own, one line after another.</summary>
    public event Action<LogLine>? LogReceived
    {
        add => _plan.Log.Added += value;
        remove => _plan.Log.Added -= value;
    }

    /// <summary>What happens to the function's environments, step by step. Listeners must not wait.</summary>
    public event Action<EnvironmentEvent>? EnvironmentChanged
    {
        add => _plan.Journal.Changed += value;
        remove => _plan.Journal.Changed -= value;
    }

    /// <summary>The lines that Lambda itself writes into a function's log: START, END, REPORT, INIT_REPORT. Listeners must not wait.</summary>
    public event Action<string>? ServiceLineWritten
    {
        add => _plan.Journal.LineWritten += value;
        remove => _plan.Journal.LineWritten -= value;
    }

    /// <summary>The sandbox in use, and what is missing when it is not as Lambda's.</summary>
    public SandboxReport Sandbox { get; }

    /// <summary>What in the function's packages fails on Lambda too, one sentence each with what to do: files that nobody may read, an assembly in a folder too deep.</summary>
    public IReadOnlyList<string> Notices { get; private init; } = [];

    /// <summary>The last init phase that was not part of an invocation: the one of <see cref="StartAsync"/> or <see cref="RestartAsync"/>.</summary>
    public InitReport Init { get; private set; }

    /// <summary>The last 10,000 lines the function wrote.</summary>
    public IReadOnlyList<LogLine> Logs => _plan.Log.Since(0);

    /// <summary>What the bootstrap sent to the Runtime API, over all environments of this function.</summary>
    public RuntimeApiExchanges RuntimeApiExchanges => _plan.Options.Exchanges;

    /// <summary>Where the runtime of the first environment stands.</summary>
    public RuntimeState State => _pool.First.Environment?.State ?? RuntimeState.Terminated;

    /// <summary>The process id of the first environment's bootstrap on the host; null when it does not run.</summary>
    public int? ProcessId => _pool.First.Environment?.ProcessId;

    /// <summary>How the first environment's process ended; null while it runs.</summary>
    public ProcessExit? Exit => _pool.First.Environment?.Exit;

    /// <summary>The most memory the first environment has had resident, in bytes.</summary>
    public long? MaxMemoryBytes => _pool.First.Environment?.SampleMemory();

    /// <summary>The real folder behind the first environment's <c>/tmp</c>.</summary>
    public string TemporaryFolder => _pool.First.Temporary;

    /// <summary>Every environment that the function has had a place for, as it is now.</summary>
    public IReadOnlyList<EnvironmentStatus> Environments =>
        [.. _pool.All.Select(slot => new EnvironmentStatus(slot.Number, slot.Environment?.State ?? RuntimeState.Terminated, slot.Environment?.ProcessId, slot.InUse, slot.Environment?.SampleMemory()))];

    internal LambdaFunctionOptions Options => _plan.Options;

    /// <summary>One sentence where it has no time zones, which it has on Lambda; else null.</summary>
    internal string? MissingZones { get; private init; }

    /// <summary>Why it was not set up; null where it was.</summary>
    internal string? WhyUnavailable { get; private init; }

    /// <summary>Whether a function of this process has its files there.</summary>
    internal static bool RunsFrom(string folder) => Running.Keys.Any(each => each._plan.Folders.Task == folder || each._plan.Options.Function == folder);

    private int Capacity => _plan.Options.MostEnvironments * _plan.Options.Concurrency;

    /// <summary>Sets the function up, starts its first environment and waits for the end of the init phase.</summary>
    /// <remarks>A function that fails in its init phase is not an error here: <see cref="Init"/> says so, and the first invocation tries again, as on Lambda.</remarks>
    /// <exception cref="FunctionSetupException">The function cannot be set up as asked; the message says why and what to do.</exception>
    public static async Task<LambdaFunction> StartAsync(LambdaFunctionOptions options, CancellationToken cancellationToken = default)
    {
        var function = await OpenAsync(options).ConfigureAwait(false);
        try
        {
            function.Init = await function._pool.First.StartAsync(cancellationToken).ConfigureAwait(false);
            return function;
        }
        catch
        {
            await function.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Sets the function up and starts nothing: <see cref="RestartAsync"/> does, and there is no <see cref="Init"/> before.</summary>
    /// <exception cref="FunctionSetupException">The function cannot be set up as asked; the message says why and what to do.</exception>
    internal static async Task<LambdaFunction> OpenAsync(LambdaFunctionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        OptionsCheck.Check(options);
        var files = new TemporaryFolder(options.KeepFiles);
        try
        {
            var packages = OpenedPackages.For(options);
            var folders = new SandboxFolders(
                LayerFolder.Open(options, files, packages),
                Package.Open("function", options.Function, () => files.Create("function"), packages),
                files.Path);
            packages.NoteMisplaced(folders, options.Handler);
            var processor = Entrypoint.FileOf(folders) is { } bootstrap ? ForeignProcessor.For(bootstrap) : null;
            var (sandbox, report) = await SandboxSelection.ChooseAsync(options.Sandbox, processor, options.HasShell).ConfigureAwait(false);
            var plan = new EnvironmentPlan(options, sandbox, folders, new LogBuffer(TimeProvider.System), TimeProvider.System);
            return new LambdaFunction(plan, report, files) { Notices = packages.Notices, MissingZones = TimeZoneData.WhatIsMissing(options, folders.Layer) };
        }
        catch
        {
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

    /// <summary>A place for a function that cannot be set up yet, to be replaced when it can: its callers are told why.</summary>
    internal static LambdaFunction Unavailable(LambdaFunctionOptions options, string why)
    {
        OptionsCheck.Check(options);
        var files = new TemporaryFolder(options.KeepFiles);
        var empty = files.Create("function");
        var plan = new EnvironmentPlan(options, new FolderSandbox(HostTools.Find()), new SandboxFolders(empty, empty, files.Path), new LogBuffer(TimeProvider.System), TimeProvider.System);
        return new LambdaFunction(plan, new SandboxReport(SandboxKind.Folders, null), files)
        {
            WhyUnavailable = why,
            Init = new InitReport { End = InitEnd.InvalidEntrypoint, Duration = TimeSpan.Zero, ErrorType = "Runtime.InvalidEntrypoint", Logs = [] },
        };
    }

    /// <inheritdoc cref="InvokeAsync(ReadOnlyMemory{byte}, InvocationOptions?, CancellationToken)"/>
    public Task<InvocationResult> InvokeAsync(string payload, InvocationOptions? options = null, CancellationToken cancellationToken = default) =>
        InvokeAsync((ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(payload), options, cancellationToken);

    /// <inheritdoc cref="InvokeAsync(ReadOnlyMemory{byte}, InvocationOptions?, CancellationToken)"/>
    public Task<InvocationResult> InvokeAsync(ReadOnlySpan<byte> payload, InvocationOptions? options = null, CancellationToken cancellationToken = default) =>
        InvokeAsync((ReadOnlyMemory<byte>)payload.ToArray(), options, cancellationToken);

    /// <summary>A cold start: ends every environment, empties <c>/tmp</c> and starts the first one anew.</summary>
    public async Task<InitReport> RestartAsync(CancellationToken cancellationToken = default)
    {
        await TakeAllTurnsAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await Task.WhenAll(_pool.All.Select(slot => slot.ClearAsync())).ConfigureAwait(false);
            return Init = await _pool.First.StartAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            ReturnAllTurns();
        }
    }

    /// <summary>Ends every environment: with SIGKILL, or with SIGTERM and, after the grace, SIGKILL. The next invocation starts a new one.</summary>
    /// <param name="grace">How long after SIGTERM. Lambda sends SIGTERM only when an extension is registered, and then gives 500 ms or 2 s; null: none.</param>
    /// <param name="cancellationToken">Gives up the wait for a running invocation.</param>
    /// <returns>How the first environment's process ended; null when there was none.</returns>
    public async Task<ProcessExit?> StopAsync(TimeSpan? grace = null, CancellationToken cancellationToken = default)
    {
        await TakeAllTurnsAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var exits = await Task.WhenAll(_pool.All.Select(slot => slot.StopAsync(grace))).ConfigureAwait(false);
            return exits[0];
        }
        finally
        {
            ReturnAllTurns();
        }
    }

    /// <summary>Kills the processes, closes the Runtime API and removes the files. An invocation that is running is answered with <c>Runtime.ExitError</c>.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
            return;

        // All at once: an extension may take its two seconds.
        _ = await Task.WhenAll(_pool.All.Select(slot => slot.StopAsync(null))).ConfigureAwait(false);
        await TakeAllTurnsAsync(CancellationToken.None).ConfigureAwait(false);
        await Task.WhenAll(_pool.All.Select(slot => slot.DisposeAsync().AsTask())).ConfigureAwait(false);
        _turns.Dispose();
        _alone.Dispose();
        _files.Dispose();
        _ = Running.TryRemove(this, out _);
    }

    private async Task<InvocationResult> InvokeInTurnAsync(InvocationRequest request)
    {
        if (WhyUnavailable is not null)
            throw new FunctionSetupException(WhyUnavailable);
        if (_plan.Options.ReservedConcurrency is not { } reserved)
            await _turns.WaitAsync().ConfigureAwait(false);
        else if (reserved == 0 || !await _turns.WaitAsync(0).ConfigureAwait(false))
            return Throttled(request);

        var slot = _pool.Take(_plan.Options.MostEnvironments);
        try
        {
            return await slot.InvokeAsync(request).ConfigureAwait(false);
        }
        finally
        {
            _pool.Return(slot);
            _ = _turns.Release();
        }
    }

    private static InvocationResult Throttled(InvocationRequest request)
    {
        var answer = ServiceError.Throttled(request.RequestId ?? Guid.NewGuid().ToString());
        return new InvocationResult { RequestId = answer.RequestId, Kind = answer.Kind, Payload = answer.Payload, WireErrorType = answer.ErrorType, Duration = TimeSpan.Zero, Logs = [] };
    }

    /// <summary>Waits until no invocation is in progress, and keeps others from beginning.</summary>
    private async Task TakeAllTurnsAsync(CancellationToken cancellationToken)
    {
        // One taker at a time: two that each have some of the turns would wait for each other.
        await _alone.WaitAsync(cancellationToken).ConfigureAwait(false);
        var taken = 0;
        try
        {
            for (; taken < Capacity; taken++)
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

    private void ReturnAllTurns() => _turns.Release(Capacity);

    private InvocationRequest RequestFor(ReadOnlyMemory<byte> payload, InvocationOptions options) => new()
    {
        Payload = payload,
        RequestId = options.RequestId,
        Timeout = _plan.Options.Timeout,
        HasNoTimeLimit = _plan.Options.WaitsForDebugger,
        FunctionArn = options.Qualifier is { } qualifier ? $"{_plan.Options.FunctionArn}:{qualifier}" : _plan.Options.FunctionArn,
        TraceId = options.TraceId,
        ClientContext = options.ClientContext,
        CognitoIdentity = options.CognitoIdentity,
        TenantId = options.TenantId,
        ResponseStream = options.ResponseStream,
    };
}
