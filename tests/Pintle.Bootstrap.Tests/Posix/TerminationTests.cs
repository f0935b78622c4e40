using Pintle.Bootstrap.Tests.Hosting;

namespace Pintle.Bootstrap.Tests.Posix;

/// <summary>SIGTERM. The process has to end by itself while whatever it waits for goes on waiting: there is no other event that could end it.</summary>
public sealed class TerminationTests
{
    [Fact]
    public async Task While_waiting_for_an_event_shuts_the_CLR_down_and_exits_with_143()
    {
        await using var scenario = new Scenario();
        scenario.Api.Events.Enqueue(ApiAnswer.Hold);
        scenario.Start();
        await scenario.Api.Held;

        scenario.SendTerminate();
        var outcome = await scenario.EndAsync();

        Assert.Equal(143, outcome.ExitCode);
        Assert.Equal("shutdown_2\tsame host", outcome.Echo[^1]);
        Assert.Single(outcome.Echoed("shutdown_2"));
        Assert.Equal("", outcome.StandardError);
        Assert.Equal([Outcome.Next], outcome.RequestLines);
    }

    [Fact]
    public async Task While_a_handler_blocks_shuts_the_CLR_down_and_exits_with_143()
    {
        await using var scenario = new Scenario { Fails = "blocks" };
        scenario.Api.Events.Enqueue(ApiAnswer.Event("r-1", "{}"u8));
        scenario.Start();
        Assert.Equal("in the handler", await scenario.ReadLineAsync());

        scenario.SendTerminate();
        var outcome = await scenario.EndAsync();

        Assert.Equal(143, outcome.ExitCode);
        Assert.Equal("shutdown_2\tsame host", outcome.Echo[^1]);
        Assert.Equal([Outcome.Next], outcome.RequestLines);
    }

    [Fact]
    public async Task Exits_with_what_managed_code_asked_for()
    {
        await using var scenario = new Scenario { Fails = "shutdown_2:7" };
        scenario.Api.Events.Enqueue(ApiAnswer.Hold);
        scenario.Start();
        await scenario.Api.Held;

        scenario.SendTerminate();
        var outcome = await scenario.EndAsync();

        Assert.Equal(7, outcome.ExitCode);
    }
}
