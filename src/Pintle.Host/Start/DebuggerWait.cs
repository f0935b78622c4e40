using System.Diagnostics;
using Pintle.Host.Logging;

namespace Pintle.Host.Start;

/// <summary>AWS's switch for debugging the init phase: wait until a debugger is attached, at most ten minutes (RuntimeSupport, RuntimeSupportDebugAttacher).</summary>
internal static class DebuggerWait
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50); // Chosen, not measured: only how soon an attached debugger is noticed.

    public static void IfAsked()
    {
        if (HostEnvironment.WaitsForDebugger)
            Wait();
    }

    private static void Wait()
    {
        Note($"process {Environment.ProcessId} waits for a debugger, at most {Longest.TotalMinutes} minutes, because _AWS_LAMBDA_DOTNET_DEBUGGING is set.");
        var started = Stopwatch.GetTimestamp();
        while (!Debugger.IsAttached)
        {
            if (Stopwatch.GetElapsedTime(started) > Longest)
            {
                Note("no debugger came; going on without one.");
                return;
            }
            Thread.Sleep(Step);
        }
    }

    private static void Note(string text) => LogWriter.Write(LogWriter.StandardError, $"pintle: {text}\n");
}
