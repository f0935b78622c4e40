using Pintle.Shared;
using Pintle.Testing;
using Pintle.TestSupport;

namespace Pintle.EndToEnd.Tests;

/// <summary>Faults of a package that only the running CLR finds.</summary>
public sealed class PackageFaults
{
    [Fact]
    public async Task An_assembly_for_another_processor_is_refused_with_the_layers()
    {
        var package = await PublishedFunctions.GetAsync("tests/Functions/Profiles", "-arm64", "-p:PlatformTarget=arm64");

        await AssertFaultAsync(package, "Profiles::Profiles.Function::Handle", FaultCode.HandlerAssemblyUnreadable, "Profiles.dll is for arm64", "for any processor or for the layer's");
    }

    [Fact]
    public async Task A_missing_native_library_is_named_with_the_way_out()
    {
        var package = await PublishedFunctions.TestFunctionAsync("Profiles");

        await AssertFaultAsync(package, "Profiles::Profiles.NeedsNativeLibrary::Handle", FaultCode.HandlerInitFailed, "missing", "zip the whole publish folder");
    }

    private static async Task AssertFaultAsync(string package, string handler, FaultCode code, string name, string remedy)
    {
        await using var function = await LambdaFunction.StartAsync(await Functions.PackageOptionsAsync(handler, package), TestContext.Current.CancellationToken);

        Assert.True(function.Init.Exit?.Code == (int)code, function.Init.ToString());
        var line = Assert.Single(function.Init.Logs, each => each.Text.StartsWith($"pintle: {code} ", StringComparison.Ordinal)).Text;
        Assert.Contains(name, line, StringComparison.Ordinal);
        Assert.Contains(remedy, line, StringComparison.Ordinal);
    }
}
