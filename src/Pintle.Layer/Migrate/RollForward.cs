using NuGet.Versioning;

namespace Pintle.Layer.Migrate;

/// <summary>Whether a layer's framework is enough for a function, by the .NET host's rules (docs/resolution.md); the bootstrap has them in code of its own.</summary>
internal static class RollForward
{
    public const string Default = "Minor";

    public static bool Accepts(string setting, string wanted, string found)
    {
        if (!NuGetVersion.TryParse(wanted, out var least) || !NuGetVersion.TryParse(found, out var exact))
            return false;
        var order = VersionComparer.VersionRelease.Compare(least, exact);
        return order == 0 || (order < 0 && setting.ToUpperInvariant() switch
        {
            "DISABLE" => false,
            "LATESTPATCH" => exact.Major == least.Major && exact.Minor == least.Minor,
            "MAJOR" or "LATESTMAJOR" => true,
            _ => exact.Major == least.Major,
        });
    }

    public static bool IsBelow(string version, string other) => NuGetVersion.TryParse(version, out var one) && NuGetVersion.TryParse(other, out var two) && one < two;
}
