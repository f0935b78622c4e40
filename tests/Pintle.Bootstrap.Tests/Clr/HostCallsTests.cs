using System.Text;
using Pintle.Bootstrap.Tests.Hosting;
using Pintle.Shared;

namespace Pintle.Bootstrap.Tests.Clr;

/// <summary>The bootstrap's side of the host ABI, against a host that misbehaves.</summary>
public sealed class HostCallsTests
{
    /// <summary>Every fault that has a row, so that none of them can be given without a message or an exit code.</summary>
    public static TheoryData<int> KnownCodes => [.. Faults.All.Select(fault => (int)fault.Code)];

    [Fact]
    public async Task Start_gets_version_size_handler_and_slots()
    {
        await using var scenario = new Scenario();
        scenario.Environment["_HANDLER"] = "Größe::N.Outer+Inner::M::x";

        var outcome = await scenario.RunAsync();

        Assert.Equal([$"version {HostAbi.Version}\tsame size\tGröße::N.Outer+Inner::M::x\t1 slots\tSingle\t0 threads"], outcome.Echoed("start"));
    }

    [Fact]
    public async Task The_handler_of_the_command_line_comes_before_the_environments()
    {
        await using var scenario = new Scenario { Arguments = ["Orders::A::B"] };

        var outcome = await scenario.RunAsync();

        Assert.Contains("\tOrders::A::B\t", Assert.Single(outcome.Echoed("start")), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(KnownCodes))]
    public async Task A_known_status_with_a_message_is_that_fault(int code)
    {
        await using var scenario = new Scenario { Fails = $"start:{code}:Expected this, found that. Do so: ü." };

        var outcome = await scenario.RunAsync();

        outcome.IsInitFault((FaultCode)code, "Expected this, found that. Do so: ü.");
    }

    [Fact]
    public async Task A_known_status_without_a_message_tells_cause_and_remedy()
    {
        await using var scenario = new Scenario { Fails = $"start:{(int)FaultCode.HostAbiMismatch}" };

        var outcome = await scenario.RunAsync();

        var fault = Faults.Of(FaultCode.HostAbiMismatch);
        outcome.IsInitFault(FaultCode.HostAbiMismatch, fault.Cause, fault.Remedy);
    }

    [Theory]
    [InlineData("9999")]
    [InlineData("1")]
    [InlineData("-2147467259")]
    public async Task An_unknown_status_is_a_defect_of_ours(string status)
    {
        await using var scenario = new Scenario { Fails = $"start:{status}:not to be shown" };

        var outcome = await scenario.RunAsync();

        outcome.IsInitFault(FaultCode.HostFailed, $"it answered {status}.", "report this");
        Assert.DoesNotContain("not to be shown", outcome.StandardError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ok_without_an_Invoke_is_a_mismatch()
    {
        await using var scenario = new Scenario { Fails = "no_invoke" };

        var outcome = await scenario.RunAsync();

        outcome.IsInitFault(FaultCode.HostAbiMismatch, "to give its Invoke, but it gave none");
    }

    [Fact]
    public async Task The_hosts_own_body_and_error_type_go_out_as_they_are()
    {
        const string Body = """{"errorType": "LambdaValidationException", "errorMessage": "mine"}""";
        await using var scenario = new Scenario { Fails = $"start_with_body:{(int)FaultCode.HandlerInitFailed}:{Body}" };

        var outcome = await scenario.RunAsync();

        outcome.IsFault(FaultCode.HandlerInitFailed, "The message of a host.");
        var request = Assert.Single(outcome.Requests);
        Assert.Equal(Outcome.InitError, request.Line);
        Assert.Equal("Runtime.OfTheHost", request.Headers["Lambda-Runtime-Function-Error-Type"]);
        Assert.Equal(Body, Encoding.UTF8.GetString(request.Body));
    }

    [Fact]
    public async Task WriteLog_writes_and_reports_the_errno_of_a_failure()
    {
        await using var scenario = new Scenario { Fails = "log" };

        var outcome = await scenario.RunAsync();

        Assert.Equal(["status 0\tstatus 9"], outcome.Echoed("log")); // 9: EBADF
        Assert.Equal("a record of the host", outcome.Lines[0]);
    }

    [Theory]
    [InlineData("invoke:9999:not to be shown", (int)FaultCode.HostFailed, "it answered 9999.")]
    [InlineData("invoke:116:Expected this.", (int)FaultCode.HostFailed, "Expected this.")]
    [InlineData("invoke:115", (int)FaultCode.HostAbiMismatch, "not of the same build")]
    public async Task A_bad_status_of_Invoke_ends_the_process_and_posts_nothing(string fails, int code, string fragment)
    {
        await using var scenario = new Scenario { Fails = fails };
        scenario.Api.Events.Enqueue(ApiAnswer.Event("r-1", "{}"u8));

        var outcome = await scenario.RunAsync();

        outcome.IsFault((FaultCode)code, fragment);
        Assert.Equal([Outcome.Next], outcome.RequestLines);
    }
}
