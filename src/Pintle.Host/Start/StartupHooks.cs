using System.Reflection;
using System.Runtime.Loader;
using Pintle.Host.Handlers;
using Pintle.Host.Invocations;
using Pintle.Shared;

namespace Pintle.Host.Start;

/// <summary>
/// Runs the startup hooks of a class library (dotnet/runtime, docs/design/features/host-startup-hook.md), by which monitoring tools get into a function without touching its package. The CLR runs them
/// only before a Main of its own, which a handler doesn't have.
/// </summary>
internal static class StartupHooks
{
    private const string Type = "StartupHook";
    private const string Method = "Initialize";

    /// <summary>Runs them in their order. What a hook throws comes out unwrapped. What it writes to the console goes out unchanged: on AWS too, the log is set up after the hooks.</summary>
    /// <exception cref="HandlerFaultException">A hook cannot be found, or has no Initialize.</exception>
    public static void Run()
    {
        // DOTNET_STARTUP_HOOKS and the runtimeconfig's own, put together by the bootstrap.
        if (AppContext.GetData("STARTUP_HOOKS") is not string { Length: > 0 } hooks)
            return;
        if (AppContext.TryGetSwitch("System.StartupHookProvider.IsSupported", out var isSupported) && !isSupported)
            return;
        AssemblyWatch.HooksBegin();
        foreach (var hook in hooks.Split(':', StringSplitOptions.RemoveEmptyEntries))
            InitializeOf(hook)();
        AssemblyWatch.HooksEnd();
        Flow.HooksEnded();
    }

    private static Action InitializeOf(string hook)
    {
        var type = Load(hook).GetType(Type) ?? throw Fault(hook, $"it has no type {Type} outside of all namespaces");
        var method = type.GetMethod(Method, BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic, [])
            ?? throw Fault(hook, $"its {Type} has no static method {Method} without parameters");
        return method.ReturnType == typeof(void) ? method.CreateDelegate<Action>() : throw Fault(hook, $"its {Type}.{Method} returns something, where void is expected");
    }

    private static Assembly Load(string hook)
    {
        try
        {
            return Path.IsPathRooted(hook) ? AssemblyLoadContext.Default.LoadFromAssemblyPath(hook) : Assembly.Load(new AssemblyName(hook));
        }
        catch (Exception e) when (e is IOException or BadImageFormatException or ArgumentException)
        {
            throw Fault(hook, $"it cannot be loaded: {Quote.Bounded(e.Message)}");
        }
    }

    private static HandlerFaultException Fault(string hook, string reason) => new(FaultCode.HandlerInitFailed,
        $"Expected {Quote.Bounded(hook)} of DOTNET_STARTUP_HOOKS to be a startup hook, but {reason}. Correct the variable (full paths or assembly names, with colons between them), or attach the layer that has the hook.");
}
