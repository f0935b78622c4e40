using Pintle.Host.Invocations;
using Pintle.Host.Logging;

namespace Pintle.Host.Prewarm;

/// <summary>Does in the init phase what the host and the framework would otherwise do for the first time in the first invocation. Nothing of it can be seen outside.</summary>
internal static class FirstInvocation
{
    /// <summary>In ms; chosen, not measured: the pool makes a thread in less than one, and a start that waits in vain should not show it.</summary>
    private const int LongestWait = 20;

    /// <summary>Each invocation sets the trace id.</summary>
    public static void WarmEnvironment() => TraceIdVariable.Warm();

    /// <summary>A handler with types of its own probably logs.</summary>
    public static void WarmLog() => FunctionLog.Warm();

    /// <summary>An asynchronous handler goes on in the pool, which makes its first thread for it.</summary>
    public static void WarmPool()
    {
        if (Prewarming.IsThorough)
            // Then its result is waited for, but not for long: a constructor may keep all threads of the pool busy. No state machine: its generic code is jitted on .NET 9 and 11.
            _ = Task.Run(static () => (object?)null).Wait(LongestWait);
        else
            _ = ThreadPool.UnsafeQueueUserWorkItem(static _ => { }, null);
    }
}
