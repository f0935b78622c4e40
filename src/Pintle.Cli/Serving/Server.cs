using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Pintle.Cli.Functions;
using Pintle.Testing;

namespace Pintle.Cli.Serving;

/// <summary>Starts the functions of a plan, serves them until it is stopped, and swaps functions for their next build. A function that can't be set up does not hold up the others: its callers are told why.</summary>
internal sealed class Server(ServePlan plan, string layer, ProjectBuild build, Terminal terminal) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, LambdaFunction> _functions = new(StringComparer.Ordinal);
    private readonly List<(WatchedSource Source, Exception Fault)> _faults = [];
    private readonly List<Task> _initializing = [];
    private readonly CancellationTokenSource _stopping = new();
    private Task[] _watching = [];
    private FunctionServer _server = null!;

    /// <summary>Functions are published for a debugger and wait for one.</summary>
    public bool IsDebugged { get; init; }

    /// <summary>What functions come from is built or taken again when it changes.</summary>
    public bool IsWatched { get; init; }

    /// <exception cref="ToolException">None of the functions can be served, and no watched source could mend that.</exception>
    public async Task StartAsync(int port, CancellationToken cancellationToken)
    {
        foreach (var function in plan.Functions)
            OptionsCheck.Check(function.Options);
        var sources = WatchedSource.Of(plan);
        foreach (var source in sources)
            await OpenAsync(source, cancellationToken).ConfigureAwait(false);
        SayFaults();

        MachineNotice.Say(_functions.Values.Where(each => each.WhyUnavailable is null), terminal, hasSandbox: !IsDebugged);
        _server = await FunctionServer.StartAsync([.. plan.Functions.Select(each => _functions[each.Name])], new FunctionServerOptions { Port = port, Log = Write, Fronts = plan.Fronts, Queues = plan.Queues, HasPage = true }, cancellationToken).ConfigureAwait(false);

        // Before anybody knows the addresses, so that no change after them is missed.
        if (IsWatched)
            _watching = [.. sources.Select(source => source.WatchAsync(() => RebuildAsync(source, _stopping.Token), _stopping.Token))];
        Say();
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_watching).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_server is not null)
            await _server.DisposeAsync().ConfigureAwait(false);
        foreach (var function in _functions.Values)
            await function.DisposeAsync().ConfigureAwait(false);

        // They have ended with their functions, whatever they waited for.
        await Task.WhenAll(_initializing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
    }

    private async Task OpenAsync(WatchedSource source, CancellationToken cancellationToken)
    {
        string package;
        try
        {
            package = await FunctionSource.OpenAsync(source.Path, terminal, cancellationToken, BuildOf(source)).ConfigureAwait(false);
        }
        catch (ToolException fault)
        {
            _faults.Add((source, fault));
            foreach (var function in source.Functions)
                _functions[function.Name] = Unavailable(function, fault);
            return;
        }

        foreach (var function in source.Functions)
        {
            try
            {
                _functions[function.Name] = await StartAsync(function, package, cancellationToken).ConfigureAwait(false);
            }
            catch (FunctionSetupException fault)
            {
                _faults.Add((new WatchedSource([function]), fault));
                _functions[function.Name] = Unavailable(function, fault);
            }
        }
    }

    /// <summary>A change of a source can mend what does not build, but no layer or sandbox.</summary>
    private void SayFaults()
    {
        var goesOn = _functions.Values.Any(each => each.WhyUnavailable is null) || (IsWatched && _faults.Any(each => each.Fault is ToolException));
        foreach (var (source, fault) in goesOn ? _faults : _faults[..^1])
            terminal.Error($"{fault.Message}\n{source.Names}: not served{(IsWatched ? " until it works" : "")}; callers are told so.");
        if (!goesOn)
            throw _faults[^1].Fault;
    }

    /// <summary>Publishes a project again, or takes a folder or zip as it is now, and sends the next calls of its functions there; where that fails, the old build goes on.</summary>
    private async Task RebuildAsync(WatchedSource source, CancellationToken cancellationToken)
    {
        string package;
        try
        {
            if (source.Project is not null)
                Write($"{source.Names}: building");
            package = source.Project is { } project ? await FunctionSource.PublishAsync(project, cancellationToken, BuildOf(source)).ConfigureAwait(false) : source.Path;
        }
        catch (ToolException fault)
        {
            await KeepAsync(source, fault).ConfigureAwait(false);
            return;
        }

        // All at the same time, because each waits for the calls that its old build still runs.
        var built = Stopwatch.GetTimestamp();
        await Task.WhenAll(source.Functions.Select(each => SwapAsync(each, package, built, cancellationToken))).ConfigureAwait(false);
    }

    private async Task SwapAsync(PlannedFunction function, string package, long built, CancellationToken cancellationToken)
    {
        LambdaFunction next;
        try
        {
            next = await StartAsync(function, package, cancellationToken).ConfigureAwait(false);
        }
        catch (FunctionSetupException fault)
        {
            await KeepAsync(new WatchedSource([function]), fault).ConfigureAwait(false);
            return;
        }

        var old = await ReplaceAsync(function, next).ConfigureAwait(false);
        Write(string.Create(CultureInfo.InvariantCulture, $"{function.Name}: swapped {Stopwatch.GetElapsedTime(built).TotalMilliseconds:F0} ms after the {(function.Project is null ? "change" : "build")}"));
        await old.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Says once for all functions what is wrong with their new build; those without a working build tell their callers.</summary>
    private async Task KeepAsync(WatchedSource source, Exception fault)
    {
        var unserved = source.Functions.Where(each => _functions[each.Name].WhyUnavailable is not null).ToArray();
        var served = source.Functions.Except(unserved).Select(each => each.Name).ToArray();
        lock (terminal)
        {
            terminal.Error(fault.Message);
            if (served.Length > 0)
                terminal.Notice($"{string.Join(", ", served)}: the last {(source.Project is null ? "one" : "build")} that worked goes on.");
            if (unserved.Length > 0)
                terminal.Notice($"{string.Join(", ", unserved.Select(each => each.Name))}: still not served.");
        }

        foreach (var function in unserved)
            await (await ReplaceAsync(function, Unavailable(function, fault)).ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
    }

    private async Task<LambdaFunction> ReplaceAsync(PlannedFunction function, LambdaFunction next)
    {
        var old = await _server.ReplaceAsync(next).ConfigureAwait(false);
        _functions[function.Name] = next;
        return old;
    }

    private LambdaFunction Unavailable(PlannedFunction function, Exception fault) => LambdaFunction.Unavailable(function.Options, Unserved.Sentence(function, fault, IsWatched));

    private ProjectBuild? BuildOf(WatchedSource source) => source.Project is null ? null : build with { TargetFramework = source.Functions[0].TargetFramework ?? build.TargetFramework };

    private async Task<LambdaFunction> StartAsync(PlannedFunction function, string package, CancellationToken cancellationToken)
    {
        var options = function.Options with { Function = package, Layer = layer };
        if (IsDebugged)
            return await OpenForDebuggerAsync(function.Name, DebuggerSettings.Apply(options, id => Write(DebuggerSettings.Advice(function.Name, id))), cancellationToken).ConfigureAwait(false);

        var started = await LambdaFunction.StartAsync(options, cancellationToken).ConfigureAwait(false);
        foreach (var notice in started.Notices)
            terminal.Notice($"{function.Name}: {notice}");
        foreach (var line in started.Init.Logs)
            InvocationReport.WriteLog(line, terminal);
        started.LogReceived += line => InvocationReport.WriteLog(line, terminal);
        SayHowItStarted(function.Name, started.Init);
        return started;
    }

    /// <summary>Nobody knows when a debugger comes: the addresses are open meanwhile, calls wait, and every function waits for a debugger of its own.</summary>
    private async Task<LambdaFunction> OpenForDebuggerAsync(string name, LambdaFunctionOptions options, CancellationToken cancellationToken)
    {
        var opened = await LambdaFunction.OpenAsync(options).ConfigureAwait(false);
        foreach (var notice in opened.Notices)
            terminal.Notice($"{name}: {notice}");
        opened.LogReceived += line => InvocationReport.WriteLog(line, terminal);
        lock (_initializing)
            _initializing.Add(InitializeAsync());
        return opened;

        async Task InitializeAsync() => SayHowItStarted(name, await opened.RestartAsync(cancellationToken).ConfigureAwait(false));
    }

    private void SayHowItStarted(string name, InitReport init)
    {
        if (!init.Succeeded)
            terminal.Notice($"{name}: the init phase failed ({init.ErrorType}); as on Lambda, the next invocation starts the function again.");
    }

    private void Say()
    {
        var first = plan.Functions.FirstOrDefault(each => IsServed(each.Name)) ?? plan.Functions[0];
        terminal.Result(_server.Address);
        terminal.Result($"aws lambda invoke --endpoint-url {_server.Address} --region {first.Options.Region} --no-sign-request --function-name {first.Name} --payload fileb://event.json response.json");
        foreach (var open in _server.Fronts)
            terminal.Result($"{open.Front.Name} {open.Url}");
        foreach (var queue in plan.Queues)
            terminal.Say($"{queue.FunctionName}: gets messages from {queue.Queue}{(IsServed(queue.FunctionName) ? "" : " when it is served; they stay there until then")}");
        terminal.Say($"The page is at {_server.Address}/. Serving until Ctrl-C.");
    }

    private bool IsServed(string function) => _functions[function].WhyUnavailable is null;

    private void Write(string line)
    {
        lock (terminal)
            terminal.Say(line);
    }
}
