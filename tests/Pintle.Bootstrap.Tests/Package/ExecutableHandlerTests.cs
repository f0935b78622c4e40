using Pintle.Bootstrap.Tests.Hosting;
using Pintle.Shared;

namespace Pintle.Bootstrap.Tests.Package;

/// <summary>Handlers without a colon: programs that poll the Runtime API themselves.</summary>
public sealed class ExecutableHandlerTests
{
    [Theory]
    [InlineData("Orders")]
    [InlineData("Orders.dll")]
    public async Task An_assembly_runs_on_the_layers_CLR(string handler)
    {
        await using var scenario = new Scenario();
        scenario.Environment["_HANDLER"] = handler;

        var outcome = await scenario.RunAsync();

        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal([$"same host\t{scenario.Function.Root}/Orders.dll\t0 arguments"], outcome.Echoed("execute_assembly"));
        Assert.Equal($"{scenario.Function.Root}/Orders.deps.json", outcome.Property("APP_CONTEXT_DEPS_FILES"));
        Assert.Equal("shutdown_2\tsame host", outcome.Echo[^1]);
        Assert.Empty(outcome.Echoed("create_delegate"));
        Assert.Empty(outcome.Requests);
        Assert.Equal("", outcome.StandardError);
    }

    [Theory]
    [InlineData("exits:3", 3)]
    [InlineData("exits:255", 255)]
    [InlineData("shutdown_2:9", 9)]
    public async Task An_assemblys_exit_code_is_passed_on(string fails, int exitCode)
    {
        await using var scenario = new Scenario { Fails = fails };
        scenario.Environment["_HANDLER"] = "Orders";

        var outcome = await scenario.RunAsync();

        Assert.Equal(exitCode, outcome.ExitCode);
        Assert.Empty(outcome.Requests);
    }

    [Fact]
    public async Task An_assembly_that_cannot_run_is_a_fault()
    {
        await using var scenario = new Scenario { Fails = "execute_assembly:0x8007000b" };
        scenario.Environment["_HANDLER"] = "Orders";

        var outcome = await scenario.RunAsync();

        outcome.IsInitFault(FaultCode.ExecutableFailed, $"{scenario.Function.Root}/Orders.dll", "0x8007000b", "OutputType Exe");
    }

    [Fact]
    public async Task A_native_executable_takes_the_processs_place_and_environment()
    {
        await using var scenario = new Scenario();
        var path = ExecutableFile.Write(scenario.Function.Root + "/run", "#!/bin/sh\necho \"$0 $# $_HANDLER $LAMBDA_TASK_ROOT\"\nexit 5\n");
        scenario.Environment["_HANDLER"] = "run";

        var outcome = await scenario.RunAsync();

        Assert.Equal($"{path} 0 run {scenario.Function.Root}\n", outcome.StandardOutput);
        Assert.Equal(5, outcome.ExitCode);
        Assert.Empty(outcome.Requests);
        Assert.Empty(outcome.Echo);
    }

    [Fact]
    public async Task An_assembly_comes_before_a_native_executable_of_its_name()
    {
        await using var scenario = new Scenario();
        ExecutableFile.Write(scenario.Function.Root + "/Orders", "#!/bin/sh\nexit 5\n");
        scenario.Environment["_HANDLER"] = "Orders";

        var outcome = await scenario.RunAsync();

        Assert.Equal(0, outcome.ExitCode);
        Assert.Single(outcome.Echoed("execute_assembly"));
    }

    [Fact]
    public async Task A_native_executable_without_the_bit_is_a_fault()
    {
        await using var scenario = new Scenario();
        var path = scenario.Function.Write("run", "#!/bin/sh\n");
        scenario.Environment["_HANDLER"] = "run";

        var outcome = await scenario.RunAsync();

        outcome.IsInitFault(FaultCode.ExecutableFailed, path, "errno 13", "executable bit");
    }

    [Theory]
    [InlineData("Missing")]
    [InlineData("Missing.dll")]
    [InlineData("function.handler")]
    [InlineData("../task")]
    public async Task A_name_of_nothing_is_a_fault(string handler)
    {
        await using var scenario = new Scenario();
        scenario.Environment["_HANDLER"] = handler;

        var outcome = await scenario.RunAsync();

        outcome.IsInitFault(FaultCode.ExecutableNotFound, $"\"{handler}\"", scenario.Function.Root, "ASSEMBLY::TYPE::METHOD");
        Assert.Equal(104, outcome.ExitCode);
    }

    [Theory]
    [InlineData("Orders:")]
    [InlineData("Orders::Type")]
    [InlineData("Orders::Type::Method")]
    public async Task A_name_with_a_colon_is_a_class_librarys(string handler)
    {
        await using var scenario = new Scenario();
        scenario.Environment["_HANDLER"] = handler;

        var outcome = await scenario.RunAsync();

        Assert.Single(outcome.Echoed("start"));
        Assert.Empty(outcome.Echoed("execute_assembly"));
    }
}
