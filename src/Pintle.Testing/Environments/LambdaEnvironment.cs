using Pintle.Emulator;

namespace Pintle.Testing;

/// <summary>One execution environment: an emulated service and one process of the runtime, from its start to its end. It is never started again.</summary>
internal sealed class LambdaEnvironment : IAsyncDisposable
{
    /// <summary>How long a runtime that reported an init error has to exit by itself before it is killed. Chosen, not measured: Lambda's own is not documented; less could cut off what it logs last.</summary>
    private static readonly TimeSpan ExitAfterInitError = TimeSpan.FromSeconds(2);

    // https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-shutdown
    private static readonly TimeSpan ShutdownWithInternalExtension = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan ShutdownWithExternalExtension = TimeSpan.FromMilliseconds(2000);
    private static readonly TimeSpan ShutdownOfRuntime = TimeSpan.FromMilliseconds(300);

    private readonly EnvironmentPlan _plan;
    private readonly ExtensionProcesses _extensions;
    private readonly IReadOnlyList<string> _extensionNames;
    private readonly ExecutionEnvironment _service;
    private readonly PlatformTelemetry _telemetry;
    private readonly MemoryLimit _memory;
    private readonly IdleFreezer? _freezer;
    private readonly bool _isReset;
    private readonly long _logStart;
    private RuntimeProcess? _process;
    private int? _processId;
    private CpuShare? _share;
    private Task _starting = Task.CompletedTask;
    private Task<ProcessExit?>? _ending;
    private string _reason = "spindown";
    private bool _hasNoEntrypoint;
    private long _started;
    private bool _initEnded;
    private bool _initReported;

    private LambdaEnvironment(EnvironmentPlan plan, ExecutionEnvironment service, IReadOnlyList<string> extensions, bool isReset)
    {
        (_plan, _service, _extensionNames, _isReset) = (plan, service, extensions, isReset);
        _extensions = new ExtensionProcesses(plan, service);
        _telemetry = new PlatformTelemetry(service.Telemetry, plan.Options, isReset);
        _logStart = plan.Log.Position;
        _memory = new MemoryLimit(() => _process is { } process ? [process, .. _extensions.Running] : _extensions.Running, plan.MostMemory);
        _freezer = plan.Options is { FreezeBetweenInvocations: true, Concurrency: 1 } ? new IdleFreezer(service, () => _process, () => Tell(EnvironmentPhase.Frozen)) : null;
    }

    /// <summary>Whether it can still take an invocation.</summary>
    public bool IsUsable => _service.State is not (RuntimeState.InitFailed or RuntimeState.Terminated);

    public RuntimeState State => _service.State;

    public int? ProcessId => _process?.Id;

    /// <summary>The process's id even after its end.</summary>
    private int? KnownProcessId => _processId ??= ProcessId;

    public ProcessExit? Exit => _process is { Exited: { IsCompletedSuccessfully: true } exited } ? exited.Result : null;

    public long? SampleMemory() => _memory.Sample();

    /// <param name="plan">What it is made from.</param>
    /// <param name="isReset">It follows another one in the same place: its start is a part of the first invocation.</param>
    /// <param name="cancellationToken">Gives up the start.</param>
    public static async Task<LambdaEnvironment> CreateAsync(EnvironmentPlan plan, bool isReset, CancellationToken cancellationToken)
    {
        var extensions = ExtensionProcesses.NamesIn(plan.Folders.Layer);
        var options = new ExecutionEnvironmentOptions
        {
            Time = plan.Time,
            Exchanges = plan.Options.Exchanges,
            Concurrency = plan.Options.Concurrency,
            ExternalExtensions = extensions,
            FunctionName = plan.Options.FunctionName,
            FunctionVersion = plan.Options.FunctionVersion,
            Handler = plan.Options.Handler,
            AccountId = plan.Options.AccountId,
        };
        return new LambdaEnvironment(plan, await ExecutionEnvironment.StartAsync(options, cancellationToken).ConfigureAwait(false), extensions, isReset);
    }

    /// <summary>Starts the process; its end, whenever it comes, answers whatever is open.</summary>
    public async Task StartAsync()
    {
        var entrypoint = _plan.Entrypoint;
        _started = _plan.Time.GetTimestamp();
        Tell(EnvironmentPhase.InitStarted);
        _telemetry.InitStarted();
        _memory.Begin();
        if (entrypoint.Path is not { } path)
        {
            _hasNoEntrypoint = true;
            _service.ReportInvalidEntrypoint(entrypoint.Error!);
            return;
        }

        if (_extensionNames.Count > 0)
            _starting = StartAfterExtensionsAsync(path);
        else
            await StartRuntimeAsync(path).ConfigureAwait(false);
    }

