using System.Globalization;

namespace Pintle.Benchmarks;

/// <summary>What many warm invocations leave in memory, beside what the first ten thousand left.</summary>
internal static class Soak
{
    private const int Settled = 10_000;
    private const double MostGrowth = 10;

    /// <returns>The command's exit code: 1 when a handler's process grew by more than 10 MiB.</returns>
    public static int Run(Subjects subjects, string layer, int invocations)
    {
        if (invocations <= Settled)
            throw new ArgumentException($"Expected --soak with more than {Settled} invocations, found {invocations}. A million is the documented run.");

        Console.WriteLine($"| handler | RSS after {Settled}, MiB | RSS after {invocations}, MiB | growth, MiB |");
        Console.WriteLine("|---|---|---|---|");
        var exitCode = 0;
        foreach (var (name, payload) in new[] { ("Echo", "{\"id\":\"a1\"}"), ("Place", "{\"id\":\"a1\",\"quantity\":3,\"price\":9.5}") })
        {
            var (settled, end) = Bootstrap.Soak(layer, subjects.Orders, $"Orders::Orders.Function::{name}", payload, Settled, invocations);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {settled:F1} | {end:F1} | {end - settled:F1} |"));
            if (end - settled > MostGrowth)
                exitCode = 1;
        }
        return exitCode;
    }
}
