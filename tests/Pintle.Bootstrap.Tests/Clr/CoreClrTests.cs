using Pintle.Bootstrap.Tests.Hosting;
using Pintle.Shared;

namespace Pintle.Bootstrap.Tests.Clr;

/// <summary>The hosting exports of libcoreclr.so, played by the mock.</summary>
public sealed class CoreClrTests
{
    [Fact]
    public async Task Is_started_once_with_the_layers_bootstrap_as_its_executable()
    {
        await using var scenario = new Scenario();

        var outcome = await scenario.RunAsync();

        Assert.Equal([$"{scenario.Layer.Root}/bootstrap\tpintle"], outcome.Echoed("initialize"));
        Assert.Equal(["same host\tPintle.Host\tPintle.Host.Exports\tStart"], outcome.Echoed("create_delegate"));
        Assert.Equal([], outcome.Echoed("execute_assembly"));
    }

    [Fact]
    public async Task Gets_the_runtime_properties_of_layer_and_function()
    {
        await using var scenario = new Scenario();

        var outcome = await scenario.RunAsync();

        var (runtime, task) = (scenario.Layer.RuntimeFolder, scenario.Function.Root);
        Assert.Equal($"{runtime}/System.Private.CoreLib.dll:{runtime}/System.Text.Json.dll:{task}/Orders.dll:{task}/Prices.dll:{scenario.Layer.HostAssembly}",
            outcome.Property("TRUSTED_PLATFORM_ASSEMBLIES"));
        Assert.Equal($"{runtime}/", outcome.Property("NATIVE_DLL_SEARCH_DIRECTORIES"));
        Assert.Equal($"{task}/", outcome.Property("PLATFORM_RESOURCE_ROOTS"));
        Assert.Equal($"{task}/", outcome.Property("APP_CONTEXT_BASE_DIRECTORY"));
        Assert.Equal($"{task}/Orders.deps.json", outcome.Property("APP_CONTEXT_DEPS_FILES"));
        Assert.Equal("linux-x64", outcome.Property("RUNTIME_IDENTIFIER"));
        Assert.Equal("false", outcome.Property("System.GC.Server"));
        Assert.Equal("a b", outcome.Property("Orders.Text"));
        Assert.Equal("5", outcome.Property("Orders.Number"));
    }

    [Fact]
    public async Task Sees_the_execution_environment_of_a_custom_runtime()
    {
        await using var scenario = new Scenario();
        scenario.Environment["AWS_EXECUTION_ENV"] = "something else";

        var outcome = await scenario.RunAsync();

        Assert.Contains("AWS_EXECUTION_ENV\tAWS_Lambda_dotnet_custom", outcome.Echoed("environment"));
    }

    [Theory]
    [InlineData("coreclr_initialize")]
    [InlineData("coreclr_create_delegate")]
    [InlineData("coreclr_execute_assembly")]
    [InlineData("coreclr_shutdown_2")]
    public async Task Is_refused_when_it_lacks_an_export(string export)
    {
        await using var scenario = new Scenario();
        scenario.Layer.RemoveExport(export);

        var outcome = await scenario.RunAsync();

        outcome.IsInitFault(FaultCode.ClrUnloadable, scenario.Layer.CoreClr, $"to export {export}, but it does not");
        Assert.Empty(outcome.Echo);
    }

    [Fact]
    public async Task Starts_without_the_error_writer_which_old_ones_do_not_have()
    {
        await using var scenario = new Scenario();
        scenario.Layer.RemoveExport("coreclr_set_error_writer");

        var outcome = await scenario.RunAsync();

        Assert.Equal([Outcome.Next], outcome.RequestLines);
    }

    [Fact]
    public async Task Is_refused_when_it_is_no_library()
    {
        await using var scenario = new Scenario();
        var size = (int)new FileInfo(scenario.Layer.CoreClr).Length;
        await File.WriteAllBytesAsync(scenario.Layer.CoreClr, new byte[size], TestContext.Current.CancellationToken);

        var outcome = await scenario.RunAsync();

        outcome.IsInitFault(FaultCode.ClrUnloadable, scenario.Layer.CoreClr, "Publish the layer again");
    }

    [Theory]
    [InlineData("initialize:0x80004005", "0x80004005")]
    [InlineData("initialize:0x80070008:GC heap initialization failed", "0x80070008 (GC heap initialization failed)")]
    [InlineData("initialize:-1:two\nlines", "0xffffffff (two lines)")]
    public async Task Says_why_it_refuses_to_start(string fails, string fragment)
    {
        await using var scenario = new Scenario { Fails = fails };

        var outcome = await scenario.RunAsync();

        outcome.IsInitFault(FaultCode.ClrStartFailed, "coreclr_initialize answered " + fragment, "Check the function's memory");
        Assert.Empty(outcome.Echoed("create_delegate"));
    }

    [Fact]
    public async Task Names_the_functions_variables_when_it_refuses_to_start_and_none_of_the_bootstraps_own()
    {
        await using var scenario = new Scenario { Fails = "initialize:0x80004005" };
        scenario.Environment["DOTNET_GCgen0size"] = "1000000";

        var outcome = await scenario.RunAsync();

        outcome.IsInitFault(FaultCode.ClrStartFailed, "The function sets DOTNET_GCgen0size: correct or remove");
        Assert.DoesNotContain("EnableDiagnostics", outcome.StandardError, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("create_delegate:0x80131523", "0x80131523")]
    [InlineData("create_delegate:0", "0x00000000")]
    public async Task Has_no_host_when_the_delegate_is_refused_or_null(string fails, string status)
    {
        await using var scenario = new Scenario { Fails = fails };

        var outcome = await scenario.RunAsync();

        outcome.IsInitFault(FaultCode.HostUnloadable, "Pintle.Host.Exports.Start", status);
        Assert.Empty(outcome.Echoed("start"));
    }
}
