using Pintle.Bootstrap.Package;
using Pintle.Shared;

namespace Pintle.Bootstrap.Framework;

/// <summary>
/// Decides whether the layer's frameworks are what the function asks for, by the .NET host's roll-forward rules
/// (learn.microsoft.com/dotnet/core/versions/selection, "Control roll-forward behavior"). There is one version of each, so there is nothing to choose.
/// </summary>
internal static class RollForwardRule
{
    public const string Settings = "Disable, LatestPatch, Minor, LatestMinor, Major or LatestMajor";
    private const string Default = "Minor";

    /// <exception cref="FaultException">FrameworkMismatch.</exception>
    public static void Check(RuntimeConfigFile config, IReadOnlyList<FrameworkReference> layer, ResolutionSettings settings)
    {
        if (settings.RollForward is { } own && !IsSetting(own))
        {
            throw new FaultException(FaultCode.FrameworkMismatch,
                $"Expected DOTNET_ROLL_FORWARD to be {Settings}, but it is \"{Quote.Bounded(own)}\". Correct the function's environment variable, or remove it.");
        }
        foreach (var wanted in config.Frameworks)
        {
            var rollForward = settings.RollForward ?? wanted.RollForward ?? config.RollForward ?? settings.RollForwardDefault ?? Default;
            var found = Find(layer, wanted.Name) ?? throw Lacking(wanted, layer);
            _ = FrameworkVersion.TryParse(wanted.Version, out var least);
            _ = FrameworkVersion.TryParse(found.Version, out var exact);
            if (!Accepts(rollForward, least, exact))
                throw Unmet(wanted, found, rollForward, isOlder: exact.CompareTo(least) < 0);
        }
    }

    public static bool IsSetting(string text) => text.ToUpperInvariant() is "DISABLE" or "LATESTPATCH" or "MINOR" or "LATESTMINOR" or "MAJOR" or "LATESTMAJOR";

    /// <summary>Settings that differ only in which of several versions they would choose are the same here: LatestMinor is Minor, and LatestMajor is Major.</summary>
    internal static bool Accepts(string rollForward, FrameworkVersion wanted, FrameworkVersion found)
    {
        if (wanted == found)
            return true;
        return wanted.CompareTo(found) < 0 && rollForward.ToUpperInvariant() switch
        {
            "DISABLE" => false,
            "LATESTPATCH" => found.Major == wanted.Major && found.Minor == wanted.Minor,
            "MAJOR" or "LATESTMAJOR" => true,
            _ => found.Major == wanted.Major,
        };
    }

    private static FaultException Lacking(FrameworkReference wanted, IReadOnlyList<FrameworkReference> layer) => new(FaultCode.FrameworkMismatch,
        $"Expected the layer to have {wanted.Name} {wanted.Version}, which the function's runtimeconfig.json asks for, but it has {List(layer)}. "
        + $"Attach a layer built with that framework{(wanted.Name == "Microsoft.AspNetCore.App" ? " (pintle build --framework aspnet)" : "")}, or publish the function without it.");

    private static FaultException Unmet(FrameworkReference wanted, FrameworkReference found, string rollForward, bool isOlder) => new(FaultCode.FrameworkMismatch,
        $"Expected the layer to have {wanted.Name} {wanted.Version}, which the function's runtimeconfig.json asks for (roll-forward: {rollForward}), but it has {found.Version}. "
        // No setting rolls backward.
        + $"Attach a layer of that version, or retarget the function{(isOlder ? "" : $", or allow it to run on {found.Version} with DOTNET_ROLL_FORWARD=Major")}.");

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
}
