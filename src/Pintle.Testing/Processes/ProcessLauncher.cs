using System.Collections.Concurrent;
using System.Diagnostics;

namespace Pintle.Testing;

/// <summary>Starts every process from one thread, which lives as long as this process does.</summary>
/// <remarks>
/// PR_SET_PDEATHSIG, with which sandboxes die with their parent, is tied to the thread that forked: from a pool thread the child would be killed
/// when the pool lets the thread go. https://man7.org/linux/man-pages/man2/PR_SET_PDEATHSIG.2const.html
/// </remarks>
internal static class ProcessLauncher
{
    private static readonly BlockingCollection<Action> Work = [];
    private static readonly Lazy<Thread> Runner = new(Run);

    public static Task<Process> StartAsync(ProcessStartInfo info)
    {
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = Runner.Value;
        Work.Add(() =>
        {
            try
            {
                started.SetResult(Process.Start(info)!);
            }
            catch (System.ComponentModel.Win32Exception fault)
            {
                started.SetException(fault);
            }
        });
        return started.Task;
    }

    private static Thread Run()
    {
        var thread = new Thread(() =>
        {
            foreach (var action in Work.GetConsumingEnumerable())
                action();
        })
        { IsBackground = true, Name = "Pintle process launcher" };
        thread.Start();
        return thread;
    }
}