    /// <summary>The limit of the init phase, or the invocation's, ends the wait: the service's state is then terminated.</summary>
    private async Task StartAfterExtensionsAsync(string path)
    {
        await _extensions.StartAsync(_extensionNames).ConfigureAwait(false);
        if (IsUsable)
            await StartRuntimeAsync(path).ConfigureAwait(false);
    }

    private async Task StartRuntimeAsync(string path)
    {
        _process = await RuntimeProcess.StartAsync(_plan.Sandbox, _plan.CommandFor(path, _service.RuntimeApi), _plan.LogFor(_service, "function")).ConfigureAwait(false);
        if (KnownProcessId is { } id)
            _plan.Options.ProcessStarted?.Invoke(id);

        _ = _process.Exited.ContinueWith(exited => EndProcess(exited.Result), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

        // An init inside an invocation has no burst: the share holds from its start.
        if (_isReset)
            LimitCpu(_process);
    }

    /// <summary>Waits for the end of the init phase; past the limit the process is killed.</summary>
    public async Task<InitReport> InitAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        try
        {
            var outcome = await InitializedAsync().WaitAsync(limit, _plan.Time, cancellationToken).ConfigureAwait(false);
            if (outcome.Status == InitStatus.Failed)
                await EndAfterInitErrorAsync().ConfigureAwait(false);

            _process?.DrainOutput();
            EndInit(outcome.Status == InitStatus.Ready ? "success" : "error");
            if (outcome.Status == InitStatus.Ready && _process is not null)
                LimitCpu(_process);
            return Report(EndOf(outcome), outcome.Timestamp, outcome.Error);
        }
        catch (TimeoutException)
        {
            _ = await KillAsync().ConfigureAwait(false);
            EndInit("timeout");
            return Report(InitEnd.TimedOut, _plan.Time.GetTimestamp(), null);
        }
    }

    /// <summary>The runtime and every extension wait for their first event; or the environment has failed.</summary>
    private async Task<InitOutcome> InitializedAsync()
    {
        var outcome = await _service.Initialized.ConfigureAwait(false);
        if (outcome.Status == InitStatus.Ready && _service.Extensions.Count > 0)
            await _service.WhenExtensionsReadyAsync().ConfigureAwait(false);
        return outcome.Status == InitStatus.Ready && !IsUsable ? outcome with { Status = InitStatus.Exited } : outcome;
    }

    /// <summary>Queues the invocation at once and, where that is asked for, only then starts the process: so an init that fails has an invocation to answer.</summary>
    public async Task<InvocationResult> InvokeAsync(InvocationRequest request, bool start)
    {
        request = request with { RequestId = request.RequestId ?? Guid.NewGuid().ToString() };
        var logStart = _plan.Log.Position;
        _freezer?.Thaw();
        if (!start && _service.Extensions.Count > 0)
            await _service.WhenExtensionsReadyAsync().WaitAsync(request.Timeout).ContinueWith(_ => { }, TaskScheduler.Default).ConfigureAwait(false);
        _memory.Begin();
        try
        {
            if (!start)
                WriteStart(request.RequestId);
            var answering = _service.InvokeAsync(request);
            if (start)
                await StartForAsync(request.RequestId, answering).ConfigureAwait(false);

            var answer = await EndedAsync(await answering.ConfigureAwait(false)).ConfigureAwait(false);
            var result = answer.Kind == AnswerKind.Undelivered ? Undelivered(answer) : Finish(answer, logStart);
            if (answer.Kind is AnswerKind.TimedOut or AnswerKind.Exited or AnswerKind.ExtensionFailed or AnswerKind.InitError && _service.Extensions.Count > 0)
                EndExtensions(answer.Kind == AnswerKind.TimedOut ? "timeout" : "failure");
            return result;
        }
        finally
        {
            _memory.End();
            _freezer?.FreezeWhenIdle();
        }
    }

