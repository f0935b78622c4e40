using System.Globalization;

namespace Pintle.Cli.Benchmarking;

/// <summary>Figures as people read them; the same in the terminal and on the page.</summary>
internal static class BenchText
{
    public const string Nothing = "–";

    public static string Value(Spread? spread, Metric metric) => spread is { } known ? Number(known.Median, metric.Decimals) : Nothing;

    public static string Ratio(Spread? spread) => spread is { } known ? string.Create(CultureInfo.InvariantCulture, $"{known.Median:F2} ({known.Low:F2}–{known.High:F2})") : Nothing;

    /// <summary>Which way is better: every figure here is one that somebody wants small.</summary>
    public static string Reading(BenchResult result) => $"Lower is better. A ratio below 1 says that {result.Series[0].Name} took less than the other, above 1 that it took more; quartiles on both sides of 1 say that it is not clear.";

    public static string Number(double value, int decimals) => value.ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    public static string Title(Metric metric) => metric.Unit.Length == 0 ? metric.Title : $"{metric.Title}, {metric.Unit}";

    /// <summary>What was measured, in a sentence.</summary>
    public static string Conditions(BenchResult result) =>
        string.Create(CultureInfo.InvariantCulture, $"Medians of {result.RunCount} alternating starts with {result.Invocations} invocations each, {result.Processors} processors, sandbox: {result.Sandbox}; ")
        + (result.IsCpuLimited ? "init at full CPU, then the share of a processor that belongs to the function's memory; " : "full CPU; ")
        + (result.IsColdCache ? $"layer and function read from the disk each time{(result.ReadAheadKB is { } ahead ? string.Create(CultureInfo.InvariantCulture, $", with a read-ahead of {ahead} kB") : "")}." : "layer and function in the page cache.");

    /// <summary>Null on a quiet machine.</summary>
    public static string? Warning(BenchResult result) => result.Noise.Count == 0 ? null
        : $"The machine was noisy: {string.Join("; ", result.Noise)}. Read the ratios rather than the times, and measure again on a quiet machine before you decide by them.";

    /// <summary>What a series is called where there are several amounts of memory.</summary>
    public static string Name(BenchResult result, Series series) => result.Series.Any(each => each.MemoryMB != series.MemoryMB) || result.IsCpuLimited
        ? string.Create(CultureInfo.InvariantCulture, $"{series.Name}, {series.MemoryMB} MB")
        : series.Name;
}
