using System.Globalization;
using Pintle.Testing;

namespace Pintle.Cli.Benchmarking;

/// <summary>Signs that other programs were at work: the figures are then nothing to decide by. Ratios of pairs suffer least.</summary>
internal static class Noise
{
    // Chosen, not measured: lower ones warn on every shared machine, higher ones let through figures that another run does not repeat.
    private const double MostWaiting = 0.10;
    private const double MostSpread = 0.20;

    /// <param name="loadBefore">The machine's load average before the first run.</param>
    /// <param name="processors">How many it has.</param>
    /// <param name="starts">Of what is measured.</param>
    /// <param name="isCpuLimited">Under a quota a process waits for its share.</param>
    /// <param name="reference">The bare CLR starts; where there are none, the first program's.</param>
    public static IReadOnlyList<string> Find(double loadBefore, int processors, IReadOnlyList<StartFigures> starts, bool isCpuLimited, IReadOnlyList<double> reference)
    {
        var signs = new List<string>();
        if (loadBefore > processors)
            signs.Add(string.Create(CultureInfo.InvariantCulture, $"a load average of {loadBefore:F1} on {processors} processors before the first run"));
        if (!isCpuLimited && Spread.Of(starts.Select(run => run.Waited / run.FirstResponse)) is { Median: > MostWaiting } waiting)
            signs.Add(string.Create(CultureInfo.InvariantCulture, $"threads that could run waited for a processor for {waiting.Median:P0} of a start"));
        if (Spread.Of(reference) is { Relative: > MostSpread } spread)
            signs.Add(string.Create(CultureInfo.InvariantCulture, $"the middle half of the reference starts lies {spread.Relative:P0} of their median apart"));
        if (starts.Count > 0 && starts.Max(run => run.Undropped) is > 0 and var undropped)
            signs.Add($"{Size.Of(undropped)} of the layer and the function stayed in memory, because another process uses them");
        return signs;
    }

    public static double LoadAverage() => double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture);
}
