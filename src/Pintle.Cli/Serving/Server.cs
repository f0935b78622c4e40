using System.Globalization;
using Pintle.Cli.Functions;
using Pintle.Testing;

namespace Pintle.Cli.Serving;

/// <summary>Starts the functions of a plan, serves them until it is stopped, and swaps a function for its next build.</summary>
internal sealed class Server(ServePlan plan, string layer, Terminal terminal) : IAsyncDisposable
{
    private readonly Dictionary<string, LambdaFunction> _functions = new(StringComparer.Ordinal);
    private FunctionServer _server = null!;

    public async Task StartAsync(int port, bool debug, CancellationToken cancellationToken)
    {
        foreach (var function in plan.Functions)
        {
            var package = function.Options.Function.Length > 0 ? function.Options.Function : await FunctionSource.OpenAsync(function.Source, terminal, cancellationToken).ConfigureAwait(false);
            _functions[function.Name] = await StartAsync(function, package, debug, cancellationToken).ConfigureAwait(false);
        }

        if (_functions.Values.First().Sandbox.Notice is { } notice && !debug)
            terminal.Notice(notice);
        _server = await FunctionServer.StartAsync([.. _functions.Values], new FunctionServerOptions { Port = port, Log = Write, Fronts = plan.Fronts, Queues = plan.Queues, HasPage = true }, cancellationToken).ConfigureAwait(false);
        Say();
    }

    /// <summary>Publishes a function's project again and sends the next call to it; where that fails the old one goes on.</summary>
    public async Task RebuildAsync(PlannedFunction function, CancellationToken cancellationToken)
    {
        Write($"{function.Name}: building");
        string package;
        try
        {
            package = await FunctionSource.PublishAsync(function.Project!, cancellationToken).ConfigureAwait(false);
        }
        catch (ToolException fault)
        {
            lock (terminal)
                terminal.Error($"{fault.Message}\n{function.Name}: the last build that worked goes on.");
            return;
        }

        var built = System.Diagnostics.Stopwatch.GetTimestamp();
        var next = await StartAsync(function, package, debug: false, cancellationToken).ConfigureAwait(false);
        var old = await _server.ReplaceAsync(next).ConfigureAwait(false);
        _functions[function.Name] = next;
        Write(string.Create(CultureInfo.InvariantCulture, $"{function.Name}: swapped {System.Diagnostics.Stopwatch.GetElapsedTime(built).TotalMilliseconds:F0} ms after the build"));
        await old.DisposeAsync().ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync().ConfigureAwait(false);
        foreach (var function in _functions.Values)
            await function.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<LambdaFunction> StartAsync(PlannedFunction function, string package, bool debug, CancellationToken cancellationToken)
    {
        var options = function.Options with { Function = package, Layer = layer };
        if (debug)
            options = DebuggerSettings.Apply(options, id => Write(DebuggerSettings.Advice(function.Name, id)));
        var started = await LambdaFunction.StartAsync(options, cancellationToken).ConfigureAwait(false);
        foreach (var notice in started.Notices)
            terminal.Notice($"{function.Name}: {notice}");
        foreach (var line in started.Init.Logs)
            InvocationReport.WriteLog(line, terminal);
        started.LogReceived += line => InvocationReport.WriteLog(line, terminal);
        if (!started.Init.Succeeded)
            terminal.Notice($"{function.Name}: the init phase failed ({started.Init.ErrorType}); as on Lambda, the next invocation starts the function again.");
        return started;
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
