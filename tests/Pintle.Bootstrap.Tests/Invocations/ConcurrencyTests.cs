using Pintle.Bootstrap.Invocations;
using Pintle.Bootstrap.Tests.Hosting;
using Pintle.Shared;

namespace Pintle.Bootstrap.Tests.Invocations;

/// <summary>How many pollers there are, and how they end.</summary>
public sealed class ConcurrencyTests
{
    [Theory]
    [InlineData(null, null, null, (int)HostMode.Single, 1, 0)]
    [InlineData(null, "5", "9", (int)HostMode.Single, 1, 0)]
    [InlineData("1", null, null, (int)HostMode.Several, 1, 8)]
    [InlineData("32", null, null, (int)HostMode.Several, 32, 8)]
    [InlineData("32", "5", null, (int)HostMode.Several, 5, 8)]
    [InlineData("32", null, "9", (int)HostMode.Several, 32, 9)]
    [InlineData("enabled", null, null, (int)HostMode.Several, 4, 8)]
    [InlineData("0", null, null, (int)HostMode.Several, 4, 8)]
    [InlineData("-3", null, null, (int)HostMode.Several, 4, 8)]
    [InlineData("99999999999", null, null, (int)HostMode.Several, 4, 8)]
    public void Is_what_the_variables_say_on_four_processors(string? maximum, string? tasks, string? threads, int mode, int pollers, int minThreads)
    {
        var environment = new BootstrapEnvironment { LayerRoot = "/opt", TaskRoot = "/var/task", Handler = "A::B::C", RuntimeApi = "127.0.0.1:1", MaxConcurrency = maximum, ProcessingTasks = tasks, MinThreads = threads };

        Assert.Equal(new Concurrency((HostMode)mode, pollers, minThreads), Concurrency.Of(environment, processors: 4));
    }

    [Fact]
    public void Is_at_least_two_where_the_processors_decide() =>
        Assert.Equal(2, Concurrency.Of(new BootstrapEnvironment { LayerRoot = "/opt", TaskRoot = "/var/task", Handler = "A::B::C", RuntimeApi = "127.0.0.1:1", MaxConcurrency = "enabled" }, processors: 1).Pollers);

    [Theory]
    [InlineData("AWS_LAMBDA_DOTNET_PROCESSING_TASKS", "0")]
    [InlineData("AWS_LAMBDA_DOTNET_PROCESSING_TASKS", "-1")]
    [InlineData("AWS_LAMBDA_DOTNET_PROCESSING_TASKS", "many")]
    [InlineData("AWS_LAMBDA_DOTNET_MIN_THREADS", "1.5")]
    public async Task A_number_of_the_functions_own_that_is_none_is_an_init_error(string name, string value)
    {
        await using var scenario = new Scenario { Environment = { ["AWS_LAMBDA_MAX_CONCURRENCY"] = "4", [name] = value } };

        var outcome = await scenario.RunAsync();

        outcome.IsInitFault(FaultCode.ConcurrencyInvalid, $"Expected {name} to be a whole number above 0, but it is \"{value}\".");
    }

    [Fact]
    public async Task Gives_the_host_a_slot_for_each_poller()
    {
        await using var scenario = new Scenario { Environment = { ["AWS_LAMBDA_MAX_CONCURRENCY"] = "3", ["AWS_LAMBDA_DOTNET_MIN_THREADS"] = "7" } };

        var outcome = await scenario.RunAsync();

        Assert.EndsWith("\t3 slots\tSeveral\t7 threads", Assert.Single(outcome.Echoed("start")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Polls_on_a_connection_for_each_and_serves_whichever_gets_an_event()
    {
        await using var scenario = new Scenario { Environment = { ["AWS_LAMBDA_MAX_CONCURRENCY"] = "4" } };
        foreach (var answer in (ApiAnswer[])[ApiAnswer.Hold, ApiAnswer.Hold, ApiAnswer.Hold, ApiAnswer.Event("r-1", "one"u8), ApiAnswer.Event("r-2", "two"u8)])
            scenario.Api.Events.Enqueue(answer);

        var outcome = await scenario.RunAsync();

        Assert.Equal(4, scenario.Api.Connections);
        Assert.Equal(["one", "two"], outcome.Requests.Where(request => request.Line.StartsWith("POST", StringComparison.Ordinal)).Select(request => request.Text));
        Assert.Equal(6, outcome.RequestLines.Count(line => line == Outcome.Next));
        outcome.IsFault(FaultCode.RuntimeApiRefused, "/next", "500 ScriptEnded");
    }

    [Fact]
    public async Task Loses_the_Runtime_API_once_and_with_one_line_however_many_pollers_lose_it()
    {
        await using var scenario = new Scenario { Environment = { ["AWS_LAMBDA_MAX_CONCURRENCY"] = "16" } };
        for (var poller = 0; poller < 16; poller++)
            scenario.Api.Events.Enqueue(ApiAnswer.Close);

        var outcome = await scenario.RunAsync();

        outcome.IsFault(FaultCode.RuntimeApiUnreachable, "/next");
    }

    [Fact]
    public async Task A_defect_of_the_host_in_one_ends_the_process()
    {
        await using var scenario = new Scenario { Fails = "invoke:9999", Environment = { ["AWS_LAMBDA_MAX_CONCURRENCY"] = "2" } };
        scenario.Api.Events.Enqueue(ApiAnswer.Hold);
        scenario.Api.Events.Enqueue(ApiAnswer.Event("r-1", "{}"u8));

        var outcome = await scenario.RunAsync();

        outcome.IsFault(FaultCode.HostFailed, "9999");
    }

    [Theory]
    [InlineData(400)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(410)]
    [InlineData(429)]
    public async Task A_refused_answer_costs_only_its_invocation(int status)
    {
        await using var scenario = new Scenario { Environment = { ["AWS_LAMBDA_MAX_CONCURRENCY"] = "1" } };
        scenario.Api.Events.Enqueue(ApiAnswer.Event("r-1", "{}"u8));
        scenario.Api.Events.Enqueue(ApiAnswer.Event("r-2", "{}"u8));
        scenario.Api.Posts.Enqueue(ApiAnswer.Refused(status, "Runtime.InvokeTimeout"));

        var outcome = await scenario.RunAsync();

        Assert.Equal(2, outcome.RequestLines.Count(line => line.EndsWith("/response", StringComparison.Ordinal)));
        Assert.StartsWith("pintle: an answer was refused and is dropped; the other invocations go on. ", outcome.Lines[0], StringComparison.Ordinal);
        Assert.Contains($"{status} Runtime.InvokeTimeout", outcome.Lines[0], StringComparison.Ordinal);
        Assert.StartsWith("pintle: RuntimeApiRefused (exit code 92): ", outcome.Lines[1], StringComparison.Ordinal);
        Assert.Equal(2, outcome.Lines.Length);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    public async Task An_answer_that_ends_the_environment_ends_the_process(int status)
    {
        await using var scenario = new Scenario { Environment = { ["AWS_LAMBDA_MAX_CONCURRENCY"] = "1" } };
        scenario.Api.Events.Enqueue(ApiAnswer.Event("r-1", "{}"u8));
        scenario.Api.Posts.Enqueue(ApiAnswer.Refused(status, "ContainerError"));

        var outcome = await scenario.RunAsync();

        outcome.IsFault(FaultCode.RuntimeApiRefused, "/response", $"{status} ContainerError");
        Assert.Equal(2, outcome.RequestLines.Length);
    }
}
