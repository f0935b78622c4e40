namespace Pintle.Emulator.Tests;

public sealed class StateMatrixTests
{
    private const string Stranger = "00000000-0000-4000-8000-000000000000";

    private const string Another = "11111111-1111-4111-8111-111111111111";

    /// <summary>Every state, every call. A cell is the verdict and the state after it.</summary>
    private static readonly Dictionary<RuntimeState, string[]> Expected = new()
    {
        //                            next             response (id known)           response (unknown id)     error (id known)              error (unknown id)        init error
        [RuntimeState.Starting] = ["200 Invoking", Refused("Starting"), Unknown("Starting"), Refused("Starting"), Unknown("Starting"), "202 InitFailed"],
        [RuntimeState.Waiting] = ["200 Invoking", Refused("Waiting"), Unknown("Waiting"), Refused("Waiting"), Unknown("Waiting"), Refused("Waiting")],
        [RuntimeState.Invoking] = ["200 Invoking", "202 Ready", Unknown("Invoking"), "202 Ready", Unknown("Invoking"), Refused("Invoking")],
        [RuntimeState.Responding] = [Refused("Responding"), Refused("Responding"), Unknown("Responding"), Refused("Responding"), Unknown("Responding"), Refused("Responding")],
        [RuntimeState.Ready] = ["200 Invoking", Refused("Ready"), Unknown("Ready"), Refused("Ready"), Unknown("Ready"), Refused("Ready")],
        [RuntimeState.InitFailed] = [Refused("InitFailed"), Refused("InitFailed"), Unknown("InitFailed"), Refused("InitFailed"), Unknown("InitFailed"), Refused("InitFailed")],
        [RuntimeState.Terminated] = [Refused("Terminated"), Refused("Terminated"), Unknown("Terminated"), Refused("Terminated"), Unknown("Terminated"), Refused("Terminated")],
    };

    /// <summary>The same for an answer that sends the invocation id back: its own is as none; another's is refused and changes nothing.</summary>
    private static readonly Dictionary<RuntimeState, string[]> ExpectedWithId = new()
    {
        //                            response (its own)    response (another's)     response (unknown id)  error (its own)           error (another's)        error (unknown id)
        [RuntimeState.Starting] = ["", Stale("Starting"), Unknown("Starting"), "", Stale("Starting"), Unknown("Starting")],
        [RuntimeState.Waiting] = [Refused("Waiting"), Stale("Waiting"), Unknown("Waiting"), Refused("Waiting"), Stale("Waiting"), Unknown("Waiting")],
        [RuntimeState.Invoking] = ["202 Ready", Stale("Invoking"), Unknown("Invoking"), "202 Ready", Stale("Invoking"), Unknown("Invoking")],
        [RuntimeState.Responding] = [Refused("Responding"), Stale("Responding"), Unknown("Responding"), Refused("Responding"), Stale("Responding"), Unknown("Responding")],
        [RuntimeState.Ready] = [Refused("Ready"), Stale("Ready"), Unknown("Ready"), Refused("Ready"), Stale("Ready"), Unknown("Ready")],
        [RuntimeState.InitFailed] = ["", Stale("InitFailed"), Unknown("InitFailed"), "", Stale("InitFailed"), Unknown("InitFailed")],
        [RuntimeState.Terminated] = [Refused("Terminated"), Stale("Terminated"), Unknown("Terminated"), Refused("Terminated"), Stale("Terminated"), Unknown("Terminated")],
    };

    public static TheoryData<RuntimeState, int> Cells()
    {
        var cells = new TheoryData<RuntimeState, int>();
        foreach (var state in Enum.GetValues<RuntimeState>())
        {
            for (var call = 0; call < 6; call++)
                cells.Add(state, call);
        }

        return cells;
    }

    /// <summary>Before an event was handed over nobody can know its invocation's id.</summary>
    public static TheoryData<RuntimeState, int> CellsWithId() => [.. Cells().Where(cell => ExpectedWithId[cell.Data.Item1][cell.Data.Item2].Length > 0)];

    [Theory(Timeout = 600_000)]
    [MemberData(nameof(Cells))]
    public async Task Every_call_in_every_state_is_allowed_or_refused_as_listed(RuntimeState state, int call)
    {
        await using var runtime = await Runtime.StartAsync(TestContext.Current.CancellationToken);
        using var upload = new OpenUpload();
        var reached = await ReachAsync(runtime, state, upload);
        Assert.Equal(state, runtime.Environment.State);

        using var response = await CallAsync(runtime, call, reached);

        Assert.Equal(Expected[state][call], $"{await response.VerdictAsync()} {runtime.Environment.State}");
        upload.Finish();
    }

    [Theory(Timeout = 600_000)]
    [MemberData(nameof(CellsWithId))]
    public async Task Every_answer_that_says_whose_it_is_is_allowed_or_refused_as_listed(RuntimeState state, int call)
    {
        await using var runtime = await Runtime.StartAsync(TestContext.Current.CancellationToken);
        using var upload = new OpenUpload();
        var reached = await ReachAsync(runtime, state, upload);
        Assert.Equal(state, runtime.Environment.State);

        using var response = await AnswerAsync(runtime, call, reached);

        Assert.Equal(ExpectedWithId[state][call], $"{await response.VerdictAsync()} {runtime.Environment.State}");
        upload.Finish();
    }

