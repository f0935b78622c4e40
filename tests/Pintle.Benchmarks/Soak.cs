using System.Globalization;

namespace Pintle.Benchmarks;

/// <summary>What many warm invocations leave in memory: after the first ten thousand, after half, and in the end.</summary>
internal static class Soak
{
    private const int Settled = 10_000;

    /// <summary>MB from the first to the last.</summary>
    private const double MostGrowth = 10;

    /// <returns>The command's exit code: 1 when a handler's process grew by more than 10 MB.</returns>
    public static int Run(Subjects subjects, string layer, int invocations)
    {
        if (invocations <= 2 * Settled)
            throw new ArgumentException($"Expected --soak with more than {2 * Settled} invocations, found {invocations}. A million is the documented run.");

        int[] after = [Settled, invocations / 2, invocations];
        Console.WriteLine($"| handler | RSS after {after[0]}, MiB | after {after[1]} | after {after[2]} |");
        Console.WriteLine("|---|---|---|---|");
        var exitCode = 0;
        foreach (var (name, payload) in new[] { ("Echo", "{\"id\":\"a1\"}"), ("Place", "{\"id\":\"a1\",\"quantity\":3,\"price\":9.5}") })
        {
            var resident = Bootstrap.Soak(layer, subjects.Orders, $"Orders::Orders.Function::{name}", payload, after);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {resident[0]:F1} | {resident[1]:F1} | {resident[2]:F1} |"));
            if ((resident[2] - resident[0]) * 1.048576 > MostGrowth)
                exitCode = 1;
        }
        return exitCode;
    }
}
