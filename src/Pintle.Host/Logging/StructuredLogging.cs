using System.Reflection;
using System.Runtime.CompilerServices;
using Amazon.Lambda.Core;

namespace Pintle.Host.Logging;

/// <summary>Takes the options of LambdaLogger.ConfigureStructuredLogging, for context.Logger and LambdaLogger alike. Used only in the JSON format, the one they act on.</summary>
internal static class StructuredLogging
{
    /// <param name="logger">The LambdaLogger type of the function's Amazon.Lambda.Core.</param>
    public static void Install(Type logger)
    {
        try
        {
            if (logger.GetMethod("SetConfigureStructuredLoggingAction", BindingFlags.NonPublic | BindingFlags.Static) is { } method)
                Register(method);
        }
        catch (TypeLoadException)
        {
            // An Amazon.Lambda.Core from before StructuredLoggingOptions.
            HostTrace.Debug("Amazon.Lambda.Core has no StructuredLoggingOptions");
        }
    }

    /// <summary>A method of its own, because its types may be missing.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Register(MethodInfo method) =>
        method.CreateDelegate<Action<Action<StructuredLoggingOptions>>>()(static options => SerializedArgument.Use(options?.OverrideSerializerOptions));
}
