using CsCheck;
using Pintle.Cli.Benchmarking;

namespace Pintle.Cli.Tests;

public sealed class SpreadTests
{
    private static readonly Gen<double> Figure = Gen.Double[0.001, 1e6];
    private static readonly Gen<double[]> Figures = Figure.Array[1, 60];

    [Fact]
    public void Is_none_of_no_figures() => Assert.Null(Spread.Of([]));

    [Theory]
    [InlineData(new double[] { 4 }, 4, 4, 4)]
    [InlineData(new double[] { 3, 1, 2 }, 1.5, 2, 2.5)]
    [InlineData(new double[] { 10, 40, 20, 30 }, 17.5, 25, 32.5)]
    [InlineData(new double[] { 5, 1, 4, 2, 3 }, 2, 3, 4)]
    public void Is_the_median_and_its_quartiles(double[] figures, double low, double median, double high) => Assert.Equal(new Spread(low, median, high), Spread.Of(figures));

    [Fact]
    public void Lies_between_the_least_and_the_most_and_in_order() => Figures.Sample(figures =>
        Spread.Of(figures) is { } spread && figures.Min() <= spread.Low && spread.Low <= spread.Median && spread.Median <= spread.High && spread.High <= figures.Max());

    [Fact]
    public void Has_as_many_figures_below_its_median_as_above() => Figures.Sample(figures =>
        Spread.Of(figures) is { } spread && figures.Count(each => each < spread.Median) <= figures.Length / 2 && figures.Count(each => each > spread.Median) <= figures.Length / 2);

    [Fact]
    public void Does_not_depend_on_the_order() => Gen.Select(Figures, Gen.Int).Sample((figures, seed) =>
        Spread.Of(figures) == Spread.Of(figures.OrderBy(each => HashCode.Combine(each, seed))));

    [Fact]
    public void Grows_with_its_figures() => Gen.Select(Figures, Gen.Int[1, 6]).Sample((figures, power) =>
    {
        // A power of two, so that nothing is rounded.
        var factor = Math.Pow(2, power);
        return Spread.Of(figures.Select(each => each * factor)) is { } grown && Spread.Of(figures) is { } spread && grown.Median == spread.Median * factor && grown.High == spread.High * factor;
    });

    /// <summary>What slows both of a pair down alike is not seen in the ratio, however the machine's speed changes from run to run.</summary>
    [Fact]
    public void Of_ratios_does_not_see_what_disturbs_both_of_a_pair() => Gen.Select(Figure, Figure, Figures).Sample((measured, compared, disturbances) =>
        Spread.OfRatios(disturbances.Select(each => each * measured), disturbances.Select(each => each * compared)) is { } ratio && Math.Abs(ratio.Median / (measured / compared) - 1) < 1e-9 && ratio.Relative < 1e-9);

    [Fact]
    public void Of_ratios_is_of_pairs_and_not_of_medians() => Assert.Equal(2, Spread.OfRatios([2, 4, 200], [1, 2, 100])!.Value.Median);

    [Fact]
    public void Of_ratios_leaves_out_what_cannot_be_divided_by() => Assert.Null(Spread.OfRatios([1, 2], [0, 0]));
}
