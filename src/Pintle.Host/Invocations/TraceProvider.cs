using System.Reflection;
using Pintle.Host.Metadata;

namespace Pintle.Host.Invocations;

/// <summary>
/// LambdaTraceProvider of the function's own Amazon.Lambda.Core, which is told the trace id as by AWS's loop (RuntimeSupport, LambdaBootstrap). The provider keeps the trace id in a static, or in
/// the asynchronous flow where several invocations run at once. An old Core has no such type.
/// </summary>
internal static class TraceProvider
{
    private const string TypeName = "Amazon.Lambda.Core.LambdaTraceProvider";
    private static Action<string?>? s_set;

    public static void Attach(Assembly core) =>
        s_set = MetadataTypes.Find(core, TypeName)?.GetMethod("SetCurrentTraceId", BindingFlags.Static | BindingFlags.NonPublic)?.CreateDelegate<Action<string?>>();

    public static void Set(string? traceId) => s_set?.Invoke(traceId);
}
