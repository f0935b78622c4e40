using System.Reflection;

namespace Pintle.Layer.Migrate;

/// <summary>What a handler takes and returns; <c>null</c> for nothing.</summary>
internal sealed record MigratedShape(Type? Input, Type? Output);

/// <summary>Which methods can be handlers, from metadata.</summary>
internal static class HandlerShapes
{
    private const string ContextInterface = "Amazon.Lambda.Core.ILambdaContext";

    public static void Validate(Type type, MethodInfo method)
    {
        if (method.IsAbstract)
            throw Invalid(type, method, "is abstract", "Name a method with a body.");
        if (method.IsGenericMethodDefinition)
            throw Invalid(type, method, "is generic", "Name a method without type parameters.");
        if (method.ReturnType.FullName == "System.Void" && Has(method.GetCustomAttributesData(), "System.Runtime.CompilerServices.AsyncStateMachineAttribute"))
            throw Invalid(type, method, "is async void, so that nobody could know when it ends", "Return Task.");
        if ((method.CallingConvention & CallingConventions.VarArgs) != 0)
            throw Invalid(type, method, "takes a variable number of arguments", "Take at most an event and an ILambdaContext.");
        if (method.GetParameters() is [.., var last] && last.ParameterType.IsArray && Has(last.GetCustomAttributesData(), "System.ParamArrayAttribute"))
            throw Invalid(type, method, "has a params parameter", "Remove the keyword params.");
        if (type.IsGenericType)
            throw Invalid(type, method, "is in a generic type", "Move it into a type without type parameters.");
        if (type.IsInterface)
            throw Invalid(type, method, "is in an interface", "Name a class or a struct.");
        if (type.IsEnum || type.IsPrimitive)
            throw Invalid(type, method, "is in an enum or a primitive type", "Name a class or a struct.");
        if (type.IsAbstract && !method.IsStatic)
            throw Invalid(type, method, "is an instance method of an abstract type", "Name a type that can be constructed, or make the method static.");
    }

    public static MigratedShape Of(Type type, MethodInfo method)
    {
        var parameters = method.GetParameters();
        if (parameters.Length > 2)
            throw Invalid(type, method, $"takes {parameters.Length} parameters", "Take at most an event and an ILambdaContext.");
        var takesContext = parameters.Length > 0 && IsContext(type, method, parameters[^1].ParameterType);
        if (parameters.Length == 2 && !takesContext)
            throw Invalid(type, method, $"has a second parameter that is no ILambdaContext, but {parameters[1].ParameterType}", "Change or remove it.");
        if (parameters.Select(parameter => parameter.ParameterType).Append(method.ReturnType).LastOrDefault(IsOdd) is { } odd)
            throw Invalid(type, method, $"takes or returns {odd}, which no event can be", "Take the event by value, as a class, a structure or a Stream.");
        return new MigratedShape(parameters.Length == (takesContext ? 1 : 0) ? null : parameters[0].ParameterType, Output(method.ReturnType));
    }

    public static bool Has(IEnumerable<CustomAttributeData> attributes, string name) => attributes.Any(attribute => attribute.AttributeType.FullName == name);

    private static bool IsContext(Type type, MethodInfo method, Type parameter)
    {
        if (parameter.FullName == ContextInterface)
        {
            return parameter.Assembly.GetName().Name == "Amazon.Lambda.Core"
                ? true
                : throw Invalid(type, method, $"takes an ILambdaContext of {parameter.Assembly.GetName().Name}, not of Amazon.Lambda.Core", "Reference the package Amazon.Lambda.Core.");
        }

        return Array.Exists(parameter.GetInterfaces(), implemented => implemented.FullName == ContextInterface)
            ? throw Invalid(type, method, $"takes {parameter} as its context, which no runtime can hand over: it has to be an ILambdaContext itself", "Change it.")
            : false;
    }

    private static bool IsOdd(Type type) => type.IsByRef || type.IsPointer || type.IsFunctionPointer || (type.IsValueType && Has((type.IsGenericType ? type.GetGenericTypeDefinition() : type).GetCustomAttributesData(), "System.Runtime.CompilerServices.IsByRefLikeAttribute"));

    /// <summary>What is left of a Task or ValueTask once it is awaited; <c>null</c> for nothing.</summary>
    private static Type? Output(Type type)
    {
        if (type.FullName is "System.Void" or "System.Threading.Tasks.ValueTask")
            return null;
        if (type.IsGenericType && type.GetGenericTypeDefinition().FullName == "System.Threading.Tasks.ValueTask`1")
            return type.GenericTypeArguments[0];
        for (var each = type; each is not null; each = each.BaseType)
        {
            if (each.IsGenericType && each.GetGenericTypeDefinition().FullName == "System.Threading.Tasks.Task`1")
                return each.GenericTypeArguments[0];
            if (each.FullName == "System.Threading.Tasks.Task")
                return null;
        }

        return type;
    }

    private static HandlerRefusal Invalid(Type type, MethodInfo method, string found, string remedy) =>
        new("HandlerMethodInvalid", 75, type.Assembly.GetName().Name + ".dll", $"{type.FullName}.{method.Name} cannot be a handler: it {found}", remedy);
}
