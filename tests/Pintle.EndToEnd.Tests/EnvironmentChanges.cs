using Pintle.Layer;
using Pintle.Shared;
using Pintle.TestSupport;

namespace Pintle.EndToEnd.Tests;

/// <summary>The C library frees the list of variables that another thread may be reading: the bootstrap changes none while libcoreclr.so is opened on a thread of its own, however long that takes.</summary>
public sealed class EnvironmentChanges
{
    [Theory]
    [InlineData]
    [InlineData("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=false")]
    [InlineData("DOTNET_GCHeapHardLimit=0x40000000", "COMPlus_GCHeapHardLimit=0x40000000", "DOTNET_EnableDiagnostics=0")]
    public async Task Wait_for_the_thread_that_reads_variables(params string[] variables)
    {
        Assert.SkipWhen(Environment.ProcessorCount < 2, "Needs two processors: with one, nothing is opened beside.");
        using var folder = new ScratchFolder();
        var library = Path.Combine(folder.Path, "libvariables.so");
        await CompiledCode.MakeAsync(LayerArchitecture.X64, "Variables.c", library, "-shared", "-fPIC");
        await using var api = new Adversary((_, _) => AdversaryAnswer.End);

        var end = await BareBootstrap.RunAsync(api.Address, "Handlers::Handlers.Clocks::Around", variables: [("LD_PRELOAD", library), .. variables.Select(each => (each.Split('=')[0], each.Split('=')[1]))]);

        Assert.Equal((int)FaultCode.RuntimeApiRefused, end.ExitCode);
        Assert.Contains("libcoreclr.so was opened beside", end.Errors, StringComparison.Ordinal);
    }
}