    /// <summary>SIGTERM and its grace where one is given or an extension is registered, then SIGKILL.</summary>
    public async Task<ProcessExit?> StopAsync(TimeSpan? grace)
    {
        var extensions = _service.Extensions.Where(each => each.State is ExtensionState.Registered or ExtensionState.Ready or ExtensionState.Running).ToArray();
        if (grace is not null || extensions.Length > 0)
            await ShutDownAsync(grace, extensions.Any(each => each.IsExternal)).ConfigureAwait(false);
        return await KillAsync().ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        _ = await (_ending ?? StopAsync(null)).ConfigureAwait(false);
        if (!_initEnded)
            _memory.End();
        await _service.DisposeAsync().ConfigureAwait(false);
        await _starting.ConfigureAwait(false);
        _ = await KillAsync().ConfigureAwait(false);
        await _extensions.DisposeAsync().ConfigureAwait(false);
        _process?.Dispose();
        _share?.Dispose();
    }

    /// <summary>The runtime ends first, and then the extensions, in what is left of the time.</summary>
    private async Task ShutDownAsync(TimeSpan? grace, bool isExternal)
    {
        _extensions.Ending();
        _freezer?.Thaw();
        var started = _plan.Time.GetTimestamp();
        if (_process is { } process)
        {
            process.Terminate();
            _ = await process.EndsWithinAsync(grace ?? (isExternal ? ShutdownOfRuntime : ShutdownWithInternalExtension)).ConfigureAwait(false);
            _ = await process.KillAsync().ConfigureAwait(false);
        }

        if (!isExternal)
            return;

        await _telemetry.DeliverAsync((ShutdownWithExternalExtension - _plan.Time.GetElapsedTime(started)) / 2).ConfigureAwait(false);
        var left = ShutdownWithExternalExtension - _plan.Time.GetElapsedTime(started);
        _service.AnnounceShutdown(_reason, left);
        await _extensions.EndWithinAsync(left).ConfigureAwait(false);
    }

    /// <summary>An init that goes wrong inside an invocation is reported before it.</summary>
    private async Task StartForAsync(string requestId, Task<InvocationAnswer> answering)
    {
        await StartAsync().ConfigureAwait(false);
        var init = await _service.Initialized.ConfigureAwait(false);

        // At a timeout, the session ends the init and the invocation at once.
        var isTimeout = init.Status == InitStatus.Exited && (await answering.ConfigureAwait(false)).Kind == AnswerKind.TimedOut;
        EndInit(init.Status == InitStatus.Ready ? "success" : isTimeout ? "timeout" : "error");
        if (init.Status != InitStatus.Ready)
            _plan.Journal.Write(ServiceLines.InitReport(_plan.Time.GetElapsedTime(_started, init.Timestamp), "invoke", isTimeout, ErrorTypeOf(EndOf(init), init.Error)));
        WriteStart(requestId);
    }

    /// <summary>Ends what has to end with the answer; an invocation that took too much memory has not succeeded.</summary>
    private async Task<InvocationAnswer> EndedAsync(InvocationAnswer answer)
    {
        _ = _memory.Sample();
        if (_memory.IsOver && answer.Kind is AnswerKind.Response or AnswerKind.FunctionError or AnswerKind.ResponseTooLarge && await KillRuntimeAsync().ConfigureAwait(false) is { } exit)
            answer = ServiceError.Exited(answer.RequestId, exit) with { Duration = answer.Duration };
        else if (answer.Kind == AnswerKind.TimedOut && _plan.Options.Concurrency == 1)
            _ = await KillRuntimeAsync().ConfigureAwait(false);
        else if (answer.Kind == AnswerKind.InitError)
            await EndAfterInitErrorAsync().ConfigureAwait(false);

        _process?.DrainOutput();
        return answer;
    }

    private static InvocationResult Undelivered(InvocationAnswer answer) =>
        new() { RequestId = answer.RequestId, Kind = answer.Kind, Payload = answer.Payload, Duration = answer.Duration, Logs = [] };

    /// <summary>They are told, and have their time to end, while the caller already has its answer.</summary>
    private void EndExtensions(string reason)
    {
        _reason = reason;
        _ending ??= StopAsync(null);
    }

