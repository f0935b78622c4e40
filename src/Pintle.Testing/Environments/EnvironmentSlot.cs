using Pintle.Emulator;

namespace Pintle.Testing;

/// <summary>The place of one execution environment: the environment that runs there now, its <c>/tmp</c>, and how the next one starts.</summary>
/// <remarks>
/// A new place has an init phase of its own, with Lambda's limit. What follows a timeout, an exit or a failed init is a reset: <c>/tmp</c> stays, and the start is
/// part of the next invocation and its time. https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
/// </remarks>
internal sealed class EnvironmentSlot : IAsyncDisposable
{
    private readonly SemaphoreSlim _start = new(1, 1);
    private readonly List<LambdaEnvironment> _ended = [];
    private readonly EnvironmentPlan _plan;
    private TemporaryStorage? _storage;
    private bool _isReset;

    /// <param name="plan">What its environments are made from; the place makes its own log.</param>
    /// <param name="number">1 and up.</param>
    /// <param name="temporary">Where <c>/tmp</c> is, an empty folder.</param>
    public EnvironmentSlot(EnvironmentPlan plan, int number, string temporary)
    {
        Number = number;
        var log = new LogBuffer(plan.Time);
        log.Added += plan.Log.Add;
        _plan = plan with { Folders = plan.Folders with { Temporary = temporary }, Log = log, Number = number };
    }

    public int Number { get; }

    /// <summary>Invocations that it has been given and that have not ended.</summary>
    public int InUse { get; set; }

    public LambdaEnvironment? Environment { get; private set; }

    /// <summary>A process runs there and can take an invocation.</summary>
    public bool IsWarm => Environment is { IsUsable: true };

    /// <summary>Where this process finds the files of <c>/tmp</c>.</summary>
    public string Temporary => _storage?.Folder ?? _plan.Folders.Temporary;

    /// <summary>Runs the invocation in the environment that runs there, or in a new one, which the first of several invocations makes for all.</summary>
    public async Task<InvocationResult> InvokeAsync(InvocationRequest request)
    {
        while (true)
        {
            var result = await (await InUsableEnvironmentAsync(request).ConfigureAwait(false)).ConfigureAwait(false);

            // The process ended while it was idle, and the invocation came just too late for it.
            if (result.Kind != AnswerKind.Undelivered)
                return result;
        }
    }

    /// <summary>The init phase of a new environment; nothing else may use the place meanwhile.</summary>
    public async Task<InitReport> StartAsync(CancellationToken cancellationToken)
    {
        await EndEnvironmentAsync().ConfigureAwait(false);
        _storage ??= await TemporaryStorage.CreateAsync(_plan.Folders.Temporary, _plan.Options.KeepFiles ? null : _plan.Options.EphemeralStorageMB).ConfigureAwait(false);
        Environment = await LambdaEnvironment.CreateAsync(_plan, isReset: false, cancellationToken).ConfigureAwait(false);
        _isReset = true;
        await Environment.StartAsync().ConfigureAwait(false);
        return await Environment.InitAsync(_plan.Options.WaitsForDebugger ? Timeout.InfiniteTimeSpan : _plan.Options.InitTimeout, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Ends the environment and wipes its <c>/tmp</c>: the next start is that of a new place.</summary>
    public async Task ClearAsync()
    {
        await EndEnvironmentAsync().ConfigureAwait(false);
        _storage?.Clear();
        _isReset = false;
    }

    /// <inheritdoc cref="LambdaFunction.StopAsync"/>
    public async Task<ProcessExit?> StopAsync(TimeSpan? grace) => Environment is { } running ? await running.StopAsync(grace).ConfigureAwait(false) : null;

    public async ValueTask DisposeAsync()
    {
        await EndEnvironmentAsync().ConfigureAwait(false);
        foreach (var ended in _ended)
            await ended.DisposeAsync().ConfigureAwait(false);
        _start.Dispose();
        _storage?.Dispose();
    }

    private async Task<Task<InvocationResult>> InUsableEnvironmentAsync(InvocationRequest request)
    {
        await _start.WaitAsync().ConfigureAwait(false);
        try
        {
            if (!_isReset && await StartAsync(CancellationToken.None).ConfigureAwait(false) is { Succeeded: true })
                return Environment!.InvokeAsync(request, start: false);

            if (Environment is { IsUsable: true } running)
                return running.InvokeAsync(request, start: false);

            await EndEnvironmentAsync().ConfigureAwait(false);
            Environment = await LambdaEnvironment.CreateAsync(_plan, isReset: true, CancellationToken.None).ConfigureAwait(false);
            return Environment.InvokeAsync(request, start: true);
        }
        finally
        {
            _ = _start.Release();
        }
    }

    private async Task EndEnvironmentAsync()
    {
        if (Environment is not { } ending)
            return;

        Environment = null;
        if (_plan.Options.Concurrency == 1)
        {
            await ending.DisposeAsync().ConfigureAwait(false);
            return;
        }

        // Other invocations may still be reading how theirs ended.
        _ = await ending.StopAsync(null).ConfigureAwait(false);
        _ended.Add(ending);
    }
}
