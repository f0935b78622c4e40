using Pintle.Bootstrap.Tests.Hosting;
using Pintle.Shared;

namespace Pintle.Bootstrap.Tests.Posix;

/// <summary>AWS_LAMBDA_EXEC_WRAPPER, with real scripts.</summary>
public sealed class ExecWrapperTests
{
    private const string Unset = "(unset)";

    [Fact]
    public async Task Runs_once_with_the_bootstraps_own_command_line()
    {
        await using var scenario = new Scenario { Arguments = ["Orders::A::B", "two words"] };
        scenario.Environment["AWS_LAMBDA_EXEC_WRAPPER"] = Wrapper(scenario, """
            echo "$0"
            for argument in "$@"; do echo "[$argument]"; done
            exec "$@"
            """);

        var outcome = await scenario.RunAsync();

        Assert.Equal($"{scenario.Environment["AWS_LAMBDA_EXEC_WRAPPER"]}\n[{scenario.Layer.Bootstrap}]\n[Orders::A::B]\n[two words]\n", outcome.StandardOutput);
        Assert.Single(outcome.Echoed("initialize"));
        Assert.Equal([Outcome.Next], outcome.RequestLines);
    }

    [Fact]
    public async Task Leaves_AWSs_variable_and_removes_its_own_marker()
    {
        await using var scenario = new Scenario();
        var wrapper = Wrapper(scenario, """exec "$@" """);
        scenario.Environment["AWS_LAMBDA_EXEC_WRAPPER"] = wrapper;

        var outcome = await scenario.RunAsync();

        Assert.Contains($"AWS_LAMBDA_EXEC_WRAPPER\t{wrapper}", outcome.Echoed("environment"));
        Assert.Contains($"PINTLE_EXEC_WRAPPED\t{Unset}", outcome.Echoed("environment"));
    }

    [Fact]
    public async Task Removes_its_marker_also_when_the_script_removed_AWSs_variable()
    {
        await using var scenario = new Scenario();
        scenario.Environment["AWS_LAMBDA_EXEC_WRAPPER"] = Wrapper(scenario, """
            unset AWS_LAMBDA_EXEC_WRAPPER
            exec "$@"
            """);

        var outcome = await scenario.RunAsync();

        Assert.Contains($"AWS_LAMBDA_EXEC_WRAPPER\t{Unset}", outcome.Echoed("environment"));
        Assert.Contains($"PINTLE_EXEC_WRAPPED\t{Unset}", outcome.Echoed("environment"));
    }

    [Fact]
    public async Task Passes_on_the_environment_that_the_script_makes()
    {
        await using var scenario = new Scenario();
        scenario.Environment["AWS_LAMBDA_EXEC_WRAPPER"] = Wrapper(scenario, """
            export _HANDLER=Orders::From.The::Wrapper
            exec "$@"
            """);

        var outcome = await scenario.RunAsync();

        Assert.Contains("\tOrders::From.The::Wrapper\t", Assert.Single(outcome.Echoed("start")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Comes_before_everything_else_that_could_fail()
    {
        await using var scenario = new Scenario();
        var endpoint = scenario.Api.Endpoint;
        scenario.Environment["AWS_LAMBDA_RUNTIME_API"] = null;
        scenario.Environment["AWS_LAMBDA_EXEC_WRAPPER"] = Wrapper(scenario, $"""
            export AWS_LAMBDA_RUNTIME_API={endpoint}
            exec "$@"
            """);

        var outcome = await scenario.RunAsync();

        Assert.Equal([Outcome.Next], outcome.RequestLines);
    }

    [Fact]
    public async Task Is_missing()
    {
        await using var scenario = new Scenario();
        var path = scenario.Function.Root + "/wrapper";
        scenario.Environment["AWS_LAMBDA_EXEC_WRAPPER"] = path;

        var outcome = await scenario.RunAsync();

        outcome.IsInitFault(FaultCode.WrapperMissing, path, "does not exist");
        Assert.Equal(127, outcome.ExitCode);
    }

    [Fact]
    public async Task Is_missing_when_it_is_a_folder()
    {
        await using var scenario = new Scenario();
        scenario.Environment["AWS_LAMBDA_EXEC_WRAPPER"] = scenario.Function.Root;

        var outcome = await scenario.RunAsync();

        outcome.IsInitFault(FaultCode.WrapperMissing, scenario.Function.Root);
    }

    [Fact]
    public async Task Is_missing_when_its_interpreter_is()
    {
        await using var scenario = new Scenario();
        scenario.Environment["AWS_LAMBDA_EXEC_WRAPPER"] = ExecutableFile.Write(scenario.Function.Root + "/wrapper", "#!/no/such/interpreter\n");

        var outcome = await scenario.RunAsync();

        outcome.IsInitFault(FaultCode.WrapperMissing, "(or its interpreter)");
    }

    [Fact]
    public async Task Is_not_executable_without_the_bit()
    {
        await using var scenario = new Scenario();
        var path = scenario.Function.Write("wrapper", "#!/bin/sh\nexec \"$@\"\n");
        scenario.Environment["AWS_LAMBDA_EXEC_WRAPPER"] = path;

        var outcome = await scenario.RunAsync();

        outcome.IsInitFault(FaultCode.WrapperNotExecutable, path, "errno 13", "executable bit");
        Assert.Equal(126, outcome.ExitCode);
    }

    [Fact]
    public async Task Is_not_executable_when_it_names_no_interpreter()
    {
        await using var scenario = new Scenario();
        scenario.Environment["AWS_LAMBDA_EXEC_WRAPPER"] = ExecutableFile.Write(scenario.Function.Root + "/wrapper", "exec \"$@\"\n");

        var outcome = await scenario.RunAsync();

        outcome.IsInitFault(FaultCode.WrapperNotExecutable, "errno 8"); // ENOEXEC
    }

    private static string Wrapper(Scenario scenario, string script) => ExecutableFile.Write(scenario.Function.Root + "/wrapper", $"#!/bin/sh\n{script}\n");
}
