using System.Reflection;

namespace Pintle.Host;

/// <summary>
/// Puts the log behind what a function may log through, when an assembly comes that can use it, and not before: a function that refers to neither the console nor LambdaLogger
/// pays for neither. The runtime tells of an assembly on the thread that loads it, before any of its code runs.
/// </summary>
internal static class AssemblyWatch
{
    private static bool s_hasHandlers;
    private static bool s_hasConsole;
    private static bool s_hasLambdaLogger;

    /// <summary>To be called before the handler's assembly is loaded, which is taken to be the first that is not the framework's.</summary>
    public static void Start() => AppDomain.CurrentDomain.AssemblyLoad += OnLoad;

    private static void OnLoad(object? sender, AssemblyLoadEventArgs args)
    {
        var name = args.LoadedAssembly.FullName ?? "";
        if (HostTrace.IsDebug)
            HostTrace.Debug($"loaded {name}");
        try
        {
            if (name.StartsWith("System.Console,", StringComparison.Ordinal))
                RedirectConsole();
            else if (!name.StartsWith("System.", StringComparison.Ordinal))
                Look(args.LoadedAssembly);
        }
        catch (Exception e)
        {
            HostTrace.Error($"could not put the log behind what {name} logs through: {e.GetType().Name}: {e.Message}");
        }
    }

    private static void Look(Assembly assembly)
    {
        // A handler that can write to the console probably will: in the init phase, with the full processor, that costs least.
        if (!s_hasHandlers && MetadataTypes.References(assembly, "System", "Console"))
            RedirectConsole();
        s_hasHandlers = true;
        if (s_hasLambdaLogger || !MetadataTypes.References(assembly, "Amazon.Lambda.Core", "LambdaLogger"))
            return;
        s_hasLambdaLogger = true;
        LambdaLoggerRedirection.Install();
    }

    private static void RedirectConsole()
    {
        if (s_hasConsole)
            return;
        s_hasConsole = true;
        ConsoleRedirection.Install();
    }
}
