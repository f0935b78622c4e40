using System.Net;
using System.Net.Sockets;
using Pintle.Bootstrap.Tests.Hosting;
using Pintle.Shared;

namespace Pintle.Bootstrap.Tests;

/// <summary>What the environment may lack. None of these comes as far as the CLR, except where the Runtime API turns out to be missing only when it is asked.</summary>
public sealed class StartupTests
{
    [Theory]
    [InlineData(null, "it is not set")]
    [InlineData("", "it is not set")]
    [InlineData("http://127.0.0.1:9001", "leave the scheme (http://) out")]
    [InlineData("127.0.0.1:port", "the port must be a number from 1 to 65535")]
    [InlineData("127.0.0.1:70000", "the port must be a number from 1 to 65535")]
    [InlineData(":9001", "the host must be")]
    [InlineData("::1:9001", "an IPv6 address needs brackets")]
    public async Task Without_the_address_of_the_Runtime_API_there_is_nobody_to_tell(string? address, string fragment)
    {
        await using var scenario = new Scenario();
        scenario.Environment["AWS_LAMBDA_RUNTIME_API"] = address;

        var outcome = await scenario.RunAsync();

        outcome.IsFault(FaultCode.RuntimeApiUnset, "AWS_LAMBDA_RUNTIME_API", fragment, "pintle invoke");
        Assert.Empty(outcome.Requests);
        Assert.Empty(outcome.Echo);
    }

    [Fact]
    public async Task A_Runtime_API_that_nobody_serves_is_unreachable()
    {
        await using var scenario = new Scenario();
        scenario.Environment["AWS_LAMBDA_RUNTIME_API"] = UnservedEndpoint();

        var outcome = await scenario.RunAsync();

        outcome.IsFault(FaultCode.RuntimeApiUnreachable, scenario.Environment["AWS_LAMBDA_RUNTIME_API"]!, "refused");
    }

    [Fact]
    public async Task A_fault_that_nobody_takes_keeps_its_exit_code_and_says_so()
    {
        await using var scenario = new Scenario();
        scenario.Environment["AWS_LAMBDA_RUNTIME_API"] = UnservedEndpoint();
        scenario.Environment["_HANDLER"] = null;

        var outcome = await scenario.RunAsync();

        Assert.Equal((int)FaultCode.HandlerUnset, outcome.ExitCode);
        Assert.StartsWith("pintle: HandlerUnset (exit code 103): ", outcome.Lines[0], StringComparison.Ordinal);
        Assert.StartsWith("pintle: the init error could not be posted: ", outcome.Lines[1], StringComparison.Ordinal);
        Assert.Equal(2, outcome.Lines.Length);
    }

    [Fact]
    public async Task An_init_error_that_is_refused_keeps_its_exit_code_and_says_so()
    {
        await using var scenario = new Scenario();
        scenario.Environment["_HANDLER"] = null;
        scenario.Api.Posts.Enqueue(ApiAnswer.Refused(403, "InvalidStateTransition"));

        var outcome = await scenario.RunAsync();

        Assert.Equal((int)FaultCode.HandlerUnset, outcome.ExitCode);
        Assert.Contains("403 InvalidStateTransition", outcome.Lines[1], StringComparison.Ordinal);
        Assert.Equal([Outcome.InitError], outcome.RequestLines);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public async Task A_task_root_has_to_be_named(string? taskRoot)
    {
        await using var scenario = new Scenario();
        scenario.Environment["LAMBDA_TASK_ROOT"] = taskRoot;

        var outcome = await scenario.RunAsync();

        outcome.IsInitFault(FaultCode.TaskRootUnset, "LAMBDA_TASK_ROOT");
    }

    [Fact]
    public async Task A_task_root_has_to_exist()
    {
        await using var scenario = new Scenario();
        scenario.Environment["LAMBDA_TASK_ROOT"] = scenario.Function.Root + "/missing";

        var outcome = await scenario.RunAsync();

        outcome.IsInitFault(FaultCode.TaskRootMissing, scenario.Function.Root + "/missing", "missing or empty");
    }

    [Fact]
    public async Task A_task_root_must_not_be_empty()
    {
        await using var scenario = new Scenario();
        var empty = Directory.CreateDirectory(scenario.Function.Root + "/empty").FullName;
        scenario.Environment["LAMBDA_TASK_ROOT"] = empty;

        var outcome = await scenario.RunAsync();

        outcome.IsInitFault(FaultCode.TaskRootMissing, empty, "missing or empty");
    }

    [Fact]
    public async Task A_slash_at_the_task_roots_end_changes_nothing()
    {
        await using var scenario = new Scenario();
        scenario.Environment["LAMBDA_TASK_ROOT"] = scenario.Function.Root + "/";

        var outcome = await scenario.RunAsync();

        Assert.Equal($"{scenario.Function.Root}/", outcome.Property("APP_CONTEXT_BASE_DIRECTORY"));
        Assert.Equal([Outcome.Next], outcome.RequestLines);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  \t ")]
    public async Task A_handler_has_to_be_set(string? handler)
    {
        await using var scenario = new Scenario();
        scenario.Environment["_HANDLER"] = handler;

        var outcome = await scenario.RunAsync();

        outcome.IsInitFault(FaultCode.HandlerUnset, "Set the function's handler.");
    }

    [Fact]
    public async Task An_init_error_is_posted_once_and_next_never_asked_for()
    {
        await using var scenario = new Scenario { Fails = "start:74:Expected a method." };

        var outcome = await scenario.RunAsync();

        Assert.Equal([Outcome.InitError], outcome.RequestLines);
        Assert.Equal(1, scenario.Api.Connections);
    }

    /// <summary>A port that was free a moment ago, so that a connection to it is refused.</summary>
    private static string UnservedEndpoint()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return listener.LocalEndpoint.ToString()!;
    }
}
