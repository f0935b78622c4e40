using System.Globalization;
using Pintle.Cli.Functions;
using Pintle.Testing;

namespace Pintle.Cli.Serving;

/// <summary>Starts the functions of a plan, serves them until it is stopped, and swaps a function for its next build.</summary>
internal sealed class Server(ServePlan plan, string layer, ProjectBuild build, bool isDebugged, Terminal terminal) : IAsyncDisposable
{
    private readonly Dictionary<string, LambdaFunction> _functions = new(StringComparer.Ordinal);
    private readonly List<Task> _initializing = [];
    private FunctionServer _server = null!;

    public async Task StartAsync(int port, CancellationToken cancellationToken)
    {
        foreach (var function in plan.Functions)
        {
            var package = function.Options.Function.Length > 0 ? function.Options.Function : await FunctionSource.OpenAsync(function.Source, terminal, cancellationToken, BuildOf(function)).ConfigureAwait(false);
            _functions[function.Name] = await StartAsync(function, package, cancellationToken).ConfigureAwait(false);
        }

        if (_functions.Values.First().Sandbox.Notice is { } notice && !isDebugged)
            terminal.Notice(notice);
        _server = await FunctionServer.StartAsync([.. _functions.Values], new FunctionServerOptions { Port = port, Log = Write, Fronts = plan.Fronts, Queues = plan.Queues, HasPage = true }, cancellationToken).ConfigureAwait(false);
        Say();
    }

    /// <summary>Publishes a function's project again, or takes its folder or zip as it is now, and sends the next call there; where that fails the old one goes on.</summary>
    public async Task RebuildAsync(PlannedFunction function, CancellationToken cancellationToken)
    {
        LambdaFunction next;
        long built;
        try
        {
            if (function.Project is not null)
                Write($"{function.Name}: building");
            var package = function.Project is { } project ? await FunctionSource.PublishAsync(project, cancellationToken, BuildOf(function)).ConfigureAwait(false) : function.Source;
            built = System.Diagnostics.Stopwatch.GetTimestamp();
            next = await StartAsync(function, package, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is ToolException or FunctionSetupException)
        {
            lock (terminal)
                terminal.Error($"{fault.Message}\n{function.Name}: the last {(function.Project is null ? "one" : "build")} that worked goes on.");
            return;
        }

        var old = await _server.ReplaceAsync(next).ConfigureAwait(false);
        _functions[function.Name] = next;
        Write(string.Create(CultureInfo.InvariantCulture, $"{function.Name}: swapped {System.Diagnostics.Stopwatch.GetElapsedTime(built).TotalMilliseconds:F0} ms after the {(function.Project is null ? "change" : "build")}"));
        await old.DisposeAsync().ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync().ConfigureAwait(false);
        foreach (var function in _functions.Values)
            await function.DisposeAsync().ConfigureAwait(false);

        // Ended with their functions, whatever they waited for.
        await Task.WhenAll(_initializing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private ProjectBuild? BuildOf(PlannedFunction function) => function.Project is null ? null : build with { TargetFramework = function.TargetFramework ?? build.TargetFramework };

    private async Task<LambdaFunction> StartAsync(PlannedFunction function, string package, CancellationToken cancellationToken)
    {
        var options = function.Options with { Function = package, Layer = layer };
        if (isDebugged)
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
        var first = plan.Functions[0];
        terminal.Result(_server.Address);
        terminal.Result($"aws lambda invoke --endpoint-url {_server.Address} --region {first.Options.Region} --no-sign-request --function-name {first.Name} --payload fileb://event.json response.json");
        foreach (var open in _server.Fronts)
            terminal.Result($"{open.Front.Name} {open.Url}");
        foreach (var queue in plan.Queues)
            terminal.Say($"{queue.FunctionName}: gets messages from {queue.Queue}");
        terminal.Say($"The page is at {_server.Address}/. Serving until Ctrl-C.");
    }

    private void Write(string line)
    {
        lock (terminal)
            terminal.Say(line);
    }
}
