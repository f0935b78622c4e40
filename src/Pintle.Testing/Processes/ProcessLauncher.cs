using System.Collections.Concurrent;
using System.Diagnostics;

namespace Pintle.Testing;

/// <summary>Starts every process from one thread, which lives as long as this process does, and mounts what they see.</summary>
/// <remarks>
/// PR_SET_PDEATHSIG, with which sandboxes die with their parent, is tied to the thread that forked: from a pool thread the child would be killed
/// when the pool lets the thread go. What <see cref="ThreadRights"/> gives up, it gives up for all of them. https://man7.org/linux/man-pages/man2/PR_SET_PDEATHSIG.2const.html
/// Where this process is root's, the thread has a mount namespace of its own: what it mounts is gone with this process, however that ends.
/// </remarks>
internal static class ProcessLauncher
{
    private const int NewMountNamespace = 0x20000;
    private const ulong RecursiveSlave = 0x4000 | 0x80000;

    private static readonly BlockingCollection<Action> Work = [];
    private static readonly Lazy<Task<string?>> Started = new(Start);

    public static Task<Process> StartAsync(ProcessStartInfo info) => RunAsync(() => Process.Start(info)!);

    /// <summary>What to put before a path to see it as started processes do; null where mounting is not allowed.</summary>
    public static string? MountsSeenAt => Started.Value.GetAwaiter().GetResult();

    public static Task<T> RunAsync<T>(Func<T> action)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = Started.Value;
        Work.Add(() =>
        {
            try
            {
                done.SetResult(action());
            }
            catch (System.ComponentModel.Win32Exception fault)
            {
                done.SetException(fault);
            }
        });
        return done.Task;
    }

    private static Task<string?> Start()
    {
        var view = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            var mounts = OwnMounts();
            ThreadRights.CloseInheritedFiles();
            if (!HasPrivilegedBubblewrap)
                ThreadRights.GiveUp();
            view.SetResult(mounts);
            foreach (var action in Work.GetConsumingEnumerable())
                action();
        })
        { IsBackground = true, Name = "Pintle process launcher" };
        thread.Start();
        return view.Task;
    }

    /// <summary>Where user namespaces are root's alone, bubblewrap is a set-user-ID program and could not do its work without that right.</summary>
    private static bool HasPrivilegedBubblewrap => HostTools.Find().Bwrap is { } bwrap && (UnixModes.Get(bwrap) & UnixFileMode.SetUser) != 0;

    private static string? OwnMounts() =>
        Native.Unshare(NewMountNamespace) == 0 && Native.Mount("none", "/", null, RecursiveSlave, null) == 0
            ? $"/proc/{Environment.ProcessId}/task/{Native.ThreadId()}/root"
            : null;
}
