using Pintle.Bootstrap.Posix;

namespace Pintle.Bootstrap.Clr;

/// <summary>
/// CoreCLR settings that can be given only through environment variables. They stand while CoreCLR starts, which keeps a copy, and are then taken back,
/// so that neither the function nor its child processes see them. A variable that the function's owner set is left alone.
/// </summary>
internal readonly ref struct StartupKnobs
{
    /// <summary>Nobody attaches to a Lambda environment: the debugger's and the diagnostics server's pipes and threads cost a tenth of the start. Profilers stay possible.</summary>
    private static string[] Disabled { get; } = ["DOTNET_EnableDiagnostics_IPC", "DOTNET_EnableDiagnostics_Debugger"];

    /// <summary>Bytes in hexadecimal, after either prefix. It counts before the runtime property System.GC.HeapHardLimit.</summary>
    public const string HeapHardLimit = "GCHeapHardLimit";

    private const string NewHeapHardLimit = $"DOTNET_{HeapHardLimit}", OldHeapHardLimit = $"COMPlus_{HeapHardLimit}";

    /// <summary>A replay only reads: without it the CLR would record anew and write over the profile at the end.</summary>
    public const string NoProfileGather = "DOTNET_MultiCoreJitNoProfileGather";

    private readonly bool _areDiagnosticsOff;
    private readonly bool _isGatheringOff;
    private readonly string? _newHeapHardLimit;
    private readonly string? _oldHeapHardLimit;

    private StartupKnobs(bool areDiagnosticsOff, bool isGatheringOff, string? newHeapHardLimit, string? oldHeapHardLimit)
    {
        _isGatheringOff = isGatheringOff;
        _areDiagnosticsOff = areDiagnosticsOff;
        _newHeapHardLimit = newHeapHardLimit;
        _oldHeapHardLimit = oldHeapHardLimit;
    }

    /// <param name="setsHeapLimit">Whether the runtime properties limit the heap: then a higher limit in the environment is taken away, because it would count first.</param>
    /// <param name="replays">Whether a rehearsed start will be replayed.</param>
    public static StartupKnobs Apply(bool setsHeapLimit, bool replays)
    {
        var isGatheringOff = replays && !BootstrapEnvironment.WantsProfiles();
        if (isGatheringOff)
            NativeEnvironment.Set(NoProfileGather, "1", overwrite: false);
        var newLimit = setsHeapLimit ? BootstrapEnvironment.Take(NewHeapHardLimit) : null;
        var oldLimit = setsHeapLimit ? BootstrapEnvironment.Take(OldHeapHardLimit) : null;
        var areDiagnosticsOff = !BootstrapEnvironment.WantsDiagnostics();
        if (areDiagnosticsOff)
        {
            foreach (var name in Disabled)
                NativeEnvironment.Set(name, "0", overwrite: false);
        }
        return new StartupKnobs(areDiagnosticsOff, isGatheringOff, newLimit, oldLimit);
    }

    public void Dispose()
    {
        if (_isGatheringOff)
            NativeEnvironment.Remove(NoProfileGather);
        if (_newHeapHardLimit is not null)
            NativeEnvironment.Set(NewHeapHardLimit, _newHeapHardLimit, overwrite: true);
        if (_oldHeapHardLimit is not null)
            NativeEnvironment.Set(OldHeapHardLimit, _oldHeapHardLimit, overwrite: true);
        if (!_areDiagnosticsOff)
            return;
        foreach (var name in Disabled)
            NativeEnvironment.Remove(name);
    }
}
