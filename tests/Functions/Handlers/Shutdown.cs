using System.Runtime.InteropServices;

namespace Handlers;

/// <summary>
/// Observes how the process ends: its constructor registers for ProcessExit and for SIGTERM, and each of them appends a line to the file that the
/// environment variable SHUTDOWN_LOG names.
/// </summary>
public sealed class Shutdown
{
    private static readonly List<PosixSignalRegistration> Registrations = [];
    private readonly string _log = Environment.GetEnvironmentVariable("SHUTDOWN_LOG")
        ?? throw new InvalidOperationException("Expected SHUTDOWN_LOG to name a file to write to; found no such variable. Set it.");

    public Shutdown()
    {
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Append("ProcessExit");
        Registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => Append("SIGTERM")));
    }

    /// <summary>Tells that the registrations stand.</summary>
    public string Ready() => "registered";

    private void Append(string line) => File.AppendAllText(_log, line + "\n");
}
