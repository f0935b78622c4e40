using System.Globalization;

namespace Pintle.Benchmarks;

/// <summary>The warm path with and without one variable in the function's environment, in alternating processes.</summary>
internal static class Comparison
{
    /// <summary>Characters of the larger event's text: its objects stay below the size from which CoreCLR puts them elsewhere than in the youngest generation.</summary>
    private const int LargeText = 20_000;

    public static int Run(Subjects subjects, string layer, string variable, int invocations, int pairs)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{variable}: medians of {pairs} pairs of {invocations} invocations, without → with; time in µs of the second half:"));
        Console.WriteLine();
        Console.WriteLine("| handler | RSS, MiB | processor | ratio (median of pairs) | round trip | slowest 1 % |");
        Console.WriteLine("|---|---|---|---|---|---|");
        Row("Echo", "{\"id\":\"a1\"}", invocations);
        Row("Place", "{\"id\":\"a1\",\"quantity\":3,\"price\":9.5}", invocations);
        Row("Place", "{\"id\":\"" + new string('a', LargeText) + "\",\"quantity\":3,\"price\":9.5}", invocations / 4, ", 20 KB");
        return 0;

        void Row(string handler, string payload, int count, string note = "")
        {
            var without = new List<WarmCosts>();
            var with = new List<WarmCosts>();
            for (var i = 0; i < pairs; i++)
            {
                without.Add(One(null));
                with.Add(One(variable));
            }
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {handler}{note} | {Both(costs => costs.ResidentMiB)} | {Both(costs => costs.Processor)} | {Median(without.Zip(with, (before, after) => after.Processor / before.Processor)):F2} | {Both(costs => costs.MedianTrip)} | {Both(costs => costs.SlowTrip)} |"));

            WarmCosts One(string? extra) => Bootstrap.Warm(layer, subjects.Orders, $"Orders::Orders.Function::{handler}", payload, count, extra);
            string Both(Func<WarmCosts, double> figure) => string.Create(CultureInfo.InvariantCulture, $"{Median(without.Select(figure)):F1} → {Median(with.Select(figure)):F1}");
        }
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }
}
