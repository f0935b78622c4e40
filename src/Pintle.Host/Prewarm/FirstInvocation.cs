using Pintle.Host.Invocations;
using Pintle.Host.Logging;

namespace Pintle.Host.Prewarm;

/// <summary>Does in the init phase what the host and the framework would otherwise do for the first time in the first invocation. Nothing of it can be seen outside.</summary>
internal static class FirstInvocation
{
    /// <summary>Each invocation sets the trace id.</summary>
    public static void WarmEnvironment() => TraceIdVariable.Warm();

    /// <summary>A handler with types of its own probably logs.</summary>
    public static void WarmLog() => FunctionLog.Warm();

    /// <summary>An asynchronous handler goes on in the pool, which makes its first thread for it.</summary>
    public static void WarmPool()
    {
        if (Prewarming.IsThorough)
            // Its result is waited for too. No state machine is used, because on an earlier or later version the framework's code over it would be jitted.
            _ = Task.Run(static () => (object?)null).GetAwaiter().GetResult();
        else
            _ = ThreadPool.UnsafeQueueUserWorkItem(static _ => { }, null);
    }
}
