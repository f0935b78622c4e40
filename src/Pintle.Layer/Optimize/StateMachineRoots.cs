using Mono.Cecil;

namespace Pintle.Layer.Optimize;

/// <summary>
/// The boxes of the state machines of an assembly's asynchronous methods. The framework instantiates them and only a virtual call reaches them, so
/// a compiler does not find them by itself. Generic state machines are left out, because what they are instantiated over is not known.
/// </summary>
internal static class StateMachineRoots
{
    private const string Builders = "System.Runtime.CompilerServices";
    private const string Box = Builders + ".AsyncTaskMethodBuilder`1+AsyncStateMachineBox`1";
    private const string Nothing = "System.Threading.Tasks.VoidTaskResult";

    /// <returns>Methods by the JIT's names; <c>*</c> stands for all of a type.</returns>
    public static IEnumerable<string> Of(string assembly)
    {
        using var definition = AssemblyDefinition.ReadAssembly(assembly);
        var roots = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var type in definition.MainModule.GetTypes().Where(type => type.IsValueType && !type.HasGenericParameters))
        {
            var builder = type.Fields.FirstOrDefault(field => field.FieldType.Namespace == Builders && field.FieldType.Name.StartsWith("Async", StringComparison.Ordinal));
            if (builder is not null && type.Interfaces.Any(each => each.InterfaceType.FullName == Builders + ".IAsyncStateMachine") && ResultOf(builder.FieldType) is { } result)
                _ = roots.Add($"{Box}[{result},{Text(type)}]:*()");
        }

        return roots;
    }

    /// <summary>The result as the boxes name it; a method that returns nothing has a type for that.</summary>
    private static string? ResultOf(TypeReference builder) => builder switch
    {
        GenericInstanceType { GenericArguments: [TypeReference result], ElementType.Name: "AsyncTaskMethodBuilder`1" or "AsyncValueTaskMethodBuilder`1" } => Canonical(result),
        { Name: "AsyncTaskMethodBuilder" or "AsyncValueTaskMethodBuilder" or "AsyncVoidMethodBuilder" } => Nothing,
        _ => null,
    };

    /// <summary>All reference types share one body.</summary>
    private static string? Canonical(TypeReference type)
    {
        if (type.ContainsGenericParameter)
            return null;
        return type.IsValueType ? Text(type) : "System.__Canon";
    }

    private static string? Text(TypeReference type)
    {
        if (type is not GenericInstanceType instance)
            return type.FullName.Replace('/', '+');
        string?[] arguments = [.. instance.GenericArguments.Select(Canonical)];
        return arguments.Contains(null) ? null : $"{instance.ElementType.FullName.Replace('/', '+')}[{string.Join(',', arguments)}]";
    }
}
