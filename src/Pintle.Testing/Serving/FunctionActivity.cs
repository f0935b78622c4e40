using Pintle.Emulator;
using Pintle.Emulator.Invoke;
using Pintle.Emulator.Page;

namespace Pintle.Testing;

/// <summary>Tells the page what one function does: its environments from start to end, invocations, lines.</summary>
internal sealed class FunctionActivity
{
    private readonly Lock _gate = new();
    private readonly Dictionary<LambdaFunction, EnvironmentLanes> _builds = [];
    private readonly ActivityFeed _feed;
    private readonly string _name;

    public FunctionActivity(ActivityFeed feed, LambdaFunction function)
    {
        (_feed, _name) = (feed, function.Options.FunctionName);
        _feed.Function(new FunctionShown(_name, function.Options.Handler, function.Options.MemoryMB, function.Options.Timeout) { WhyUnserved = function.WhyUnavailable });
        Follow(function);
    }

    public void Began(FunctionCall call) => _feed.InvocationBegan(_name, call.RequestId, call.Payload);

    public void Ended(InvocationResult result) => _feed.InvocationEnded(new InvocationShown
    {
        Function = _name,
        RequestId = result.RequestId,
        Status = result.Kind switch { AnswerKind.Response => "success", AnswerKind.TimedOut => "timeout", AnswerKind.Throttled => "throttled", _ => "error" },
        Duration = result.Duration,
        InitDuration = result.InitDuration,
        MaxMemoryBytes = result.MaxMemoryBytes,
        ErrorType = result.ErrorType,
        Payload = result.Payload,
        Report = result.ServiceLog.Count == 0 ? "" : result.ServiceLog[^1],
    });

    public void Follow(LambdaFunction function)
    {
        _feed.Serving(_name, function.WhyUnavailable);

        // It has no environment, not even one that failed.
        if (function.WhyUnavailable is not null)
            return;

        var lanes = new EnvironmentLanes(_feed, function);
        lock (_gate)
            _builds.Add(function, lanes);
        foreach (var line in function.Init is { } init ? init.Logs : [])
            Write(line);
        function.LogReceived += Write;
        function.ServiceLineWritten += Write;
        function.EnvironmentChanged += lanes.Show;
    }

    public void Leave(LambdaFunction function)
    {
        EnvironmentLanes? lanes;
        lock (_gate)
        {
            if (!_builds.Remove(function, out lanes))
                return;
        }

        function.LogReceived -= Write;
        function.ServiceLineWritten -= Write;
        function.EnvironmentChanged -= lanes.Show;
        lanes.End("replaced");
    }

    private void Write(LogLine line) => _feed.Line(_name, line.Channel == LogChannel.Error ? "stderr" : "stdout", line.Text, line.Time);

    private void Write(string line) => _feed.Line(_name, "service", line, DateTimeOffset.UtcNow);
}
