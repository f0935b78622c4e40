using System.Runtime.InteropServices;

namespace SandboxProbe;

internal static class Signals
{
    private static PosixSignalRegistration? s_registration;

    public static void ExitOnSigterm() => s_registration = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
    {
        context.Cancel = true;
        Console.WriteLine("probe got SIGTERM");
        Environment.Exit(7);
    });
}
