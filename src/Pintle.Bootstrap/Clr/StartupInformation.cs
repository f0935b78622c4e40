using Pintle.Bootstrap.Framework;
using Pintle.Bootstrap.Package;
using Pintle.Bootstrap.Posix;
using Pintle.Shared;

namespace Pintle.Bootstrap.Clr;

/// <summary>Says which runtime answers: to the function by environment variables, to the Runtime API by the user agent, and, on a switch, to a reader of the log by one line.</summary>
internal static class StartupInformation
{
    public const string Product = "pintle/" + PintleVersion.Text;

    private const string InvariantGlobalization = "System.Globalization.Invariant";

    public static string UserAgent(FrameworkList framework) => $"{Product} (dotnet/{framework.Frameworks[0].Version})";

    /// <summary>AWS's variables (RuntimeSupport, bootstrap.sh; the image's own), which an exec wrapper and a native executable see too.</summary>
    public static void SetEnvironment(string layerRoot)
    {
        NativeEnvironment.Set("AWS_EXECUTION_ENV", "AWS_Lambda_dotnet_custom", overwrite: true);
        NativeEnvironment.Set("DOTNET_RUNNING_IN_CONTAINER", "true", overwrite: false);
        NativeEnvironment.Set("DOTNET_ROOT", $"{layerRoot}/{FrameworkListFormat.RuntimeFolder}", overwrite: false);
    }

    public static void SetVersion(FrameworkList framework, string layerRoot)
    {
        NativeEnvironment.Set("DOTNET_VERSION", framework.Frameworks[0].Version, overwrite: true);
        // Both the C library and .NET look there, so that a function and its native libraries agree on the time.
        if (framework.ZoneInfo is not null)
            NativeEnvironment.Set("TZDIR", $"{layerRoot}/{FrameworkListFormat.ZoneInfoFolder}", overwrite: false);
    }

    /// <summary>What the log says of a start that goes well: nothing, unless asked, or unless the function will miss something.</summary>
    public static void Log(FrameworkList framework, FunctionPackage function, string mainAssembly, bool asksForVersion)
    {
        if (asksForVersion)
        {
            FaultReport.Note($"{PintleVersion.Text} runs {Quote.Bounded(mainAssembly)} on .NET {framework.Frameworks[0].Version}, {framework.Rid}, with "
                + string.Join(" and ", framework.FrameworksInUse.Select(each => $"{each.Name} {each.Version}")));
        }
        if (framework.Icu is null && !RuntimeProperties.BringsIcu(function))
            LogMissingCultures(function);
    }

    /// <summary>One note at most: a function that cannot do without cultures is not told how it could.</summary>
    private static void LogMissingCultures(FunctionPackage function)
    {
        var variable = ClrVariables.TakeInvariantMode();
        if (CultureNeeds.Find(function.Assemblies) is { } need)
            FaultReport.Note($"{need.Assembly} {need.Reason}, and this layer has the invariant culture only. {CultureNeeds.Remedy}");
        else if (variable is not null)
            FaultReport.Note($"the function's variable {ClrVariables.InvariantGlobalization} is {Quote.Bounded(variable)}. {Shared.MissingCultures.Text}");
        else if (MissingCultures(function) is { } reason)
            FaultReport.Note($"{reason}. {Shared.MissingCultures.Text} If it needs no other culture, publish it with InvariantGlobalization=true; that also ends this warning.");
    }

    /// <returns>How the function shows that it wants cultures; null when it doesn't, or says that it can do without.</returns>
    private static string? MissingCultures(FunctionPackage function)
    {
        foreach (var (name, value) in function.ConfigProperties)
        {
            if (name == InvariantGlobalization)
                return value.Equals("true", StringComparison.OrdinalIgnoreCase) ? null : $"the function's runtimeconfig.json sets {InvariantGlobalization} to {Quote.Bounded(value)}";
        }
        return function.ResourceFolders.Count > 0 && function.DepsPath is { } path ? $"{Path.GetFileName(path)} lists resources for other cultures" : null;
    }
}
