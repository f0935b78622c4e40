using System.Globalization;

namespace Pintle.Cli;

/// <summary>Sizes as people read them; no other place writes them. kB and MB are 10^3 and 10^6 bytes, MiB are 2^20, and neither stands for the other.</summary>
internal static class Size
{
    private const double Mebibyte = 1024 * 1024;

    /// <summary>Of files: in MB, small ones in kB.</summary>
    public static string Of(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{(Math.Abs(bytes) < 1_000_000 ? bytes / 1e3 : bytes / 1e6):F1} {(Math.Abs(bytes) < 1_000_000 ? "kB" : "MB")}");

    /// <summary>Of memory: in MiB, as Lambda's amounts of memory are, which AWS calls MB.</summary>
    public static string OfMemory(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / Mebibyte:F1} MiB");

    /// <summary>Of a limit of Lambda's: AWS says MB and means MiB, so 250 of them are 262,144,000 bytes.</summary>
    public static string OfLimit(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / Mebibyte:0.#} MiB ({Of(bytes)})");

    public static string Of(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:F1} ms");
}
