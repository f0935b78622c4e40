using System.Reflection;
using Pintle.Host.Metadata;

namespace Pintle.Host.Invocations;

/// <summary>
/// What goes along with code from one call to the next on its thread: AsyncLocals (Activity.Current, the principal and the cultures are some), suppressed flow, and the SynchronizationContext.
/// Each invocation begins with what the startup hooks left and nothing else, as it does behind the awaits of AWS's loop: not with what the handler's constructor or another invocation put there.
/// The thread's name and priority are set back too, as the pool does with its threads. ThreadStatic values stay, here as on AWS.
/// </summary>
/// <remarks>
/// Looking at the flow makes the runtime jit one method (Thread.GetThreadStaticsBase, which no image may hold). So nothing is looked at until an assembly is loaded that can leave something there,
/// which its metadata tells before any of its code runs. Such an assembly needs that method for itself anyway.
/// </remarks>
internal static class Flow
{
    /// <summary>Null while nothing that could change the flow is in the process.</summary>
    private static ExecutionContext? s_first;

    /// <summary>What is there now is what every invocation begins with.</summary>
    public static void Keep() => s_first = ExecutionContext.Capture() ?? s_first;

    /// <summary>On the thread that loads the assembly; the first assembly that matters finds the flow as it was when the process began.</summary>
    public static void Look(Assembly assembly)
    {
        if (s_first is null && CanChange(assembly))
            Keep();
    }

    /// <summary>Assemblies of the framework are not looked into; these leave something in the flow for callers that name none of its types.</summary>
    public static void LookAtFrameworks(string name)
    {
        if (s_first is null && (name.StartsWith("System.Diagnostics.DiagnosticSource,", StringComparison.Ordinal) || name.StartsWith("System.Diagnostics.TraceSource,", StringComparison.Ordinal)
            || name.StartsWith("System.Transactions.", StringComparison.Ordinal) || name.StartsWith("System.ComponentModel.EventBasedAsync,", StringComparison.Ordinal)))
        {
            Keep();
        }
    }

    /// <summary>To be called on the thread on which the hooks have run, and nothing else of the function's.</summary>
    public static void HooksEnded()
    {
        if (s_first is not null)
            Keep();
    }

    /// <summary>An AsyncLocal's own change handler is called, too, where its value changes. Costs some nanoseconds where nothing has changed.</summary>
    public static void Reset()
    {
        if (s_first is not { } first)
            return;
        ExecutionContext.Restore(first);
        SynchronizationContext.SetSynchronizationContext(null);
        var thread = Thread.CurrentThread;
        if (thread.Name is not null)
            thread.Name = null;
        if (thread.Priority != ThreadPriority.Normal)
            thread.Priority = ThreadPriority.Normal;
    }

    private static bool CanChange(Assembly assembly) =>
        MetadataTypes.TryGetTables(assembly, out var tables)
        && (tables.FindReference("System.Threading"u8, "AsyncLocal`1"u8) != 0
            || tables.FindReference("System.Threading"u8, "SynchronizationContext"u8) != 0
            || tables.FindReference("System.Threading"u8, "ExecutionContext"u8) != 0
            || tables.FindReference("System.Threading"u8, "Thread"u8) != 0
            || tables.FindReference("System.Diagnostics"u8, "Activity"u8) != 0
            || tables.FindReference("System.Diagnostics"u8, "ActivitySource"u8) != 0
            || tables.HasMemberReference("set_CurrentCulture"u8)
            || tables.HasMemberReference("set_CurrentUICulture"u8));
}
