namespace Pintle.Testing;

/// <summary>Time zones, which every function has on Lambda, and here where the machine or the layer has them.</summary>
internal static class TimeZoneData
{
    /// <summary>Where the package tzdata has them, and .NET looks for them.</summary>
    public const string Folder = "/usr/share/zoneinfo";

    // As the bootstrap names them: https://github.com/amazonlinux/amazon-linux-2023/issues/615 is why a layer seldom needs its own.
    private const string OfLayer = "pintle/zoneinfo";

    /// <summary>One sentence where a function has none; null where it has, or its owner says where to look.</summary>
    /// <param name="options">The function.</param>
    /// <param name="layer">The layer's folder on this machine.</param>
    public static string? WhatIsMissing(LambdaFunctionOptions options, string layer) =>
        IsHere() || Directory.Exists(Path.Combine(layer, OfLayer)) || options.Environment.ContainsKey("TZDIR")
            ? null
            : $"Time zones are missing on this machine: expected them in {Folder}, found none, so TimeZoneInfo knows only UTC here, where on Lambda it knows all. Install them (apt-get install tzdata), or build the layer with --tzdata-from.";

    private static bool IsHere() => Directory.Exists(Folder) && Directory.EnumerateFileSystemEntries(Folder).Any();
}
