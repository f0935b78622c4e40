using System.Reflection;
using Pintle.Shared;

namespace Pintle.Host.Handlers;

/// <summary>A handler method's signature, read once: what it takes and what it returns.</summary>
/// <param name="Method">The handler's method.</param>
/// <param name="Input">The event's type; <see cref="Nothing"/> when there is none.</param>
/// <param name="TakesContext">Whether the last parameter is an ILambdaContext.</param>
/// <param name="Output">The type that the delegate returns: a Task or ValueTask stays one; <see cref="Nothing"/> for void.</param>
internal sealed record HandlerShape(MethodInfo Method, Type Input, bool TakesContext, Type Output)
{
    private const string ContextInterface = "Amazon.Lambda.Core.ILambdaContext";

    /// <exception cref="HandlerFaultException">HandlerMethodInvalid.</exception>
    public static HandlerShape Of(Type type, MethodInfo method)
    {
        var parameters = method.GetParameters();
        if (parameters.Length > 2)
        {
            throw new HandlerFaultException(FaultCode.HandlerMethodInvalid,
                $"Expected {type.FullName}.{method.Name} to take at most an event and an ILambdaContext, but it takes {parameters.Length} parameters. Remove the others.");
        }
        var takesContext = parameters.Length > 0 && IsContext(type, method, parameters[^1].ParameterType);
        if (parameters.Length == 2 && !takesContext)
        {
            throw new HandlerFaultException(FaultCode.HandlerMethodInvalid,
                $"Expected the second parameter of {type.FullName}.{method.Name} to be an ILambdaContext, but it is {parameters[1].ParameterType}. Change or remove it.");
        }

        RequireOrdinary(type, method, parameters);
        var input = parameters.Length == (takesContext ? 1 : 0) ? typeof(Nothing) : parameters[0].ParameterType;
        return new HandlerShape(method, input, takesContext, Returns(method.ReturnType));
    }

    /// <summary>By name first: asking for the type itself would load Amazon.Lambda.Core, which a function without a context may not have.</summary>
    private static bool IsContext(Type type, MethodInfo method, Type parameter)
    {
        if (parameter.FullName == ContextInterface)
        {
            return IsFromCore(parameter) ? true : throw new HandlerFaultException(FaultCode.HandlerMethodInvalid,
                $"Expected the ILambdaContext of {type.FullName}.{method.Name} to be the one of Amazon.Lambda.Core, but it is of {parameter.Assembly.FullName}. Reference the package Amazon.Lambda.Core.");
        }
        foreach (var implemented in parameter.GetInterfaces())
        {
            if (implemented.FullName == ContextInterface)
            {
                throw new HandlerFaultException(FaultCode.HandlerMethodInvalid,
                    $"Expected the context of {type.FullName}.{method.Name} to be an ILambdaContext itself, but it is {parameter}, which no runtime can hand over. Change it.");
            }
        }
        return false;
    }

    /// <summary>Compared by name, because the package may have no Amazon.Lambda.Core to compare with; a process has only one assembly of that name.</summary>
    private static bool IsFromCore(Type type) => type.Assembly.FullName?.StartsWith("Amazon.Lambda.Core,", StringComparison.Ordinal) == true;

    /// <summary>
    /// No event becomes a reference (ref, out, in), a pointer or a span, and no delegate of the host carries one. AWS's loop asks its serializer's generic methods for such a type, which is an ArgumentException.
    /// </summary>
    private static void RequireOrdinary(Type type, MethodInfo method, ParameterInfo[] parameters)
    {
        var odd = IsOdd(method.ReturnType) ? method.ReturnType : null;
        foreach (var parameter in parameters)
            odd = IsOdd(parameter.ParameterType) ? parameter.ParameterType : odd;
        if (odd is not null)
        {
            throw new HandlerFaultException(FaultCode.HandlerMethodInvalid,
                $"Expected {type.FullName}.{method.Name} to take and return ordinary types, but one is {odd}. Take the event by value, as a class, a structure or a Stream.",
                nameof(ArgumentException));
        }
    }

    private static bool IsOdd(Type type) => type.IsByRef || type.IsPointer || type.IsFunctionPointer || type.IsByRefLike;

    /// <summary>The delegate's return type. A subclass of Task counts as the Task that it is.</summary>
    private static Type Returns(Type type)
    {
        if (type == typeof(void))
            return typeof(Nothing);
        return TaskOf(type) ?? (typeof(Task).IsAssignableFrom(type) ? typeof(Task) : type);
    }

    /// <summary>The Task&lt;T&gt; that a type is or derives from.</summary>
    private static Type? TaskOf(Type type)
    {
        for (var each = type; each is not null; each = each.BaseType)
        {
            if (each.IsGenericType && each.GetGenericTypeDefinition() == typeof(Task<>))
                return each;
        }
        return null;
    }
}
