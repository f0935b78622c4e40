using System.Reflection;
using Pintle.Host.Handlers;
using Pintle.Host.Invocations;

namespace Pintle.Host.LambdaCore;

/// <summary>
/// SDKTaskContext of the function's own AWSSDK.Core (from 3.3), which keeps the trace id in the asynchronous flow and sends it with calls of AWS services. Only told where several
/// invocations run at once (RuntimeSupport, Utils.FindAWSSDKTraceIdSetter): otherwise the SDK reads the variable.
/// </summary>
internal static class SdkTraceContext
{
    private const string AssemblyName = "AWSSDK.Core";
    private const string TypeName = "Amazon.Runtime.SDKTaskContext";
    private static Action<string, object?>? s_set;

    /// <summary>Loads the SDK where the function has it; an SDK without the type is left alone.</summary>
    public static void Attach()
    {
        if (OptionalAssembly.Load(AssemblyName)?.GetType(TypeName) is not { } type)
            return;
        var target = type.GetProperty("Default", BindingFlags.Public | BindingFlags.Static)?.GetValue(null);
        s_set = target is null ? null : type.GetMethod("Set", [typeof(string), typeof(object)])?.CreateDelegate<Action<string, object?>>(target);
    }

    public static void Set(string? traceId) => s_set?.Invoke(TraceIdVariable.Name, traceId);
}
