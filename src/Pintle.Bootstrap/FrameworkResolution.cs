using Pintle.Shared;

namespace Pintle.Bootstrap;

/// <summary>
/// Decides whether the layer's frameworks are what the function asks for, by the .NET host's roll-forward rules
/// (learn.microsoft.com/dotnet/core/versions/selection, "Control roll-forward behavior"). There is one version of each, so there is nothing to choose.
/// </summary>
internal static class FrameworkResolution
{
    /// <exception cref="FaultException">FrameworkMismatch.</exception>
    public static void Check(RuntimeConfigFile config, IReadOnlyList<FrameworkReference> layer, string? rollForwardFromEnvironment)
    {
        foreach (var wanted in config.Frameworks)
        {
            var rollForward = rollForwardFromEnvironment ?? wanted.RollForward ?? config.RollForward ?? "Minor";
            var found = Find(layer, wanted.Name)
                ?? throw new FaultException(FaultCode.FrameworkMismatch,
                    $"Expected the layer to have {wanted.Name} {wanted.Version}, which the function's runtimeconfig.json asks for, but it has {List(layer)}. Attach a layer built with that framework, or publish the function without it.");
            _ = TryParse(wanted.Version, out var least);
            _ = TryParse(found.Version, out var exact);
            if (!Accepts(rollForward, least, exact))
            {
                // No setting rolls backward.
                var allow = exact > least ? $", or allow it to run on {found.Version} with DOTNET_ROLL_FORWARD=Major" : "";
                throw new FaultException(FaultCode.FrameworkMismatch,
                    $"Expected the layer to have {wanted.Name} {wanted.Version}, which the function's runtimeconfig.json asks for (roll-forward: {rollForward}), but it has {found.Version}. "
                    + $"Attach a layer of that version, or retarget the function{allow}.");
            }
        }
    }

    /// <summary>The settings that differ only in which of several versions they would choose are the same here: LatestMinor as Minor, LatestMajor as Major.</summary>
    internal static bool Accepts(string rollForward, Version wanted, Version found) => rollForward.ToUpperInvariant() switch
    {
        "DISABLE" => found == wanted,
        "LATESTPATCH" => found >= wanted && found.Major == wanted.Major && found.Minor == wanted.Minor,
        "MAJOR" or "LATESTMAJOR" => found >= wanted,
        "MINOR" or "LATESTMINOR" => found >= wanted && found.Major == wanted.Major,
        _ => throw new FaultException(FaultCode.FrameworkMismatch,
            $"Expected the roll-forward setting to be Disable, LatestPatch, Minor, LatestMinor, Major or LatestMajor, but it is \"{Quote.Bounded(rollForward)}\". "
            + "Correct DOTNET_ROLL_FORWARD, or RollForward in the function's project."),
    };

    private static FrameworkReference? Find(IReadOnlyList<FrameworkReference> layer, string name)
    {
        foreach (var framework in layer)
        {
            if (framework.Name == name)
                return framework;
        }
        return null;
    }

    private static string List(IReadOnlyList<FrameworkReference> layer) => string.Join(" and ", layer.Select(framework => $"{framework.Name} {framework.Version}"));

    /// <summary>A prerelease counts as its release: 10.0.0-rc.1 as 10.0.0.</summary>
    internal static bool TryParse(string? text, out Version version)
    {
        var dash = text?.IndexOf('-', StringComparison.Ordinal) ?? -1;
        var isVersion = Version.TryParse(dash < 0 ? text : text![..dash], out var parsed);
        version = parsed ?? new Version(0, 0);
        return isVersion;
    }
}
