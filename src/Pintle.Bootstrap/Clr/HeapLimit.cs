using System.Globalization;

namespace Pintle.Bootstrap.Clr;

/// <summary>
/// The limit of the function's managed heap: its whole memory, as AWS's loop sets it (RuntimeSupport, LambdaBootstrap, GCHeapHardLimit). Here CoreCLR starts with it; AWS's loop tells the
/// running GC. Where the function itself or the machine has a lower limit, that one stands.
/// </summary>
internal static class HeapLimit
{
    /// <summary>Bytes, decimal (learn.microsoft.com/dotnet/core/runtime-config/garbage-collector).</summary>
    public const string Property = "System.GC.HeapHardLimit";

    private const string PercentProperty = "System.GC.HeapHardLimitPercent";
    private const string Hexadecimal = "0x";

    /// <param name="memorySize">The function's memory in bytes; 0 for no limit.</param>
    /// <param name="configProperties">Of the function's runtimeconfig.json.</param>
    /// <returns>Bytes, or null when what is set already is lower.</returns>
    public static ulong? For(ulong memorySize, IReadOnlyList<KeyValuePair<string, string>> configProperties)
    {
        // This process's own GC asks the machine and the container as CoreCLR's does.
        return memorySize == 0 ? null
            : For(memorySize, (ulong)GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, BootstrapEnvironment.HeapHardLimit(), BootstrapEnvironment.HeapHardLimitPercent(), configProperties);
    }

    /// <param name="memorySize">The function's memory in bytes.</param>
    /// <param name="machine">What the machine or the container has, in bytes.</param>
    /// <param name="variable">DOTNET_GCHeapHardLimit: hexadecimal.</param>
    /// <param name="percentVariable">DOTNET_GCHeapHardLimitPercent: hexadecimal too.</param>
    /// <param name="configProperties">Of the function's runtimeconfig.json.</param>
    internal static ulong? For(ulong memorySize, ulong machine, string? variable, string? percentVariable, IReadOnlyList<KeyValuePair<string, string>> configProperties)
    {
        var isLower = machine < memorySize || IsLower(ParseHexadecimal(variable)) || IsLowerPercent(ParseHexadecimal(percentVariable));
        foreach (var (name, value) in configProperties)
            isLower |= (name == Property && IsLower(Parse(value))) || (name == PercentProperty && IsLowerPercent(Parse(value)));
        return isLower ? null : memorySize;

        bool IsLower(ulong bytes) => bytes > 0 && bytes < memorySize;
        bool IsLowerPercent(ulong percent) => percent is > 0 and < 100 && machine / 100 * percent < memorySize;
    }

    /// <summary>As CoreCLR reads a property: decimal, or hexadecimal after 0x. A text that is no number gives 0, which sets no limit.</summary>
    private static ulong Parse(string text) => text.StartsWith(Hexadecimal, StringComparison.OrdinalIgnoreCase)
        ? ParseHexadecimal(text)
        : ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : 0;

    private static ulong ParseHexadecimal(string? text)
    {
        var digits = text.AsSpan(text?.StartsWith(Hexadecimal, StringComparison.OrdinalIgnoreCase) == true ? Hexadecimal.Length : 0);
        return ulong.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) ? value : 0;
    }
}
