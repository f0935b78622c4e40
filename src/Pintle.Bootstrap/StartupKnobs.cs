namespace Pintle.Bootstrap;

/// <summary>
/// CoreCLR settings that can be given only through environment variables. They stand while CoreCLR starts, which keeps a copy, and are then taken back,
/// so that neither the function nor its child processes see them. A variable that the function's owner set is left alone.
/// </summary>
internal readonly ref struct StartupKnobs
{
    /// <summary>Nobody attaches to a Lambda environment: the debugger's and the diagnostics server's pipes and threads cost a tenth of the start. Profilers stay possible.</summary>
    private static string[] Disabled { get; } = ["DOTNET_EnableDiagnostics_IPC", "DOTNET_EnableDiagnostics_Debugger"];

    private readonly bool _isApplied;

    private StartupKnobs(bool isApplied) => _isApplied = isApplied;

    public static StartupKnobs Apply()
    {
        if (BootstrapEnvironment.WantsDiagnostics())
            return default;
        foreach (var name in Disabled)
            _ = LibC.SetEnvironmentVariable(name, "0", overwrite: 0);
        return new StartupKnobs(isApplied: true);
    }

    public void Dispose()
    {
        if (!_isApplied)
            return;
        foreach (var name in Disabled)
            _ = LibC.UnsetEnvironmentVariable(name);
    }
}
