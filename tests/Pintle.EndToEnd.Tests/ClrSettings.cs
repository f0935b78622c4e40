using Pintle.Shared;
using Pintle.Testing;
using Pintle.TestSupport;

namespace Pintle.EndToEnd.Tests;

/// <summary>
/// Variables of CoreCLR and .NET that a function's owner may set, with right and wrong values: the function works, or its start ends in a fault that names the variable and says what to do,
/// and never in an abort. What CoreCLR takes no notice of, it takes none of here.
/// </summary>
public sealed class ClrSettings
{
    private const string Handler = "Profiles::Profiles.Function::Handle";
    private const string NoProfiler = "{cf0d821e-299b-5307-a3d8-b283c03916dd}";

    /// <summary>One string a row, with blanks between the variables.</summary>
    public static TheoryData<string> Working =>
    [
        "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=true", "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1", "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=false", "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=0",
        "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=False", "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=neither",
        "DOTNET_SYSTEM_GLOBALIZATION_PREDEFINED_CULTURES_ONLY=false", "DOTNET_SYSTEM_GLOBALIZATION_PREDEFINED_CULTURES_ONLY=neither",
        "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=true DOTNET_SYSTEM_GLOBALIZATION_APPLOCALICU=99.9",
        "CLR_ICU_VERSION_OVERRIDE=99", "DOTNET_SYSTEM_TIMEZONE_INVARIANT=1", "TZ=:UTC", "TZ=Europe/Berlin", "TZ=no/zone", "TZDIR=/nowhere",
        "DOTNET_GCHeapHardLimit=zz", "DOTNET_GCHeapHardLimit=10000000", "COMPlus_GCHeapHardLimit=10000000", "DOTNET_GCHeapHardLimitPercent=0", "DOTNET_GCHeapHardLimitPercent=200",
        "DOTNET_GCHeapCount=ffff", "DOTNET_gcServer=1", "COMPlus_gcServer=1", "DOTNET_gcServer=1 DOTNET_GCHeapCount=2", "DOTNET_gcServer=neither", "DOTNET_gcConcurrent=0",
        "DOTNET_GCgen0size=zz", "DOTNET_GCgen0size=1", "DOTNET_GCgen0size=ffffffffffff", "DOTNET_GCConserveMemory=99", "DOTNET_GCHeapAffinitizeMask=ffffffff", "DOTNET_GCHeapAffinitizeRanges=neither",
        "DOTNET_GCTotalPhysicalMemory=1", "DOTNET_GCNoAffinitize=zz", "DOTNET_GCRegionSize=100000", "DOTNET_GCRegionSize=zz", "DOTNET_GCRegionSize=8000",
        "DOTNET_TieredCompilation=0", "DOTNET_TieredCompilation=zz", "DOTNET_TieredPGO=0", "DOTNET_TC_QuickJitForLoops=zz", "DOTNET_ReadyToRun=0", "DOTNET_EnableHWIntrinsic=0", "DOTNET_PROCESSOR_COUNT=0",
        "DOTNET_EnableWriteXorExecute=0",
        "DOTNET_EnableDiagnostics=1", "DOTNET_EnableDiagnostics=0", "COMPlus_EnableDiagnostics=1", "DOTNET_DiagnosticPorts=/nowhere/socket,nosuspend", "DOTNET_DiagnosticPorts=,,,",
        "DOTNET_DbgEnableMiniDump=1 DOTNET_DbgMiniDumpType=99", "DOTNET_EnableCrashReport=1", "DOTNET_EnableEventPipe=1 DOTNET_EventPipeOutputPath=/nowhere/x.nettrace",
        "DOTNET_EnableEventPipe=1 DOTNET_EventPipeConfig=neither:zz:zz", "DOTNET_PerfMapEnabled=zz", "DOTNET_StressLog=1", "DOTNET_LTTng=1",
        "CORECLR_ENABLE_PROFILING=1", $"CORECLR_ENABLE_PROFILING=1 CORECLR_PROFILER={NoProfiler} CORECLR_PROFILER_PATH=/nowhere.so", "CORECLR_ENABLE_PROFILING=1 CORECLR_PROFILER=none",
    ];

