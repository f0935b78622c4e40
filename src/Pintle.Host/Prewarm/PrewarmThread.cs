using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Pintle.Host.Handlers;
using Pintle.Host.Json;
using Pintle.Host.Logging;
using Pintle.Host.Metadata;
using Pintle.Host.Reach;
using Pintle.Host.Start;
using Pintle.Shared;

namespace Pintle.Host.Prewarm;

/// <summary>
/// The second processor's part of the init phase. In half of a start the runtime loads types. A thousand of them are System.Text.Json's own, whatever types the function has: those are loaded here while the
/// first thread loads the handler. Then the handler's method is prepared. Runs nothing of the function's, and is over before the first /next: later it would take time from an invocation.
/// What reads settings that the function's own initializers can change waits for the initializers. With one processor, the first thread does all but System.Text.Json's part.
/// </summary>
internal static unsafe class PrewarmThread
{
    private const string Serializers = "Amazon.Lambda.Serialization.SystemTextJson.";
    private const string GeneratedSerializers = Serializers + "SourceGenerator";

    private enum Need
    {
        Streams,
        Serializer,

        /// <summary>One of Amazon's that asks System.Text.Json's reflection.</summary>
        JsonReflection,
    }

    // The bootstrap's, valid until Start answers.
    private static HostStart* s_start;

    private static bool s_runs;
    private static bool s_isSignalled;
    private static int s_isSerializerPrepared;
    private static Need s_need;
    private static MethodInfo? s_method;
    private static ReachableMethods? s_reachable;

    /// <summary>The first thing of all: nothing is known of the handler yet.</summary>
    // S8 of docs/architecture.md.
    public static void Begin(HostStart* start)
    {
        s_start = start;
        s_runs = Environment.ProcessorCount > 1 && start->RunBeside(&Run) == 0;
    }

    /// <summary>Metadata tells what will be needed before anything but the handler's assembly is loaded.</summary>
    public static void Look(Assembly assembly, HandlerString handler)
    {
        try
        {
            if (!MetadataTypes.TryGetTables(assembly, out var tables))
                return;
            s_need = NeedOf(tables, handler);
            if (GeneratedJson.IsThere && s_need == Need.JsonReflection)
                s_need = Need.Serializer;
            if (s_need != Need.JsonReflection || !FunctionInitializers.MayMakeSettings(tables))
                Signal();
        }
        catch (Exception e) when (e is ArgumentException or IndexOutOfRangeException)
        {
            // A signature or an attribute that is not as the standard has it: whatever really needs it will report it.
        }
    }

    /// <summary>Before the handler's object is made: where nothing of the function's can run for that, the other thread need not wait for it.</summary>
    public static void LookAtInitializers(Type type, MethodInfo method)
    {
        if (s_runs && !s_isSignalled && !FunctionInitializers.AreThere(type, method))
            Signal();
    }

    /// <summary>
    /// The handler's object is made, so the function's own initializers have run. What reads their settings may begin, and whichever thread comes to it first may prepare the method. It may not be prepared
    /// earlier, because that runs the initializer of its module.
    /// </summary>
    public static void Offer(MethodInfo method, object? target)
    {
        s_reachable = ReachableMethods.For(method, target, LoadsJson);
        Volatile.Write(ref s_method, method);
        Signal();
    }

    /// <summary>On whichever thread comes to it first.</summary>
    public static void PrepareMethod()
    {
        if (Interlocked.Exchange(ref s_method, null) is not { } method || Prewarming.Mode == PrewarmMode.Off || !Prewarming.IsInTime)
            return;
        MethodPreparation.Prepare(method, out var isAsync);
        if (isAsync)
            FirstInvocation.WarmPool();
        if (s_need > Need.Streams)
            FirstInvocation.WarmLog();
    }

    /// <summary>Whether System.Text.Json's reflection is loaded for the handler's serializer.</summary>
    public static bool LoadsJson => s_need == Need.JsonReflection;

    public static bool Reaches => s_reachable != null;

    /// <summary>The part of what the function's serializer does with the handler's types that no prewarming runs.</summary>
    public static void Reach(Delegate call) => s_reachable?.Add(call.Method);

    /// <summary>What the handler and its serializer call.</summary>
    public static void PrepareReachable() => s_reachable?.Prepare();

    /// <summary>
    /// What System.Text.Json's serializer loads whatever the types are, where generated code reads and writes for the host, but the function itself was seen to use it. On whichever thread comes to it first.
    /// </summary>
    public static void PrepareSerializer()
    {
        if (!GeneratedJson.IsThere || Prewarming.Mode == PrewarmMode.Off || !Prewarming.IsInTime || !ProfileReplay.UsesSerializer || Interlocked.Exchange(ref s_isSerializerPrepared, 1) != 0)
            return;
        JsonTypes.Load();
        JsonTypes.LoadNumbers();
    }

    /// <summary>Waits for the other thread.</summary>
    public static void End()
    {
        if (s_runs)
            s_start->AwaitBeside();
        else if (Prewarming.Mode != PrewarmMode.Off)
            FirstInvocation.WarmEnvironment();
    }

    /// <summary>Signals the first time only: what was written before is then seen by the other thread. A start that fails before it ends the process, and the thread with it.</summary>
    private static void Signal()
    {
        if (s_runs && !s_isSignalled)
            s_start->Signal();
        s_isSignalled = true;
    }

    private static Need NeedOf(in MetadataTables tables, HandlerString handler)
    {
        if (MetadataTypes.Plain(handler.Type) is not { } type || MetadataTypes.Plain(handler.Method) is not { } name)
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

    /// <summary>A method of its own: a native call within a try block is not precompiled.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void AwaitInitializers() => s_start->AwaitSignal();

    [UnmanagedCallersOnly]
    private static nint Run(nint argument)
    {
        try
        {
            if (Prewarming.Mode == PrewarmMode.Off)
                return argument;
            FirstInvocation.WarmEnvironment();
            AwaitInitializers();
            if (GeneratedJson.IsThere)
                GeneratedJson.Load();
            if (s_need == Need.JsonReflection)
                JsonTypes.Load();
            PrepareMethod();
            if (s_need == Need.JsonReflection && Prewarming.IsInTime)
                JsonTypes.LoadObjects();
            PrepareReachable();
            PrepareSerializer();
            ProfileReplay.PrepareMethods();
        }
        catch (Exception e)
        {
            // What could not be prepared is done in the first invocation. If it fails there too, that invocation reports it.
            HostTrace.Error($"prewarming ended early: {e.GetType().Name}: {e.Message}");
        }
        return argument;
    }
}
