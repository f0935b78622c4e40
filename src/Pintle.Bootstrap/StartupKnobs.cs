namespace Pintle.Bootstrap;

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

    /// <summary>A replay only reads: without it the CLR would record anew and write over the profile at the end.</summary>
    public const string NoProfileGather = "DOTNET_MultiCoreJitNoProfileGather";

    private readonly bool _areDiagnosticsOff;
    private readonly bool _isGatheringOff;
    private readonly string? _heapHardLimit;

    private StartupKnobs(bool areDiagnosticsOff, bool isGatheringOff, string? heapHardLimit)
    {
        _isGatheringOff = isGatheringOff;
        _areDiagnosticsOff = areDiagnosticsOff;
        _heapHardLimit = heapHardLimit;
    }

    /// <param name="setsHeapLimit">Whether the runtime properties limit the heap: then a higher limit of the environment steps aside.</param>
    /// <param name="replays">Whether a rehearsed start will be replayed.</param>
    public static StartupKnobs Apply(bool setsHeapLimit, bool replays)
    {
        var isGatheringOff = replays && !BootstrapEnvironment.WantsProfiles();
        if (isGatheringOff)
            _ = LibC.SetEnvironmentVariable(NoProfileGather, "1", overwrite: 0);
        var heapHardLimit = setsHeapLimit ? BootstrapEnvironment.HeapHardLimit() : null;
        if (heapHardLimit is not null)
        {
            _ = LibC.UnsetEnvironmentVariable($"DOTNET_{HeapHardLimit}");
            _ = LibC.UnsetEnvironmentVariable($"COMPlus_{HeapHardLimit}");
        }
        if (BootstrapEnvironment.WantsDiagnostics())
            return new StartupKnobs(areDiagnosticsOff: false, isGatheringOff, heapHardLimit);
        foreach (var name in Disabled)
            _ = LibC.SetEnvironmentVariable(name, "0", overwrite: 0);
        return new StartupKnobs(areDiagnosticsOff: true, isGatheringOff, heapHardLimit);
    }

    public void Dispose()
    {
        if (_isGatheringOff)
            _ = LibC.UnsetEnvironmentVariable(NoProfileGather);
        if (_heapHardLimit is not null)
            _ = LibC.SetEnvironmentVariable($"DOTNET_{HeapHardLimit}", _heapHardLimit, overwrite: 1);
        if (!_areDiagnosticsOff)
            return;
        foreach (var name in Disabled)
            _ = LibC.UnsetEnvironmentVariable(name);
    }
}