    private InvocationResult Finish(InvocationAnswer answer, long logStart)
    {
        var init = TakeInitDuration();
        var result = new InvocationResult
        {
            RequestId = answer.RequestId,
            Kind = answer.Kind,
            Payload = answer.Payload,
            StreamedBytes = answer.IsStreamed ? answer.StreamedBytes : null,
            Duration = answer.Duration,
            InitDuration = init,
            IsInitSuppressed = _isReset && init is not null,
            Environment = _plan.Number,
            MaxMemoryBytes = _memory.Peak,
            WireErrorType = answer.ErrorType,
            XRayCause = answer.XRayCause,
            Logs = _plan.Log.Since(logStart),
            Exit = Exit,
            ProcessId = KnownProcessId,
        };
        string[] end = [.. ServiceLines.End(result, _plan.Options, _plan.Time.GetUtcNow())];
        _plan.Journal.Write(end);
        _telemetry.InvocationEnded(result);
        Tell(EnvironmentPhase.InvocationEnded, answer.RequestId, answer.Kind switch { AnswerKind.Response => "success", AnswerKind.TimedOut => "timeout", _ => "error" });
        return result with { ServiceLog = [ServiceLines.Start(answer.RequestId, _plan.Options.FunctionVersion), .. result.Logs.Select(line => line.Text), .. end] };
    }

    private void WriteStart(string requestId)
    {
        Tell(EnvironmentPhase.InvocationStarted, requestId);
        _telemetry.InvocationStarted(requestId);
        _plan.Journal.Write(ServiceLines.Start(requestId, _plan.Options.FunctionVersion));
    }

    private void EndInit(string status)
    {
        _initEnded = true;
        _memory.End();
        Tell(EnvironmentPhase.InitEnded, null, status);
        _telemetry.InitEnded(status, _plan.Time.GetElapsedTime(_started));
    }

    private void EndProcess(ProcessExit exit)
    {
        Tell(EnvironmentPhase.Ended, null, exit.ToString());
        _service.ReportExit(exit);
    }

    private void Tell(EnvironmentPhase phase, string? requestId = null, string? status = null) =>
        _plan.Journal.Tell(new EnvironmentEvent(_plan.Number, phase, _plan.Time.GetUtcNow(), requestId, status) { ProcessId = KnownProcessId });

    private void LimitCpu(RuntimeProcess process)
    {
        if (!_plan.Options.LimitCpu || _share is not null)
            return;

        _share = CpuShare.Create(_plan.Options.MemoryMB);
        _share.Impose(process.OutermostId);
    }

    private async Task<ProcessExit?> KillRuntimeAsync() => _process is null ? null : await _process.KillAsync().ConfigureAwait(false);

    private async Task<ProcessExit?> KillAsync()
    {
        // The state first: a runtime that is only about to be started is then not started.
        if (_process is null && _extensionNames.Count > 0)
            _service.ReportExit(ProcessExit.BySignal(9));
        var exit = await KillRuntimeAsync().ConfigureAwait(false);
        await _extensions.KillAsync().ConfigureAwait(false);
        return exit;
    }

    private async Task EndAfterInitErrorAsync()
    {
        if (_process is not null && !await _process.EndsWithinAsync(ExitAfterInitError).ConfigureAwait(false))
            _ = await KillRuntimeAsync().ConfigureAwait(false);
    }

    private InitEnd EndOf(InitOutcome outcome) => outcome.Status switch
    {
        InitStatus.Ready => InitEnd.Ready,
        InitStatus.Failed => InitEnd.Failed,
        _ => _hasNoEntrypoint ? InitEnd.InvalidEntrypoint : InitEnd.Exited,
    };

    private string? ErrorTypeOf(InitEnd end, RuntimeError? error) => end switch
    {
        InitEnd.Failed => error?.Type,
        InitEnd.Exited => _service.ExtensionFailure ?? "Runtime.ExitError",
        InitEnd.TimedOut => "Sandbox.Timedout",
        InitEnd.InvalidEntrypoint => "Runtime.InvalidEntrypoint",
        _ => null,
    };

    private InitReport Report(InitEnd end, long timestamp, RuntimeError? error)
    {
        var duration = _plan.Time.GetElapsedTime(_started, timestamp);
        if (end != InitEnd.Ready)
            _plan.Journal.Write(ServiceLines.InitReport(duration, "init", end == InitEnd.TimedOut, ErrorTypeOf(end, error)));

        return new InitReport
        {
            End = end,
            Duration = duration,
            ErrorType = ErrorTypeOf(end, error),
            Payload = error?.Body ?? ReadOnlyMemory<byte>.Empty,
            Exit = Exit,
            Logs = _plan.Log.Since(_logStart),
        };
    }

    /// <summary>The init phase belongs to the first invocation after it.</summary>
    private TimeSpan? TakeInitDuration()
    {
        if (_initReported || _service.Initialized is not { IsCompletedSuccessfully: true, Result.Status: InitStatus.Ready })
            return null;

        _initReported = true;
        return _plan.Time.GetElapsedTime(_started, _service.Initialized.Result.Timestamp);
    }
}
