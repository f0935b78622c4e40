using Pintle.Bootstrap.Tests.Hosting;
using Pintle.Shared;

namespace Pintle.Bootstrap.Tests;

/// <summary>A bad function package, from outside: the fault reaches the Runtime API and nothing is started.</summary>
public sealed class PackageFaultTests
{
    [Fact]
    public async Task Several_deps_files_and_none_that_fits()
    {
        await using var scenario = new Scenario();
        scenario.Function.Remove("Orders.deps.json");
        scenario.Function.Write("A.deps.json", FakeFunction.Deps);
        scenario.Function.Write("B.deps.json", FakeFunction.Deps);

        var outcome = await scenario.RunAsync();

        outcome.IsInitFault(FaultCode.DepsFileAmbiguous, "A.deps.json, B.deps.json", "LAMBDA_DOTNET_MAIN_ASSEMBLY");
        Assert.Equal(105, outcome.ExitCode);
    }

    [Fact]
    public async Task Several_runtimeconfig_files_and_none_that_fits()
    {
        await using var scenario = new Scenario();
        scenario.Function.Remove("Orders.runtimeconfig.json");
        scenario.Function.Write("A.runtimeconfig.json", FakeFunction.RuntimeConfig);
        scenario.Function.Write("B.runtimeconfig.json", FakeFunction.RuntimeConfig);

        var outcome = await scenario.RunAsync();

        outcome.IsInitFault(FaultCode.RuntimeConfigAmbiguous, "A.runtimeconfig.json, B.runtimeconfig.json", "LAMBDA_DOTNET_MAIN_ASSEMBLY");
        Assert.Equal(106, outcome.ExitCode);
    }

    [Theory]
    [InlineData("A")]
    [InlineData("A.dll")]
    [InlineData("A.DLL")]
    public async Task The_main_assembly_may_be_named(string mainAssembly)
    {
        await using var scenario = new Scenario();
        scenario.Function.Write("A.deps.json", FakeFunction.Deps);
        scenario.Environment["LAMBDA_DOTNET_MAIN_ASSEMBLY"] = mainAssembly;

        var outcome = await scenario.RunAsync();

        Assert.Equal($"{scenario.Function.Root}/A.deps.json", outcome.Property("APP_CONTEXT_DEPS_FILES"));
    }

    [Fact]
    public async Task A_damaged_deps_file()
    {
        await using var scenario = new Scenario();
        var path = scenario.Function.Write("Orders.deps.json", FakeFunction.Deps[..300]);

        var outcome = await scenario.RunAsync();

        outcome.IsInitFault(FaultCode.DepsFileInvalid, path, "is not JSON", "Publish the function again.");
    }

    [Fact]
    public async Task A_damaged_runtimeconfig_file()
    {
        await using var scenario = new Scenario();
        var path = scenario.Function.Write("Orders.runtimeconfig.json", FakeFunction.RuntimeConfig[..60]);

        var outcome = await scenario.RunAsync();

        outcome.IsInitFault(FaultCode.RuntimeConfigInvalid, path, "is not JSON", "Publish the function again.");
    }

    [Theory]
    [InlineData("Microsoft.NETCore.App", "11.0.0", "Microsoft.NETCore.App 11.0.0, which the function's runtimeconfig.json asks for (roll-forward: Minor), but it has 10.0.14")]
    [InlineData("Microsoft.NETCore.App", "8.0.0", "DOTNET_ROLL_FORWARD=Major")]
    [InlineData("Microsoft.NETCore.App", "10.0.15", "but it has 10.0.14")]
    [InlineData("Microsoft.AspNetCore.App", "10.0.0", "but it has Microsoft.NETCore.App 10.0.14")]
    public async Task A_framework_that_the_layer_does_not_have(string name, string version, string fragment)
    {
        await using var scenario = new Scenario();
        scenario.Function.Write("Orders.runtimeconfig.json", $$"""{ "runtimeOptions": { "framework": { "name": "{{name}}", "version": "{{version}}" } } }""");

        var outcome = await scenario.RunAsync();

        outcome.IsInitFault(FaultCode.FrameworkMismatch, fragment);
        Assert.Empty(outcome.Echo);
    }

    [Fact]
    public async Task An_older_function_runs_where_the_environment_allows_it()
    {
        await using var scenario = new Scenario();
        scenario.Function.Write("Orders.runtimeconfig.json", """{ "runtimeOptions": { "framework": { "name": "Microsoft.NETCore.App", "version": "8.0.0" } } }""");
        scenario.Environment["DOTNET_ROLL_FORWARD"] = "Major";

        var outcome = await scenario.RunAsync();

        Assert.Equal([Outcome.Next], outcome.RequestLines);
    }

    [Fact]
    public async Task A_listed_assembly_that_is_in_neither_package_nor_store()
    {
        await using var scenario = new Scenario();
        scenario.Function.Remove("Prices.dll");
        Directory.CreateDirectory($"{scenario.Function.Root}/store/x64/net8.0");
        scenario.Environment["DOTNET_SHARED_STORE"] = $"{scenario.Function.Root}/store";

        var outcome = await scenario.RunAsync();

        outcome.IsInitFault(FaultCode.FunctionFileMissing, "Expected Prices.dll in ", "zip the whole publish folder");
        Assert.Empty(outcome.Echo);
    }

    [Fact]
    public async Task A_package_of_assemblies_alone_runs()
    {
        await using var scenario = new Scenario();
        scenario.Function.Remove("Orders.deps.json", "Orders.runtimeconfig.json");

        var outcome = await scenario.RunAsync();

        Assert.Equal([Outcome.Next], outcome.RequestLines);
        Assert.Equal("", outcome.Property("APP_CONTEXT_DEPS_FILES"));
    }
}
