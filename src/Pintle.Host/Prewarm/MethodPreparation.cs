using System.Reflection;
using System.Runtime.CompilerServices;
using Pintle.Host.Logging;
using Pintle.Host.Metadata;

namespace Pintle.Host.Prewarm;

/// <summary>
/// Has the runtime compile the handler's method, or find its precompiled code, before the first invocation. For an async method that includes its state machine, with the framework's generic parts over it.
/// Runs none of it, and does not follow its calls. What cannot be prepared is compiled at its first call.
/// </summary>
internal static class MethodPreparation
{
    private const BindingFlags Declared = BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;

    /// <param name="method">The handler's.</param>
    /// <param name="isAsync">Whether it has a state machine.</param>
    public static void Prepare(MethodInfo method, out bool isAsync)
    {
        isAsync = false;
        try
        {
            RuntimeHelpers.PrepareMethod(method.MethodHandle);
            if (StateMachineOf(method) is { ContainsGenericParameters: false } stateMachine)
            {
                isAsync = true;
                PrepareStateMachine(method.ReturnType, stateMachine);
            }
            foreach (var parameter in method.GetParameters())
                PrepareGetters(method.Module, parameter.ParameterType);
            var result = method.ReturnType;
            PrepareConstruction(method.Module, result.IsGenericType ? result.GetGenericArguments()[0] : result);
        }
        catch (Exception e)
        {
            HostTrace.Error($"could not prepare the handler's method: {e.GetType().Name}: {e.Message}");
        }
    }

    /// <summary>What a handler calls of its event's class. A serializer's own calls are inlined into what it makes at run time.</summary>
    private static void PrepareGetters(Module handlers, Type type)
    {
        if (!IsFunctions(handlers, type))
            return;
        foreach (var property in type.GetProperties())
            PrepareAccessor(property.GetMethod);
    }

    /// <summary>What a handler calls of its result's class: constructors, and setters where an object is made without arguments.</summary>
    private static void PrepareConstruction(Module handlers, Type type)
    {
        if (!IsFunctions(handlers, type))
            return;
        var isSet = false;
        foreach (var constructor in type.GetConstructors())
        {
            isSet |= constructor.GetParameters().Length == 0;
            RuntimeHelpers.PrepareMethod(constructor.MethodHandle);
        }
        if (!isSet)
            return;
        foreach (var property in type.GetProperties())
            PrepareAccessor(property.SetMethod);
    }

    /// <summary>Preparing a method runs the initializer of its module, and only the handler's own has run by now.</summary>
    private static bool IsFunctions(Module handlers, Type type) => type.IsClass && !type.IsGenericType && type.Assembly != typeof(object).Assembly
        && (type.Module == handlers || (MetadataTypes.TryGetTables(type.Assembly, out var tables) && !FunctionInitializers.HasModuleInitializer(tables)));

    private static void PrepareAccessor(MethodInfo? method)
    {
        if (method is { IsAbstract: false })
            RuntimeHelpers.PrepareMethod(method.MethodHandle);
    }

    /// <summary>The type that the compiler made for an async method: the attribute holds its name, <c>Namespace.Type+&lt;Method&gt;d__0</c>.</summary>
    internal static Type? StateMachineOf(MethodInfo method)
    {
        if (!MetadataTypes.TryGetTables(method.Module.Assembly, out var tables))
            return null;
        var value = tables.FindAttribute(MetadataTables.ParentMethod(MetadataTypes.RowOf(method)), "System.Runtime.CompilerServices"u8, "AsyncStateMachineAttribute"u8, out _, out _);
        if (SerializerAttribute.Argument(value) is not { } text)
            return null;
        if (MetadataTypes.Plain(text.AsSpan(LastPlus(text) + 1)) is not { } name)
            return null;
        for (var row = tables.FindNested(name, 0); row != 0; row = tables.FindNested(name, row))
        {
            var type = method.Module.ResolveType(MetadataTypes.Token(MetadataTables.TypeDef, row));
            if (type.DeclaringType == method.DeclaringType)
                return type;
        }
        return null;
    }

    private static int LastPlus(string text)
    {
        var last = text.Length - 1;
        while (last >= 0 && text[last] != '+')
            last--;
        return last;
    }

