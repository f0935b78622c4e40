using System.Globalization;

namespace Pintle.Bootstrap;

/// <summary>
/// The limit of the function's managed heap: its whole memory, as AWS's loop sets it (RuntimeSupport, LambdaBootstrap, GCHeapHardLimit). Here CoreCLR starts with it; AWS's loop tells the
/// running GC. A lower limit of the function's own, or of the machine, stands.
/// </summary>
internal static class HeapLimit
{
    /// <summary>Bytes, decimal (learn.microsoft.com/dotnet/core/runtime-config/garbage-collector).</summary>
    public const string Property = "System.GC.HeapHardLimit";

    private const string PercentProperty = "System.GC.HeapHardLimitPercent";

    /// <param name="memorySize">The function's memory in bytes; 0 for no limit.</param>
    /// <param name="configProperties">Of the function's runtimeconfig.json.</param>
    /// <returns>Bytes, or null when what is set already is lower.</returns>
    public static ulong? For(ulong memorySize, IReadOnlyList<KeyValuePair<string, string>> configProperties)
    {
        // This process's own GC has the same rules as CoreCLR's for DOTNET_GCHeapHardLimit(Percent) and for the machine's or the container's memory: it knows what would be available.
        return memorySize == 0 ? null : For(memorySize, (ulong)GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, configProperties);
    }

    /// <param name="memorySize">The function's memory in bytes.</param>
    /// <param name="available">What the heap could take by the environment and the machine, in bytes.</param>
    /// <param name="configProperties">Of the function's runtimeconfig.json.</param>
    internal static ulong? For(ulong memorySize, ulong available, IReadOnlyList<KeyValuePair<string, string>> configProperties)
    {
        if (available < memorySize)
            return null;
        foreach (var (name, value) in configProperties)
        {
            if (name == Property && TryParse(value, out var bytes) && bytes > 0 && bytes < memorySize)
                return null;
            if (name == PercentProperty && TryParse(value, out var percent) && percent is > 0 and < 100 && available / 100 * percent < memorySize)
                return null;
        }
        return memorySize;
    }

    /// <summary>As CoreCLR reads a number: decimal, or hexadecimal after 0x.</summary>
    private static bool TryParse(string text, out ulong value) => text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
        ? ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value)
        : ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
