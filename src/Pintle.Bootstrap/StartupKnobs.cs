namespace Pintle.Bootstrap;

/// <summary>
/// CoreCLR settings that can be given only through environment variables. They stand while CoreCLR starts, which keeps a copy, and are then taken back,
/// so that neither the function nor its child processes see them. A variable that the function's owner set is left alone.
/// </summary>
internal readonly ref struct StartupKnobs
{
    /// <summary>Nobody attaches to a Lambda environment: the debugger's and the diagnostics server's pipes and threads cost a tenth of the start. Profilers stay possible.</summary>
    private static string[] Disabled { get; } = ["DOTNET_EnableDiagnostics_IPC", "DOTNET_EnableDiagnostics_Debugger"];

    /// <summary>Bytes in hexadecimal. It counts before the runtime property System.GC.HeapHardLimit.</summary>
    public const string HeapHardLimit = "DOTNET_GCHeapHardLimit";

    private readonly bool _areDiagnosticsOff;
    private readonly string? _heapHardLimit;

    private StartupKnobs(bool areDiagnosticsOff, string? heapHardLimit)
    {
        _areDiagnosticsOff = areDiagnosticsOff;
        _heapHardLimit = heapHardLimit;
    }

    /// <param name="setsHeapLimit">Whether the runtime properties limit the heap: then a higher limit of the environment steps aside.</param>
    public static StartupKnobs Apply(bool setsHeapLimit)
    {
        var heapHardLimit = setsHeapLimit ? BootstrapEnvironment.HeapHardLimit() : null;
        if (heapHardLimit is not null)
            _ = LibC.UnsetEnvironmentVariable(HeapHardLimit);
        if (BootstrapEnvironment.WantsDiagnostics())
            return new StartupKnobs(areDiagnosticsOff: false, heapHardLimit);
        foreach (var name in Disabled)
            _ = LibC.SetEnvironmentVariable(name, "0", overwrite: 0);
        return new StartupKnobs(areDiagnosticsOff: true, heapHardLimit);
    }

    public void Dispose()
    {
        if (_heapHardLimit is not null)
            _ = LibC.SetEnvironmentVariable(HeapHardLimit, _heapHardLimit, overwrite: 1);
        if (!_areDiagnosticsOff)
            return;
        foreach (var name in Disabled)
            _ = LibC.UnsetEnvironmentVariable(name);
    }
}
