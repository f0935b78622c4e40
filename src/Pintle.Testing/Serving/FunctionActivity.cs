using Pintle.Emulator;
using Pintle.Emulator.Invoke;
using Pintle.Emulator.Page;

namespace Pintle.Testing;

/// <summary>Tells the page what one function does: environments that come and go, invocations, lines.</summary>
internal sealed class FunctionActivity : IDisposable
{
    private readonly Lock _gate = new();
    private readonly HashSet<int> _environments = [];
    private readonly ActivityFeed _feed;
    private readonly string _name;
    private LambdaFunction _function;

    public FunctionActivity(ActivityFeed feed, LambdaFunction function)
    {
        (_feed, _function, _name) = (feed, function, function.Options.FunctionName);
        _feed.Function(new FunctionShown(_name, function.Options.Handler, function.Options.MemoryMB, function.Options.Timeout));
        Follow(function);
    }

    public void Began(FunctionCall call) => _feed.InvocationBegan(_name, call.RequestId, call.Payload);

    public void Line(string text) => _feed.Line(_name, "service", text, DateTimeOffset.UtcNow);

    public void Ended(InvocationResult result, string report)
    {
        var environment = result.ProcessId ?? 0;
        lock (_gate)
        {
            if (environment != 0 && _environments.Add(environment))
                _feed.EnvironmentBegan(_name, environment, result.InitDuration, null);
        }

        _feed.InvocationEnded(new InvocationShown
        {
            Function = _name,
            RequestId = result.RequestId,
            Environment = environment,
            Status = result.Kind switch { AnswerKind.Response => "success", AnswerKind.TimedOut => "timeout", _ => "error" },
            Duration = result.Duration,
            InitDuration = result.InitDuration,
            MaxMemoryBytes = result.MaxMemoryBytes,
            ErrorType = result.ErrorType,
            Payload = result.Payload,
            Report = report,
        });
        if (result.Exit is { } exit)
            _feed.EnvironmentEnded(_name, environment, result.Kind == AnswerKind.TimedOut ? "timed out" : exit.ToString());
    }

    public void Replaced(LambdaFunction next)
    {
        _function.LogReceived -= Write;
        if (_function.ProcessId is { } old)
            _feed.EnvironmentEnded(_name, old, "replaced");
        _function = next;
        Follow(next);
    }

    public void Dispose() => _function.LogReceived -= Write;

    private void Follow(LambdaFunction function)
    {
        foreach (var line in function.Init.Logs)
            Write(line);
        function.LogReceived += Write;
        if (function.ProcessId is not { } id)
            return;

        lock (_gate)
            _ = _environments.Add(id);
        _feed.EnvironmentBegan(_name, id, function.Init.Duration, function.Init.Succeeded ? null : function.Init.ErrorType);
        if (!function.Init.Succeeded)
            _feed.EnvironmentEnded(_name, id, "init failed");
    }

    private void Write(LogLine line) => _feed.Line(_name, line.Channel == LogChannel.Error ? "stderr" : "stdout", line.Text, line.Time);
}
