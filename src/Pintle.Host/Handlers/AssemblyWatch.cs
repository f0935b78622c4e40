using System.Reflection;
using Pintle.Host.Invocations;
using Pintle.Host.LambdaCore;
using Pintle.Host.Logging;
using Pintle.Host.Metadata;

namespace Pintle.Host.Handlers;

/// <summary>
/// Connects the host with what a function uses when the assembly comes that it uses it through, and not before: the log behind the console and LambdaLogger, trace and streams
/// in Amazon.Lambda.Core. A function that refers to none of them pays for none. The runtime tells of an assembly on the thread that loads it, before any of its code runs.
/// It is the only one that is told: a second subscriber would make the runtime jit the call of both. Takes no lock, for the thread that loads may hold the runtime's own.
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
        // A handler that can write to the console probably will: in the init phase, with the full processor, that costs least.
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
