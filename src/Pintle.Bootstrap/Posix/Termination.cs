using System.Runtime.InteropServices;
using Pintle.Bootstrap.Clr;

namespace Pintle.Bootstrap.Posix;

/// <summary>
/// SIGTERM: stops the CLR in order, so that AppDomain.ProcessExit runs, then ends the process. A PosixSignalRegistration of the function's sits in front of this one:
/// the CLR's System.Native calls it first and, unless it cancels, passes the signal on. Lambda sends SIGTERM only when an extension is registered, and SIGKILL 300 to 2,000 ms later.
/// </summary>
internal static class Termination
{
    /// <summary>128 + SIGTERM, with which a .NET process ends when nothing else was asked for.</summary>
    public const int ExitCode = 143;

    private static PosixSignalRegistration? s_registration;

    public static void Watch(CoreClr clr) => s_registration = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
    {
        context.Cancel = true;
        var exitCode = clr.Shutdown();
        LibC.ExitNow(exitCode == 0 ? ExitCode : exitCode);
    });

    public static void Stop()
    {
        s_registration?.Dispose();
        s_registration = null;
    }
}
