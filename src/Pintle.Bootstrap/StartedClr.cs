using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Pintle.RuntimeApi;
using Pintle.Shared;

namespace Pintle.Bootstrap;

/// <summary>
/// Tells of a CLR that ends the process while it starts, as it does without a word for a heap that is too small or a region size that it cannot use:
/// exit() calls this, so that there is a fault in the log and at the Runtime API.
/// </summary>
internal static unsafe class StartedClr
{
    private static Func<RuntimeApiClient?>? s_connect;

    /// <param name="connect">The way to the Runtime API, in case.</param>
    public static void Watch(Func<RuntimeApiClient?> connect)
    {
        s_connect = connect;
        _ = LibC.OnExit(&Ended, 0);
    }

    /// <summary>It has started: from here on an exit is the function's.</summary>
    public static void Release() => s_connect = null;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Ended(int status, nint unused)
    {
        if (Interlocked.Exchange(ref s_connect, null) is not { } connect)
            return;
        var fault = new FaultException(FaultCode.ClrStartFailed, $"Expected CoreCLR to start, but it ended the process with exit code {status & 0xff}. {ClrVariables.Suspects()}");
        LibC.ExitNow(FaultReport.Init(fault, connect()));
    }
}
