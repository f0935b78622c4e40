using System.Globalization;

namespace Pintle.Cli;

/// <summary>Numbers as people read them.</summary>
internal static class Size
{
    /// <summary>In MiB with one decimal; Lambda's "MB" are these.</summary>
    public static string Of(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / (1024.0 * 1024):F1} MB");

    public static string Of(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:F1} ms");
}
