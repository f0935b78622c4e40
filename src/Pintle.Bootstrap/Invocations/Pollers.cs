using Pintle.Bootstrap.Clr;
using Pintle.Bootstrap.Posix;
using Pintle.RuntimeApi;
using Pintle.Shared;

namespace Pintle.Bootstrap.Invocations;

/// <summary>
/// Several loops in one process, each with a thread, a connection and a slot of the host of its own; they share nothing but the handler. The first that cannot go on ends the process
/// for all of them: when one has lost the Runtime API, the others have lost it too, and their messages would add nothing.
/// </summary>
internal static class Pollers
{
    private static int s_isEnding;

    /// <param name="first">The connection of the init phase becomes the first poller's.</param>
    /// <param name="host">The host, with as many slots as there are pollers.</param>
    /// <param name="concurrency">How many.</param>
    /// <param name="userAgent">Of the connections that are made here.</param>
    /// <returns>Never: the process ends.</returns>
    public static int Run(RuntimeApiClient first, HostCalls host, Concurrency concurrency, string userAgent)
    {
        for (var slot = 1; slot < concurrency.Pollers; slot++)
        {
            try
            {
                var loop = new InvocationLoop(new RuntimeApiClient(first.Endpoint, userAgent), host, slot, HostMode.Several);
                new Thread(() => RunToItsEnd(loop)) { IsBackground = true, Name = $"pintle poller {slot}" }.Start();
            }
            catch (OutOfMemoryException)
            {
                // The exception for a thread that cannot be made. Pollers that run may have invocations already.
                FaultReport.Note($"{slot} of {concurrency.Pollers} pollers run: there is no thread or no memory for another (1,024 threads and the function's memory are Lambda's limits). So many invocations run at once at most; give the function more memory, or a lower concurrency.");
                break;
            }
        }
        RunToItsEnd(new InvocationLoop(first, host, slot: 0, HostMode.Several));
        return 0;
    }

    private static void RunToItsEnd(InvocationLoop loop)
    {
        try
        {
            loop.Run(once: false);
        }
        catch (FaultException fault)
        {
            if (Interlocked.Exchange(ref s_isEnding, 1) == 0)
                LibC.ExitNow(FaultReport.Late(fault));
            // Another poller is ending the process.
            Thread.Sleep(Timeout.Infinite);
        }
    }
}
