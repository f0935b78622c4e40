using System.Reflection;
using System.Runtime.InteropServices;
using Pintle.Shared;

namespace Pintle.Host;

/// <summary>
/// The second processor's part of the init phase. Half of a start is the runtime loading types, a thousand of them System.Text.Json's own whatever the function's are: those are loaded here while the
/// first thread loads the handler. Then the handler's method is prepared. Runs nothing of the function's, and is over before the first /next: later it would take an invocation's time.
/// With one processor, only what has nothing to do with System.Text.Json is done, by the first thread.
/// </summary>
internal static unsafe class PrewarmThread
{
    private const string Serializers = "Amazon.Lambda.Serialization.SystemTextJson.";
    private const string GeneratedSerializers = Serializers + "SourceGenerator";

    private enum Need
    {
        /// <summary>The first thread has not looked yet.</summary>
        Unknown,
        Streams,
        Serializer,

        /// <summary>One of Amazon's that asks System.Text.Json's reflection.</summary>
        JsonReflection,
    }

    // Of the bootstrap, valid until Start answers.
    private static delegate* unmanaged<void> s_awaitBeside;

    private static bool s_runs;
    private static int s_need;
    private static MethodInfo? s_method;

    /// <summary>The first thing of all: nothing is known of the handler yet.</summary>
    public static void Begin(HostStart* start)
    {
        s_awaitBeside = start->AwaitBeside;
        s_runs = Environment.ProcessorCount > 1 && start->RunBeside(&Run) == 0;
    }

    /// <summary>Metadata tells what will be needed before anything but the handler's assembly is loaded.</summary>
    public static void Look(Assembly assembly, HandlerString handler)
    {
        var need = Need.Streams;
        try
        {
            need = NeedOf(assembly, handler);
        }
        catch (Exception e) when (e is ArgumentException or IndexOutOfRangeException)
        {
            // A signature or an attribute that is not as the standard has it: whoever really needs it will say so.
        }
        Volatile.Write(ref s_need, (int)need);
    }

    /// <summary>To be prepared by whichever thread comes to it first.</summary>
    public static void Offer(MethodInfo method) => Volatile.Write(ref s_method, method);

    /// <summary>On whichever thread comes to it first.</summary>
    public static void PrepareMethod()
    {
        if (Interlocked.Exchange(ref s_method, null) is not { } method || Prewarming.Mode == PrewarmMode.Off || !Prewarming.IsInTime)
            return;
        MethodPreparation.Prepare(method, out var isAsync);
        if (isAsync)
            FirstInvocation.WarmPool();
        if (s_need > (int)Need.Streams)
            FirstInvocation.WarmLog();
    }

    /// <summary>Waits for the other thread.</summary>
    public static void End()
    {
        if (s_runs)
            s_awaitBeside();
        else if (Prewarming.Mode != PrewarmMode.Off)
            FirstInvocation.WarmEnvironment();
    }

    private static Need NeedOf(Assembly assembly, HandlerString handler)
    {
        if (MetadataTypes.Plain(handler.Type) is not { } type || MetadataTypes.Plain(handler.Method) is not { } name || !MetadataTypes.TryGetTables(assembly, out var tables))
            return Need.Streams;
        var row = tables.FindType(type);
        var method = row == 0 ? 0 : tables.FindMethod(row, name, out _);
        if (method == 0 || !HandlerSignature.IsSerialized(tables, method))
            return Need.Streams;
        var serializer = SerializerAttribute.Text(tables, method, out _, out _);
        return serializer is not null && serializer.StartsWith(Serializers, StringComparison.Ordinal) && !serializer.StartsWith(GeneratedSerializers, StringComparison.Ordinal)
            ? Need.JsonReflection
            : Need.Serializer;
    }

    /// <summary>Mostly there is nothing to wait for, but startup hooks come before, and a debugger may. A start that fails before it has looked ends the process.</summary>
    private static void AwaitLook()
    {
        // Sleeping jits a method, and so does SpinWait.
        const int Patience = 1_000;
        for (var i = 0; Volatile.Read(ref s_need) == (int)Need.Unknown; i++)
        {
            if (i < Patience)
                _ = Thread.Yield();
            else
                Thread.Sleep(1);
        }
    }

    [UnmanagedCallersOnly]
    private static nint Run(nint argument)
    {
        try
        {
            if (Prewarming.Mode == PrewarmMode.Off)
                return argument;
            FirstInvocation.WarmEnvironment();
            AwaitLook();
            if (s_need == (int)Need.JsonReflection)
                JsonTypes.Load();
            PrepareMethod();
            if (s_need == (int)Need.JsonReflection && Prewarming.IsInTime)
                JsonTypes.LoadObjects();
        }
        catch (Exception e)
        {
            // What is not warm costs the first invocation its time, and fails there if it has to.
            HostTrace.Error($"prewarming ended early: {e.GetType().Name}: {e.Message}");
        }
        return argument;
    }
}
