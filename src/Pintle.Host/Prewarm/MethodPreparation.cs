using System.Reflection;
using System.Runtime.CompilerServices;

namespace Pintle.Host;

/// <summary>
/// Has the runtime compile the handler's method, or find its precompiled code, before the first invocation; of an async one its state machine too, with the framework's generic parts over it.
/// Runs none of it, and does not follow what it calls. What cannot be prepared is compiled where it is called.
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
                PrepareStateMachine(stateMachine);
            }
            foreach (var parameter in method.GetParameters())
                PrepareGetters(parameter.ParameterType);
            var result = method.ReturnType;
            PrepareConstruction(result.IsGenericType ? result.GetGenericArguments()[0] : result);
        }
        catch (Exception e)
        {
            HostTrace.Error($"could not prepare the handler's method: {e.GetType().Name}: {e.Message}");
        }
    }

    /// <summary>What a handler calls of its event's class. A serializer's own calls are inlined into what it makes at run time.</summary>
    private static void PrepareGetters(Type type)
    {
        if (!IsFunctions(type))
            return;
        foreach (var property in type.GetProperties())
            PrepareAccessor(property.GetMethod);
    }

    /// <summary>What a handler calls of its result's class: constructors, and setters where an object is made without arguments.</summary>
    private static void PrepareConstruction(Type type)
    {
        if (!IsFunctions(type))
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

    private static bool IsFunctions(Type type) => type.IsClass && !type.IsGenericType && type.Assembly != typeof(object).Assembly;

    private static void PrepareAccessor(MethodInfo? method)
    {
        if (method is { IsAbstract: false })
            RuntimeHelpers.PrepareMethod(method.MethodHandle);
    }

    /// <summary>By metadata: of a method that is not async nothing is asked through reflection.</summary>
    private static Type? StateMachineOf(MethodInfo method)
    {
        if (!MetadataTypes.TryGetTables(method.Module.Assembly, out var tables)
            || tables.FindAttribute(MetadataTables.ParentMethod(MetadataTypes.RowOf(method)), "System.Runtime.CompilerServices"u8, "AsyncStateMachineAttribute"u8, out _, out _).IsEmpty)
        {
            return null;
        }
        return method.GetCustomAttribute<AsyncStateMachineAttribute>()?.StateMachineType;
    }

    private static void PrepareStateMachine(Type stateMachine)
    {
        PrepareDeclared(stateMachine);
        var fields = stateMachine.GetFields(Declared);
        foreach (var field in fields)
        {
            if (field.Name == "<>t__builder")
                PrepareBuilder(field.FieldType, stateMachine, fields);
        }
    }

    /// <summary>The names are the framework's own, public and private; where a version has others, less is prepared.</summary>
    private static void PrepareBuilder(Type builder, Type stateMachine, FieldInfo[] fields)
    {
        foreach (var method in builder.GetMethods(Declared))
        {
            if (!method.IsGenericMethodDefinition)
                continue;
            var parameters = method.GetGenericArguments().Length;
            if (parameters == 1 && method.Name is "Start" or "GetStateMachineBox")
                PrepareGeneric(method, stateMachine);
            if (parameters != 2 || method.Name != "AwaitUnsafeOnCompleted")
                continue;
            foreach (var field in fields)
            {
                if (typeof(ICriticalNotifyCompletion).IsAssignableFrom(field.FieldType))
                    PrepareGeneric(method, field.FieldType, stateMachine);
            }
        }

        var core = builder.Assembly.GetType("System.Runtime.CompilerServices.AsyncMethodBuilderCore");
        if (core?.GetMethod("Start", Declared) is { IsGenericMethodDefinition: true } start)
            PrepareGeneric(start, stateMachine);
        if (builder.IsGenericType && builder.GetGenericTypeDefinition().GetNestedType("AsyncStateMachineBox`1", Declared) is { } box)
            PrepareDeclared(box.MakeGenericType([.. builder.GetGenericArguments(), stateMachine]));
    }

    private static void PrepareGeneric(MethodInfo method, params Type[] arguments) => RuntimeHelpers.PrepareMethod(method.MakeGenericMethod(arguments).MethodHandle);

    /// <summary>But for two methods that nothing calls.</summary>
    private static void PrepareDeclared(Type type)
    {
        var arguments = type.IsGenericType ? Handles(type.GetGenericArguments()) : null;
        foreach (var method in type.GetMethods(Declared))
        {
            if (!method.IsAbstract && !method.ContainsGenericParameters && method.Name is not ("SetStateMachine" or "get_DebuggerDisplay"))
                RuntimeHelpers.PrepareMethod(method.MethodHandle, arguments);
        }
        foreach (var constructor in type.GetConstructors(Declared))
            RuntimeHelpers.PrepareMethod(constructor.MethodHandle, arguments);
    }

    private static RuntimeTypeHandle[] Handles(Type[] types)
    {
        var handles = new RuntimeTypeHandle[types.Length];
        for (var i = 0; i < types.Length; i++)
            handles[i] = types[i].TypeHandle;
        return handles;
    }
}
