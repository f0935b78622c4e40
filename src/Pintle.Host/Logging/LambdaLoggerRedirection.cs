using System.Reflection;
using System.Runtime.CompilerServices;
using Amazon.Lambda.Core;

namespace Pintle.Host.Logging;

/// <summary>
/// Puts the log behind Amazon.Lambda.Core.LambdaLogger, whose private static fields are there for runtimes to set. A version of Amazon.Lambda.Core that lacks one of them is
/// left as it is. A type of its own on purpose: a call of it loads that assembly and runs LambdaLogger's static constructor, which is jitted.
/// </summary>
internal static class LambdaLoggerRedirection
{
    // If it were inlined, entering the caller would load what it names.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Install() => Install(typeof(LambdaLogger));

    internal static void Install(Type logger)
    {
        // A message without a level is written as Trace and never filtered, as on AWS.
        Set(logger, "_loggingAction", static (string message) => FunctionLog.Write(null, null, message, null));
        Set(logger, "_loggingWithLevelAction", static (string level, string message, object[] arguments) => FunctionLog.Write(level, null, message, arguments));
        Set(logger, "_loggingWithLevelAndExceptionAction",
            static (string level, Exception exception, string message, object[] arguments) => FunctionLog.Write(level, exception, message, arguments));
        if (LogSettings.Current.Format == LogFormat.Json)
            StructuredLogging.Install(logger);
    }

    private static void Set(Type logger, string name, Delegate action)
    {
        if (logger.GetField(name, BindingFlags.NonPublic | BindingFlags.Static) is { } field && field.FieldType.IsInstanceOfType(action))
            field.SetValue(null, action);
        else
            HostTrace.Debug($"Amazon.Lambda.Core has no {name} of that type");
    }
}
