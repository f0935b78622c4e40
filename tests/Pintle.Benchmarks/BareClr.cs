using System.Diagnostics;

namespace Pintle.Benchmarks;

/// <summary>The physical limit: the same CoreCLR and framework list, one managed instruction, exit.</summary>
internal static class BareClr
{
    /// <returns>Milliseconds from the start of the process to its end.</returns>
    public static double Start(Subjects subjects, string layer)
    {
        var start = new ProcessStartInfo(subjects.BareClr, [layer, subjects.BareClrManaged]);
        start.Environment.Clear();
        var began = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        process.WaitForExit();
        var time = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        return process.ExitCode == 0 ? time : throw new InvalidOperationException($"The bare CLR start ended with {process.ExitCode}.");
    }
}
