using System.Reflection;
using Pintle.Host.Invocations;
using Pintle.Host.LambdaCore;
using Pintle.Host.Logging;
using Pintle.Host.Metadata;

namespace Pintle.Host.Handlers;

/// <summary>
/// Connects the host with what a function uses (the log behind the console and LambdaLogger, trace and streams in Amazon.Lambda.Core) when the assembly that offers it is loaded, and not before.
/// A function that refers to none of them pays for none. The runtime's event for an assembly comes on the thread that loads it, before any of its code runs.
/// This is the event's only subscriber: a second one would make the runtime jit the call of both. It takes no lock, because the thread that loads may hold one of the runtime's.
/// </summary>
internal static class AssemblyWatch
{
    private static bool s_hasHandlers;
    private static bool s_runsHooks;
    private static bool s_hooksHaveConsole;
    private static bool s_hooksHaveLambdaLogger;
    private static int s_hasConsole;
    private static int s_hasLambdaLogger;

    /// <summary>Whether Console.Out is the log.</summary>
    public static bool HasConsole => Volatile.Read(ref s_hasConsole) != 0;

    /// <summary>To be called before the handler's assembly is loaded, which is taken to be the first that is not the framework's.</summary>
    public static void Start() => AppDomain.CurrentDomain.AssemblyLoad += OnLoad;

    /// <summary>Until they have ended, console and LambdaLogger are as the framework and Amazon.Lambda.Core have them.</summary>
    public static void HooksBegin() => s_runsHooks = true;

    public static void HooksEnd()
    {
        s_runsHooks = false;
        if (s_hooksHaveConsole)
            RedirectConsole();
        if (s_hooksHaveLambdaLogger)
            RedirectLambdaLogger();
    }

    private static void OnLoad(object? sender, AssemblyLoadEventArgs args)
    {
        var name = args.LoadedAssembly.FullName ?? "";
        if (HostTrace.IsDebug)
            HostTrace.Debug($"loaded {name}");
        try
        {
            if (name.StartsWith("System.Console,", StringComparison.Ordinal))
                RedirectConsole();
            else if (name.StartsWith("System.", StringComparison.Ordinal))
                Flow.LookAtFrameworks(name);
            else
                Look(args.LoadedAssembly, name);
        }
        catch (Exception e)
        {
            HostTrace.Error($"could not connect {name}: {e.GetType().Name}: {e.Message}");
        }
    }

    private static void Look(Assembly assembly, string name)
    {
        Flow.Look(assembly);
        if (name.StartsWith(AmazonCore.Name + ",", StringComparison.Ordinal))
            AmazonCore.Connect(assembly);
        // A handler that can write to the console probably will. Connecting it costs least in the init phase, with the full processor.
        if (!s_hasHandlers && !s_runsHooks && MetadataTypes.References(assembly, "System"u8, "Console"u8))
            RedirectConsole();
        s_hasHandlers = !s_runsHooks;
        if (s_hasLambdaLogger == 0 && MetadataTypes.References(assembly, "Amazon.Lambda.Core"u8, "LambdaLogger"u8))
            RedirectLambdaLogger();
    }

    private static void RedirectConsole()
    {
        if (s_runsHooks)
            s_hooksHaveConsole = true;
        else if (Interlocked.Exchange(ref s_hasConsole, 1) == 0)
            ConsoleRedirection.Install();
    }

    private static void RedirectLambdaLogger()
    {
        if (s_runsHooks)
            s_hooksHaveLambdaLogger = true;
        else if (Interlocked.Exchange(ref s_hasLambdaLogger, 1) == 0)
            LambdaLoggerRedirection.Install();
    }
}
