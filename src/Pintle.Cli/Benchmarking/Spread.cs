namespace Pintle.Cli.Benchmarking;

/// <summary>The median of some figures, and the quartiles around it. A mean would let one disturbed run speak for all.</summary>
internal readonly record struct Spread(double Low, double Median, double High)
{
    /// <summary>How far the middle half of the figures lies apart, as a share of the median; zero where the median is zero.</summary>
    public double Relative => Median == 0 ? 0 : (High - Low) / Math.Abs(Median);

    /// <returns>Null where there is no figure.</returns>
    public static Spread? Of(IEnumerable<double> figures)
    {
        double[] sorted = [.. figures.Order()];
        return sorted.Length == 0 ? null : new Spread(At(sorted, 0.25), At(sorted, 0.5), At(sorted, 0.75));
    }

    /// <summary>The ratios of what is measured to what it is compared with, run by run: what disturbed the machine disturbed both of a pair.</summary>
    public static Spread? OfRatios(IEnumerable<double> measured, IEnumerable<double> compared) => Of(measured.Zip(compared).Where(pair => pair.Second != 0).Select(pair => pair.First / pair.Second));

    /// <summary>A value between two figures, in proportion to where the quantile lies between their ranks.</summary>
    private static double At(double[] sorted, double quantile)
    {
        var position = quantile * (sorted.Length - 1);
        var below = (int)position;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((position - below) * (sorted[above] - sorted[below]));
    }
}
