using Pintle.Shared;

namespace Pintle.EndToEnd.Tests;

/// <summary>Every signal of Linux, from another process, in init, while an event is waited for, and in a handler: docs/errors.md says what each does.</summary>
public sealed class SignalsInEveryPhase
{
    private const int Interrupted = 128;
    private const int Kill = 9, Terminate = 15, Continue = 18, Stop = 19, Trap = 5, Abort = 6, Fault = 11;

    /// <summary>Ignored by Linux or by .NET: PIPE, CHLD, CONT, URG, WINCH, and the one by which CoreCLR asks its threads to stop.</summary>
    private static readonly int[] Ignored = [13, 17, Continue, 23, 28, 34];

    /// <summary>STOP, TSTP, TTIN, TTOU: until CONT.</summary>
    private static readonly int[] Stopping = [Stop, 20, 21, 22];

    /// <summary>ILL, ABRT, BUS, FPE, SEGV: CoreCLR either gives up its handler, so that the next one ends the process, or takes it for a fault of the code that just runs.</summary>
    private static readonly int[] Faults = [4, Abort, 7, 8, Fault];

    /// <summary>32 and 33 belong to the C library.</summary>
    public static TheoryData<int, string> Matrix
    {
        get
        {
            var data = new TheoryData<int, string>();
            foreach (var signal in Enumerable.Range(1, 31).Concat([34, 64]))
            {
                foreach (var phase in (string[])["init", "idle", "handler"])
                    data.Add(signal, phase);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Matrix))]
    public async Task End_the_process_by_their_own_rule_or_change_nothing(int signal, string phase)
    {
        var goesOn = Ignored.Contains(signal) || Stopping.Contains(signal) || Faults.Contains(signal);
        var sent = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var api = new Adversary((call, before) =>
        {
            if (call.Name != "next")
                return AdversaryAnswer.Accepted;
            // What ends the process may take its time, and nothing else is to end it meanwhile.
            if (before == 1 || (!goesOn && phase == "idle"))
                return goesOn ? AdversaryAnswer.End : AdversaryAnswer.Hold;
            if (phase == "idle")
                sent.Task.Wait();
            return AdversaryAnswer.Event("200");
        });
        // In init a debugger is waited for, which is the one thing there that takes its time.
        using var bootstrap = await BareBootstrap.StartAsync(
            api.Address, phase == "handler" ? "Handlers::Handlers.Endings::Sleep" : "Handlers::Handlers.Streams::Echo", variables: phase == "init" ? [("_AWS_LAMBDA_DOTNET_DEBUGGING", "1")] : null,

            // A test run in the background ignores HUP, INT and QUIT, which processes inherit and .NET respects.
            through: ["env", "--default-signal=HUP,INT,QUIT"]);
        if (phase == "init")
            await bootstrap.WroteAsync("debugger");
        else
            await api.SeenAsync("next");

        bootstrap.Send(signal);
        if (Stopping.Contains(signal))
            bootstrap.Send(Continue);
        sent.SetResult();
        if (goesOn && phase == "init")
            bootstrap.Send(Kill);
        var end = await bootstrap.EndAsync();

        var posts = api.Calls.Count(call => call.Name != "next");
        if (Faults.Contains(signal) && phase != "init")
        {
            Assert.Contains(end.ExitCode, (int[])[(int)FaultCode.RuntimeApiRefused, Interrupted + Abort, Interrupted + signal]);
            Assert.True(posts <= 1 && (posts == 1 || end.ExitCode != (int)FaultCode.RuntimeApiRefused), $"{posts} answers");
            return;
        }

        if (goesOn)
        {
            Assert.Equal(phase == "init" ? Interrupted + Kill : (int)FaultCode.RuntimeApiRefused, end.ExitCode);
            Assert.Equal(phase == "init" ? 0 : 1, posts);
            return;
        }

        Assert.True(posts <= 1, $"{posts} answers");
        if (signal == Trap)
            Assert.Contains(end.ExitCode, (int[])[Interrupted + 4, Interrupted + Trap, Interrupted + Abort, Interrupted + Fault]);
        else
            Assert.Equal(Interrupted + signal, end.ExitCode);
    }

    [Theory]
    [InlineData("idle")]
    [InlineData("handler")]
    public async Task Stopped_and_continued_the_process_goes_on_where_it_stood_and_finds_a_connection_that_was_reset_meanwhile(string phase)
    {
        await using var api = new Adversary((call, before) => call.Name != "next" ? AdversaryAnswer.Accepted : before == 0 && phase == "handler" ? AdversaryAnswer.Event("200") : AdversaryAnswer.Hold);
        using var bootstrap = await BareBootstrap.StartAsync(api.Address, "Handlers::Handlers.Endings::Sleep");
        await api.AnsweredAsync("next");

        bootstrap.Send(Stop);
        api.ResetAll();
        bootstrap.Send(Continue);

        if (phase == "handler")
        {
            // Nothing of the answer had been sent: it goes onto a new connection.
            await api.SeenAsync("response");
            await api.SeenAsync("next", 2);
            Assert.Single(api.Calls, call => call.Name == "response");
            return;
        }

        var end = await bootstrap.EndAsync();
        Assert.Equal((int)FaultCode.RuntimeApiUnreachable, end.ExitCode);
        Assert.Equal(["next"], api.Calls.Select(call => call.Name));
    }

    [Fact]
    public async Task One_connection_of_many_that_is_reset_ends_the_process_for_all_with_one_line()
    {
        const int Pollers = 8;
        await using var api = new Adversary((_, _) => AdversaryAnswer.Hold);
        using var bootstrap = await BareBootstrap.StartAsync(api.Address, "Handlers::Handlers.Streams::Echo", variables: [("AWS_LAMBDA_MAX_CONCURRENCY", $"{Pollers}")]);
        await api.SeenAsync("next", Pollers);

        api.ResetOne();
        var end = await bootstrap.EndAsync();

        Assert.Equal((int)FaultCode.RuntimeApiUnreachable, end.ExitCode);
        Assert.StartsWith("pintle: RuntimeApiUnreachable", Assert.Single(end.Lines), StringComparison.Ordinal);
        Assert.Equal(Pollers, api.Calls.Count);
    }
}