    /// <summary>
    /// By metadata tokens, because reflection over the framework's builders takes 3 ms. The names are the framework's own, public and private; where a version has others, less is prepared.
    /// Only the builders of <c>Task</c> and <c>Task&lt;T&gt;</c>; others are compiled at their first call.
    /// </summary>
    private static void PrepareStateMachine(Type result, Type stateMachine)
    {
        PrepareMethods(stateMachine.Module, MetadataTypes.RowOf(stateMachine), "MoveNext"u8, 0, null);
        if (!typeof(Task).IsAssignableFrom(result) || !MetadataTypes.TryGetTables(typeof(Task).Assembly, out var core))
            return;

        var machine = stateMachine.TypeHandle;
        var outer = result.IsGenericType ? typeof(AsyncTaskMethodBuilder<>) : typeof(AsyncTaskMethodBuilder);
        // The builder without a result leaves most of its work to the builder over an internal structure.
        var inner = MetadataTypes.RowOf(typeof(AsyncTaskMethodBuilder<>));
        var of = result.IsGenericType ? result.GetGenericArguments()[0].TypeHandle : MetadataTypes.Find(typeof(Task).Assembly, "System.Threading.Tasks.VoidTaskResult")?.TypeHandle;
        if (of is not { } resultType)
            return;
        var framework = typeof(Task).Module;
        RuntimeTypeHandle[] ofMachine = [machine], ofBoth = [resultType, machine];
        PrepareMethods(framework, MetadataTypes.RowOf(outer), "Start"u8, 1, outer.IsGenericType ? ofBoth : ofMachine);
        PrepareMethods(framework, core.FindType("System.Runtime.CompilerServices.AsyncMethodBuilderCore"u8), "Start"u8, 1, ofMachine);
        PrepareMethods(framework, inner, "GetStateMachineBox"u8, 1, ofBoth);
        foreach (var field in stateMachine.GetFields(Declared))
        {
            if (!typeof(ICriticalNotifyCompletion).IsAssignableFrom(field.FieldType))
                continue;
            var awaiter = field.FieldType.TypeHandle;
            PrepareMethods(framework, inner, "AwaitUnsafeOnCompleted"u8, 2, [resultType, awaiter, machine]);
            if (!outer.IsGenericType)
                PrepareMethods(framework, MetadataTypes.RowOf(outer), "AwaitUnsafeOnCompleted"u8, 2, [awaiter, machine]);
        }

        var box = core.FindNested("AsyncStateMachineBox`1"u8, 0);
        PrepareMethods(framework, box, ".cctor"u8, 0, ofBoth);
        PrepareMethods(framework, box, ".ctor"u8, 0, ofBoth);
        PrepareMethods(framework, box, "ExecutionContextCallback"u8, 0, ofBoth);
        PrepareMethods(framework, box, "get_Context"u8, 0, ofBoth);
        PrepareMethods(framework, box, "ExecuteFromThreadPool"u8, 0, ofBoth);
        PrepareMethods(framework, box, "MoveNext"u8, 0, ofBoth);
        PrepareMethods(framework, box, "ClearStateUponCompletion"u8, 0, ofBoth);
    }

    /// <summary>All methods of that name and number of type parameters that a type declares.</summary>
    /// <param name="module">Where the type is.</param>
    /// <param name="type">Its row; 0 for one that this version does not have.</param>
    /// <param name="name">The methods' name.</param>
    /// <param name="parameters">How many type parameters of their own they have.</param>
    /// <param name="instantiation">The arguments for the type's parameters, then for the method's own; null where there are none.</param>
    private static void PrepareMethods(Module module, int type, ReadOnlySpan<byte> name, int parameters, RuntimeTypeHandle[]? instantiation)
    {
        if (type == 0 || !MetadataTypes.TryGetTables(module.Assembly, out var tables))
            return;
        for (var row = tables.FindMethod(type, name, parameters, 0); row != 0; row = tables.FindMethod(type, name, parameters, row))
            RuntimeHelpers.PrepareMethod(module.ModuleHandle.GetRuntimeMethodHandleFromMetadataToken(MetadataTypes.Token(MetadataTables.MethodDef, row)), instantiation);
    }
}