    /// <summary>With the variable that the fault has to name.</summary>
    public static TheoryData<string> Refused =>
    [
        "DOTNET_GCName=libnone.so", "COMPlus_GCName=libnone.so", "DOTNET_GCName=libclrgc.so", "DOTNET_GCPath=/nowhere.so", "DOTNET_Thread_DefaultStackSize=1",
        "DOTNET_JitName=libnone.so", "DOTNET_AltJit=*", "COMPlus_AltJit=*", "DOTNET_SYSTEM_GLOBALIZATION_APPLOCALICU=99.9", "DOTNET_SYSTEM_GLOBALIZATION_APPLOCALICU=own:99.9",
        "DOTNET_GCHeapHardLimit=1", "DOTNET_GCHeapHardLimit=100000", "COMPlus_GCHeapHardLimit=1", "DOTNET_GCHeapHardLimitSOH=1", "DOTNET_GCHeapHardLimitSOHPercent=1", "DOTNET_GCLargePages=1",
        "DOTNET_GCRegionSize=1", "DOTNET_GCRegionSize=0x4000", "DOTNET_GCRegionSize=300000", "DOTNET_GCRegionSize=ffffffffff", "DOTNET_GCRegionRange=1",
    ];

    [Theory]
    [MemberData(nameof(Working))]
    public async Task Leave_a_function_working(string variables)
    {
        await using var function = await StartAsync(await Functions.PackageOptionsAsync(Handler, await PublishedFunctions.TestFunctionAsync("Profiles")), variables);

        Assert.True(function.Init.Succeeded, function.Init.ToString());
        var result = await function.InvokeAsync("\"version\"", cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(result.Text == (await BuiltLayer.GetAsync()).Manifest.Dotnet, result.ToString());
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task That_CoreCLR_cannot_start_with_are_named(string variable)
    {
        await using var function = await StartAsync(await Functions.PackageOptionsAsync(Handler, await PublishedFunctions.TestFunctionAsync("Profiles")), variable);

        Assert.True(function.Init.Exit?.Code == (int)FaultCode.ClrStartFailed, function.Init.ToString());
        var line = Assert.Single(function.Init.Logs, each => each.Text.StartsWith("pintle: ClrStartFailed", StringComparison.Ordinal)).Text;
        Assert.Contains(variable.Split('=')[0].Replace("COMPlus_AltJit", "AltJit", StringComparison.Ordinal).Replace("COMPlus_GCName", "GCName", StringComparison.Ordinal), line, StringComparison.Ordinal);
        Assert.Matches("[Cc]orrect|remove", line);
        Assert.Contains("Runtime.ClrStartFailed", Functions.Body(function.Init), StringComparison.Ordinal);
    }

    /// <summary>There .NET's own order holds: the variable before the project's setting.</summary>
    [Theory]
    [InlineData("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=true", false)]
    [InlineData("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1", false)]
    [InlineData("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=false", true)]
    [InlineData("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=0", true)]
    [InlineData("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=neither", true)]
    [InlineData("DOTNET_SYSTEM_GLOBALIZATION_APPLOCALICU=99.9", true)]
    [InlineData("CLR_ICU_VERSION_OVERRIDE=99", true)]
    public async Task Of_globalization_mean_on_the_layer_with_ICU_what_they_mean_to_dotnet(string variable, bool hasCultures)
    {
        Assert.SkipWhen(BuiltLayer.IcuFolder is null || !Directory.Exists(BuiltLayer.ZoneInfoFolder), "Needs ICU's libraries and time zone data: install icu-devtools and tzdata.");
        var options = await Functions.PackageOptionsAsync(Handler, await PublishedFunctions.TestFunctionAsync("Profiles")) with { Layer = (await BuiltLayer.GetIcuAsync()).Directory };
        await using var function = await StartAsync(options, variable);

        Assert.True(function.Init.Succeeded, function.Init.ToString());
        var result = await function.InvokeAsync("\"culture\"", cancellationToken: TestContext.Current.CancellationToken);

        if (hasCultures)
            Assert.True(result.Text == "de-DE", result.ToString());
        else
            Functions.AssertError(result, "CultureNotFoundException", "invariant");
    }

    [Fact]
    public async Task That_ask_for_cultures_where_there_are_none_are_answered_with_one_line_and_the_way_out()
    {
        await using var function = await StartAsync(await Functions.PackageOptionsAsync(Handler, await PublishedFunctions.TestFunctionAsync("Profiles")), "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=false");

        var line = Assert.Single(function.Init.Logs, each => each.Text.StartsWith("pintle: ", StringComparison.Ordinal)).Text;
        Assert.Contains("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT is ", line, StringComparison.Ordinal);
        Assert.Contains("pintle build --globalization icu", line, StringComparison.Ordinal);
    }

    private static async Task<LambdaFunction> StartAsync(LambdaFunctionOptions options, string variables) => await LambdaFunction.StartAsync(
        options with { Environment = variables.Split(' ').Select(each => each.Split('=', 2)).ToDictionary(each => each[0], each => each[1]), MemoryMB = 1024 }, TestContext.Current.CancellationToken);
}
