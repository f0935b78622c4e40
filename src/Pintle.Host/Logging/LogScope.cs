using Pintle.Host.Invocations;

namespace Pintle.Host.Logging;

/// <summary>The one place that asks which invocation a record belongs to.</summary>
internal static class LogScope
{
    /// <summary>Null outside an invocation.</summary>
    public static Slot? Current => Slot.Current;
}
