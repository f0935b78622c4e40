using Pintle.Emulator;

namespace Pintle.Testing;

/// <summary>One execution environment: an emulated service and one process of the runtime, from its start to its end. It is never started again.</summary>
internal sealed class LambdaEnvironment : IAsyncDisposable
{
    /// <summary>How long a runtime that reported an init error has to exit by itself before it is killed.</summary>
    private static readonly TimeSpan ExitAfterInitError = TimeSpan.FromSeconds(2);

    private readonly EnvironmentPlan _plan;
    private readonly ExecutionEnvironment _service;
    private readonly long _logStart;
    private RuntimeProcess? _process;
    private long _started;
    private bool _initReported;

    private LambdaEnvironment(EnvironmentPlan plan, ExecutionEnvironment service)
    {
        (_plan, _service) = (plan, service);
        _logStart = plan.Log.Position;
    }

    /// <summary>Whether it can still take an invocation.</summary>
    public bool IsUsable => _service.State is not (RuntimeState.InitFailed or RuntimeState.Terminated);

    public RuntimeState State => _service.State;

    public int? ProcessId => _process?.Id;

    public ProcessExit? Exit => _process is { Exited: { IsCompletedSuccessfully: true } exited } ? exited.Result : null;

    public long? SampleMemory() => _process?.SampleMemory();

    public static async Task<LambdaEnvironment> CreateAsync(EnvironmentPlan plan, CancellationToken cancellationToken)
    {
        var options = new ExecutionEnvironmentOptions { Time = plan.Time, Exchanges = plan.Options.Exchanges, Concurrency = plan.Options.Concurrency };
        return new LambdaEnvironment(plan, await ExecutionEnvironment.StartAsync(options, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Starts the process; its end, whenever it comes, answers whatever is open.</summary>
    public async Task StartAsync()
    {
        var entrypoint = _plan.Entrypoint;
        _started = _plan.Time.GetTimestamp();
        if (entrypoint.Path is not { } path)
        {
            _service.ReportInvalidEntrypoint(entrypoint.Error!);
            return;
        }

        _process = await RuntimeProcess.StartAsync(_plan.Sandbox, _plan.CommandFor(path, _service.RuntimeApi), _plan.Log).ConfigureAwait(false);
        if (_process.Id is { } id)
            _plan.Options.ProcessStarted?.Invoke(id);
        _ = _process.Exited.ContinueWith(exited => _service.ReportExit(exited.Result), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    /// <summary>Waits for the end of the init phase; past the limit the process is killed.</summary>
    public async Task<InitReport> InitAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        try
        {
            var outcome = await _service.Initialized.WaitAsync(limit, _plan.Time, cancellationToken).ConfigureAwait(false);
            if (outcome.Status == InitStatus.Failed)
                await EndAfterInitErrorAsync().ConfigureAwait(false);

            _process?.DrainOutput();
            return Report(EndOf(outcome), outcome.Timestamp, outcome.Error);
        }
        catch (TimeoutException)
        {
            _ = await KillAsync().ConfigureAwait(false);
            return Report(InitEnd.TimedOut, _plan.Time.GetTimestamp(), null);
        }
    }

    /// <summary>Queues the invocation at once and, where that is asked for, only then starts the process: so an init that fails has an invocation to answer.</summary>
    public async Task<InvocationResult> InvokeAsync(InvocationRequest request, bool start)
    {
        var logStart = _plan.Log.Position;
        var answering = _service.InvokeAsync(request);
        if (start)
            await StartAsync().ConfigureAwait(false);

        var process = ProcessId;
        var answer = await answering.ConfigureAwait(false);
        process = ProcessId ?? process;
        var memory = SampleMemory();
        if (answer.Kind == AnswerKind.TimedOut && _plan.Options.Concurrency == 1)
            _ = await KillAsync().ConfigureAwait(false);
        else if (answer.Kind == AnswerKind.InitError)
            await EndAfterInitErrorAsync().ConfigureAwait(false);

        _process?.DrainOutput();
        return new InvocationResult
        {
            RequestId = answer.RequestId,
            Kind = answer.Kind,
            Payload = answer.Payload,
            StreamedBytes = answer.IsStreamed ? answer.StreamedBytes : null,
            Duration = answer.Duration,
            InitDuration = TakeInitDuration(),
            MaxMemoryBytes = memory,
            WireErrorType = answer.ErrorType,
            XRayCause = answer.XRayCause,
            Logs = _plan.Log.Since(logStart),
            Exit = Exit,
            ProcessId = process,
        };
    }

    /// <summary>SIGTERM and its grace where one is given, then SIGKILL.</summary>
    public async Task<ProcessExit?> StopAsync(TimeSpan? grace)
    {
        if (_process is null)
            return null;

        if (grace is { } limit)
        {
            _process.Terminate();
            _ = await EndsWithinAsync(_process, limit).ConfigureAwait(false);
        }

        return await KillAsync().ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        _ = await KillAsync().ConfigureAwait(false);
        await _service.DisposeAsync().ConfigureAwait(false);
        _process?.Dispose();
    }

    private async Task<ProcessExit?> KillAsync() => _process is null ? null : await _process.KillAsync().ConfigureAwait(false);

    private async Task EndAfterInitErrorAsync()
    {
        if (_process is not null && !await EndsWithinAsync(_process, ExitAfterInitError).ConfigureAwait(false))
            _ = await KillAsync().ConfigureAwait(false);
    }

    private static async Task<bool> EndsWithinAsync(RuntimeProcess process, TimeSpan limit)
    {
        try
        {
            _ = await process.Exited.WaitAsync(limit).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private InitEnd EndOf(InitOutcome outcome) => outcome.Status switch
    {
        InitStatus.Ready => InitEnd.Ready,
        InitStatus.Failed => InitEnd.Failed,
        _ => _process is null ? InitEnd.InvalidEntrypoint : InitEnd.Exited,
    };

    private InitReport Report(InitEnd end, long timestamp, RuntimeError? error) => new()
    {
        End = end,
        Duration = _plan.Time.GetElapsedTime(_started, timestamp),
        ErrorType = end switch
        {
            InitEnd.Failed => error?.Type,
            InitEnd.Exited => "Runtime.ExitError",
            InitEnd.TimedOut => "Sandbox.Timedout",
            InitEnd.InvalidEntrypoint => "Runtime.InvalidEntrypoint",
            _ => null,
        },
        Payload = error?.Body ?? ReadOnlyMemory<byte>.Empty,
        Exit = Exit,
        Logs = _plan.Log.Since(_logStart),
    };

    /// <summary>The init phase belongs to the first invocation after it.</summary>
    private TimeSpan? TakeInitDuration()
    {
        if (_initReported || _service.Initialized is not { IsCompletedSuccessfully: true, Result.Status: InitStatus.Ready })
            return null;

        _initReported = true;
        return _plan.Time.GetElapsedTime(_started, _service.Initialized.Result.Timestamp);
    }
}
