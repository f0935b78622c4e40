using Pintle.Emulator.Page;

namespace Pintle.Testing;

/// <summary>The page's lanes of one function: one for each environment from its start to its end. What starts in the place of one that ended has a lane of its own.</summary>
internal sealed class EnvironmentLanes
{
    private const string Exited = "exited";

    private readonly Lock _gate = new();
    private readonly Dictionary<int, Lane> _lanes = [];
    private readonly ActivityFeed _feed;
    private readonly string _name;

    // The first environment is shown before it says that it starts; whether it has said so already cannot be known here.
    private bool _isExpected;

    public EnvironmentLanes(ActivityFeed feed, LambdaFunction function)
    {
        (_feed, _name) = (feed, function.Options.FunctionName);

        // What began before the page did: the init phase that every function starts with.
        foreach (var environment in function.Environments.Where(each => each.ProcessId is not null || each.Number == 1))
        {
            var init = environment.Number == 1 ? function.Init : null;
            var failed = init is { Succeeded: false };
            _isExpected = function.Init is null;
            _lanes[environment.Number] = new Lane(default, environment.Invocations);
            Tell(environment.Number, new EnvironmentShown(_name, _feed.NextEnvironment(), environment.Number, failed ? Exited : _isExpected ? "initializing" : environment.Invocations > 0 ? "busy" : "ready")
            {
                ProcessId = environment.ProcessId,
                InitDuration = init?.Duration,
                Why = failed ? $"init failed: {init!.ErrorType}" : null,
            });
        }
    }

    public void Show(EnvironmentEvent what)
    {
        lock (_gate)
        {
            var isExpected = _isExpected && what.Environment == 1;
            _isExpected &= !isExpected;
            if (isExpected && what.Phase == EnvironmentPhase.InitStarted)
                return;
            if (what.Phase == EnvironmentPhase.InitStarted)
            {
                _lanes[what.Environment] = new Lane(what.Time, 0);
                Tell(what.Environment, new EnvironmentShown(_name, _feed.NextEnvironment(), what.Environment, "initializing"));
            }
            else if (_lanes.TryGetValue(what.Environment, out var lane))
            {
                Tell(what.Environment, Next(lane, what) with { ProcessId = what.ProcessId ?? lane.Shown.ProcessId, RequestId = what.RequestId });
            }
        }
    }

    /// <summary>Environments that are still there no longer belong to the server.</summary>
    public void End(string why)
    {
        lock (_gate)
        {
            foreach (var (number, lane) in _lanes.Where(each => each.Value.Shown.State != Exited).ToArray())
                Tell(number, lane.Shown with { State = Exited, Why = why, RequestId = null });
        }
    }

    private static EnvironmentShown Next(Lane lane, EnvironmentEvent what)
    {
        var shown = lane.Shown;
        var isOver = shown.State == Exited;
        switch (what.Phase)
        {
            case EnvironmentPhase.InitEnded:
                var duration = what.Time - lane.Started;
                return what.Status == "success" ? shown with { State = "ready", InitDuration = duration } : shown with { State = Exited, InitDuration = duration, Why = $"init {what.Status}" };
            case EnvironmentPhase.InvocationStarted:
                lane.Invocations++;
                return isOver ? shown : shown with { State = "busy" };
            case EnvironmentPhase.InvocationEnded:
                lane.Invocations--;
                return isOver ? shown with { Why = what.Status == "timeout" ? "timed out" : shown.Why } : shown with { State = lane.Invocations > 0 ? "busy" : "ready" };
            case EnvironmentPhase.Frozen:
                return shown with { State = "frozen" };
            default:
                return shown with { State = Exited, Why = what.Status };
        }
    }

    private void Tell(int number, EnvironmentShown shown)
    {
        _lanes[number].Shown = shown;
        _feed.Environment(shown);
    }

    private sealed class Lane(DateTimeOffset started, int invocations)
    {
        public DateTimeOffset Started { get; } = started;

        public int Invocations { get; set; } = invocations;

        public EnvironmentShown Shown { get; set; } = null!;
    }
}
