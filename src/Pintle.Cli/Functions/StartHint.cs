using System.Globalization;
using Pintle.Layer;
using Pintle.Layer.Migrate;

namespace Pintle.Cli.Functions;

/// <summary>
/// Says that the start of the function that was just run can be faster, and by how much at most: <c>rehearse</c> and <c>optimize</c> can save only from the measured time by which its first invocation was longer than later ones.
/// </summary>
internal static class StartHint
{
    /// <summary>The share of the time to the first response from which on there is a hint. Chosen, not measured: a lower share gives hints where little can be gained.</summary>
    private const double Share = 0.1;

    /// <param name="package">A zip or a folder.</param>
    /// <param name="inits">Of each cold start, in ms.</param>
    /// <param name="firsts">Its first invocation, in ms.</param>
    /// <param name="laters">Later invocations, in ms.</param>
    /// <returns>Null where there is little to gain, where it was done already, and where nothing can be compared.</returns>
    public static string? Of(string package, IEnumerable<double> inits, IEnumerable<double> firsts, IEnumerable<double> laters)
    {
        if (Median(inits) is not { } init || Median(firsts) is not { } first || Median(laters) is not { } later || first - later <= (init + first) * Share)
            return null;
        try
        {
            var start = StartGain.Read(package);
            return start.IsExpected
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"The first invocation took {first:F1} ms, later ones {later:F1} ms: what lies between, {first - later:F1} ms and more at small memory sizes, is mostly loading and compiling, which {Commands(start)} takes from it. {start.Found}")
                : null;
        }
        catch (LayerException)
        {
            // The function ran; whoever optimizes it is told what is wrong with its package.
            return null;
        }
    }

    private static string Commands(StartGain start) => start is { OnlyIl: > 0, IsOptimized: false } ? "pintle optimize or pintle rehearse" : "pintle rehearse";

    private static double? Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? null : sorted[sorted.Length / 2];
    }
}
