using System.Reflection;

namespace Pintle.Host;

/// <summary>
/// The second processor's part of the init phase. Half of a start is the runtime loading types, a thousand of them System.Text.Json's own whatever the function's are: those are loaded here while the
/// first thread loads the handler. Then the handler's method is prepared. Runs nothing of the function's, and is over before the first /next: later it would take an invocation's time.
/// </summary>
internal static class PrewarmThread
{
    private const string Serializers = "Amazon.Lambda.Serialization.SystemTextJson.";
    private const string GeneratedSerializers = Serializers + "SourceGenerator";

    private static Thread? s_thread;
    private static MethodInfo? s_method;
    private static bool s_isSerialized;
    private static bool s_usesReflection;

    /// <summary>Metadata tells what will be needed before anything but the handler's assembly is loaded.</summary>
    public static void Begin(Assembly assembly, HandlerString handler)
    {
        if (Prewarming.Mode == PrewarmMode.Off)
            return;
        Look(assembly, handler);
        if (Environment.ProcessorCount < 2)
            return;
        s_thread = new Thread(Run) { IsBackground = true };
        s_thread.UnsafeStart();
    }

    /// <summary>To be prepared by whichever thread comes to it first.</summary>
    public static void Offer(MethodInfo method)
    {
        if (Prewarming.Mode != PrewarmMode.Off)
            Volatile.Write(ref s_method, method);
    }

    /// <summary>Does what the other thread has not come to, and waits for the rest.</summary>
    public static void End()
    {
        if (s_thread is null && s_method is not null)
            FirstInvocation.WarmEnvironment();
        PrepareMethod();
        s_thread?.Join();
        s_thread = null;
    }

    private static void Look(Assembly assembly, HandlerString handler)
    {
        if (MetadataTypes.Plain(handler.Type) is not { } type || MetadataTypes.Plain(handler.Method) is not { } name || !MetadataTypes.TryGetTables(assembly, out var tables))
            return;
        var row = tables.FindType(type);
        var method = row == 0 ? 0 : tables.FindMethod(row, name, out _);
        if (method == 0 || !HandlerSignature.IsSerialized(tables, method))
            return;
        s_isSerialized = true;
        var serializer = SerializerAttribute.Text(tables, method, out _, out _);
        s_usesReflection = serializer is not null && serializer.StartsWith(Serializers, StringComparison.Ordinal) && !serializer.StartsWith(GeneratedSerializers, StringComparison.Ordinal);
    }

    private static void Run()
    {
        try
        {
            if (s_usesReflection)
                JsonTypes.Load();
            FirstInvocation.WarmEnvironment();
            PrepareMethod();
        }
        catch (Exception e)
        {
            // What is not warm costs the first invocation its time, and fails there if it has to.
            HostTrace.Error($"prewarming ended early: {e.GetType().Name}: {e.Message}");
        }
    }

    private static void PrepareMethod()
    {
        if (Interlocked.Exchange(ref s_method, null) is not { } method || !Prewarming.IsInTime)
            return;
        MethodPreparation.Prepare(method, out var isAsync);
        if (isAsync)
            FirstInvocation.WarmPool();
        if (s_isSerialized)
            FirstInvocation.WarmLog();
    }
}
