using System.Diagnostics;
using System.Globalization;
using System.Security.Principal;

namespace Handlers;

/// <summary>Everything that flows along with code, or stays with its thread: found, and left for whoever comes next. Needs nothing of Amazon's, so that other test functions may have it too.</summary>
internal static class LeftBehind
{
    private static readonly AsyncLocal<string?> Local = new();

    public static string FindAndLeave(string text)
    {
        var found = Find();
        Leave(text);
        return found;
    }

    /// <summary>On one line; <c>-</c> and a point are what is there at first.</summary>
    public static string Find() => string.Join(", ",
        Local.Value ?? "-",
        Activity.Current?.OperationName ?? "-",
        Thread.CurrentPrincipal?.Identity?.Name ?? "-",
        CultureInfo.CurrentCulture.NumberFormat.NumberDecimalSeparator,
        CultureInfo.CurrentUICulture.NumberFormat.NumberDecimalSeparator,
        SynchronizationContext.Current?.GetType().Name ?? "-",
        ExecutionContext.IsFlowSuppressed() ? "suppressed" : "flows",
        Thread.CurrentThread.Priority,
        Thread.CurrentThread.Name is { Length: > 0 } name && name.StartsWith("left", StringComparison.Ordinal) ? name : "-");

    public static void Leave(string text)
    {
        LeaveWhatFlows(text);
        SynchronizationContext.SetSynchronizationContext(new Context());
        Thread.CurrentThread.Priority = ThreadPriority.AboveNormal;
        Thread.CurrentThread.Name = "left by " + text;
        if (!ExecutionContext.IsFlowSuppressed())
            _ = ExecutionContext.SuppressFlow();
    }

    public static void LeaveWhatFlows(string text)
    {
        Local.Value = text;
        Activity.Current = null;
        _ = new Activity(text).Start();
        Thread.CurrentPrincipal = new GenericPrincipal(new GenericIdentity(text), null);
        CultureInfo.CurrentCulture = Culture(text);
        CultureInfo.CurrentUICulture = Culture(text);
    }

    /// <summary>The invariant one can be changed on every layer.</summary>
    private static CultureInfo Culture(string text)
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NumberDecimalSeparator = text;
        return culture;
    }

    private sealed class Context : SynchronizationContext;
}