    [Theory(Timeout = 600_000)]
    [InlineData(RuntimeState.Ready, 1, "from Ready to Responding")]
    [InlineData(RuntimeState.InitFailed, 0, "from InitFailed to Waiting")]
    [InlineData(RuntimeState.Invoking, 5, "from Invoking to InitFailed")]
    public async Task A_refusal_names_both_states(RuntimeState state, int call, string expected)
    {
        await using var runtime = await Runtime.StartAsync(TestContext.Current.CancellationToken);
        using var upload = new OpenUpload();
        var reached = await ReachAsync(runtime, state, upload);

        using var response = await CallAsync(runtime, call, reached);

        Assert.Contains(expected, await response.MessageAsync(), StringComparison.Ordinal);
    }

    [Fact(Timeout = 600_000)]
    public async Task A_second_poll_takes_the_place_of_the_first()
    {
        await using var runtime = await Runtime.StartAsync(TestContext.Current.CancellationToken);
        var first = runtime.NextAsync();
        await runtime.Environment.WhenAsync(RuntimeState.Waiting, TestContext.Current.CancellationToken);
        var second = runtime.NextAsync();

        using var superseded = await first;
        Assert.Equal("403 InvalidStateTransition", await superseded.VerdictAsync());

        _ = runtime.Environment.InvokeAsync(Runtime.Event(), TestContext.Current.CancellationToken);
        using var served = await second;
        Assert.Equal("200", await served.VerdictAsync());
    }

    private static async Task<Reached> ReachAsync(Runtime runtime, RuntimeState state, OpenUpload upload)
    {
        var environment = runtime.Environment;
        var cancel = TestContext.Current.CancellationToken;
        if (state is RuntimeState.Starting or RuntimeState.InitFailed)
        {
            var queued = Guid.NewGuid().ToString();
            _ = environment.InvokeAsync(Runtime.Event(id: queued), cancel);
            if (state == RuntimeState.InitFailed)
                using (await runtime.FailInitAsync()) { }

            return new Reached(state, queued, Another, null);
        }

        var (id, invocationId, _) = await runtime.DeliverWithIdAsync();
        Task<HttpResponseMessage>? poll = null;
        switch (state)
        {
            case RuntimeState.Responding:
                _ = runtime.RespondAsync(id, upload);
                await environment.WhenAsync(state, cancel);
                break;
            case RuntimeState.Terminated:
                environment.ReportExit(ProcessExit.WithCode(1));
                break;
            case RuntimeState.Ready:
                using (await runtime.RespondAsync(id)) { }
                break;
            case RuntimeState.Waiting:
                using (await runtime.RespondAsync(id)) { }
                poll = runtime.NextAsync();
                await environment.WhenAsync(state, cancel);
                break;
        }

        return new Reached(state, id, invocationId, poll);
    }

    private static async Task<HttpResponseMessage> CallAsync(Runtime runtime, int call, Reached reached)
    {
        switch (call)
        {
            case 0: return await PollAsync(runtime, reached);
            case 1: return await runtime.RespondAsync(reached.Id);
            case 2: return await runtime.RespondAsync(Stranger);
            case 3: return await runtime.FailAsync(reached.Id);
            case 4: return await runtime.FailAsync(Stranger);
            default: return await runtime.FailInitAsync();
        }
    }

    private static Task<HttpResponseMessage> AnswerAsync(Runtime runtime, int call, Reached reached)
    {
        var id = call % 3 == 2 ? Stranger : reached.Id;
        var invocationId = call % 3 == 0 ? reached.InvocationId : Another;
        return call < 3 ? runtime.RespondAsync(id, "{}", invocationId) : runtime.FailAsync(id, invocationId);
    }

    private static async Task<HttpResponseMessage> PollAsync(Runtime runtime, Reached reached)
    {
        var next = runtime.NextAsync();

        // A poll that is allowed stays open until there is an event; in Waiting it first takes the place of the open one.
        if (reached.State == RuntimeState.Ready)
            await runtime.Environment.WhenAsync(RuntimeState.Waiting, TestContext.Current.CancellationToken);

        if (reached.Poll is { } older)
            using (await older) { }

        if (reached.State is RuntimeState.Ready or RuntimeState.Waiting)
            _ = runtime.Environment.InvokeAsync(Runtime.Event(), TestContext.Current.CancellationToken);

        return await next;
    }

    private static string Refused(string state) => $"403 InvalidStateTransition {state}";

    private static string Stale(string state) => $"410 Runtime.InvokeTimeout {state}";

    private static string Unknown(string state) => $"400 InvalidRequestID {state}";

    /// <param name="State">The state that was reached.</param>
    /// <param name="Id">The request id that the runtime last had to do with.</param>
    /// <param name="InvocationId">What came with it; of the events that are not handed over yet it is not known.</param>
    /// <param name="Poll">The poll that is open in <see cref="RuntimeState.Waiting"/>.</param>
    private sealed record Reached(RuntimeState State, string Id, string InvocationId, Task<HttpResponseMessage>? Poll);
}
