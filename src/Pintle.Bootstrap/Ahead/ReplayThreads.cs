using System.Runtime.InteropServices;

namespace Pintle.Bootstrap.Ahead;

/// <summary>
/// The threads on which CoreCLR replays. Only its event trace tells when a replay is through, but the replay's thread then ends. So the threads are watched that came while a replay was started.
/// </summary>
internal static class ReplayThreads
{
    private const string Tasks = "/proc/self/task";

    /// <summary>The CLR's other threads have names of their own, the replay's has the process's.</summary>
    private const string NamedByTheClr = ".NET";

    private static readonly List<string> Started = [];
    private static HashSet<string>? s_before;

    /// <summary>To be called right before and right after a replay is started.</summary>
    [UnmanagedCallersOnly]
    public static void Note()
    {
        try
        {
            var now = Directory.GetDirectories(Tasks);
            if (s_before is null)
            {
                s_before = [.. now];
                return;
            }
            foreach (var task in now)
            {
                if (!s_before.Contains(task))
                    Started.Add(task);
            }
            s_before = null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Without /proc nothing is waited for.
        }
    }

    /// <summary>Waits until the last thread has ended, but no longer than until so many milliseconds after the process began.</summary>
    /// <returns>Whether all have ended.</returns>
    public static bool Await(long begin, int milliseconds) => Await(Started, begin, milliseconds);

    /// <summary>The same for these threads, by their folders in /proc; threads that have ended are taken out of the list.</summary>
    internal static bool Await(List<string> threads, long begin, int milliseconds)
    {
        while (true)
        {
            _ = threads.RemoveAll(HasEnded);
            if (threads.Count == 0)
                return true;
            if (Environment.TickCount64 - begin >= milliseconds)
                return false;
            Thread.Sleep(1); // The end of a thread can only be polled for (docs/adr/0020-rehearsed-starts.md); 1 ms is the most that init is longer by.
        }
    }

    private static bool HasEnded(string task)
    {
        try
        {
            return File.ReadAllText(task + "/comm").StartsWith(NamedByTheClr, StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }
}
