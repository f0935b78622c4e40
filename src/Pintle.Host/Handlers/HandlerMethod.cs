using System.Reflection;
using System.Runtime.CompilerServices;
using Pintle.Host.Metadata;
using Pintle.Shared;

namespace Pintle.Host.Handlers;

/// <summary>Finds the handler's method and refuses the ones that cannot be handlers (RuntimeSupport, UserCodeLoader.FindCustomerMethod and UserCodeValidator).</summary>
internal static class HandlerMethod
{
    private const BindingFlags Any = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;

    /// <summary>By name in the type and then its bases; where there are overloads, by the exact signature.</summary>
    public static MethodInfo Find(Type type, string name)
    {
        // Any other base may have a method of that name too, which this one hides or overloads.
        if (type.BaseType == typeof(object) && MetadataTypes.FindOnlyMethod(type, name) is { } only && !IsObjects(name))
            return only;
        for (var each = type; each is not null; each = each.BaseType)
        {
            // An asterisk at the end of the name would make GetMember look for all names that begin so.
            var found = name.EndsWith('*') ? [] : each.GetMember(name, MemberTypes.Method, Any);
            if (found.Length > 0)
                return Nearest(found) ?? throw Overloaded(type, name, found);
        }

        for (var each = type; each is not null; each = each.BaseType)
        {
            foreach (var method in each.GetMethods(Any))
            {
                if (method.ToString() == name)
                    return method;
            }
        }
        throw new HandlerFaultException(FaultCode.HandlerMethodNotFound,
            $"Expected the method {Quote.Bounded(name)} in {type.FullName}, but there is none. Correct the handler's third part: the method's name exactly as written.");
    }

    private static bool IsObjects(string name) => name is nameof(Equals) or nameof(GetHashCode) or nameof(GetType) or nameof(ToString) or nameof(ReferenceEquals) or nameof(MemberwiseClone) or "Finalize";

    /// <summary>The only one, or the one that hides all others with its signature ("new"); null among overloads.</summary>
    private static MethodInfo? Nearest(MemberInfo[] found)
    {
        var nearest = (MethodInfo)found[0];
        for (var i = 1; i < found.Length; i++)
        {
            var other = (MethodInfo)found[i];
            if (!SameParameters(nearest, other))
                return null;
            if (other.DeclaringType!.IsSubclassOf(nearest.DeclaringType!))
                nearest = other;
        }
        return nearest;
    }

    private static bool SameParameters(MethodInfo left, MethodInfo right)
    {
        var (ours, theirs) = (left.GetParameters(), right.GetParameters());
        if (ours.Length != theirs.Length || left.IsGenericMethodDefinition != right.IsGenericMethodDefinition)
            return false;
        for (var i = 0; i < ours.Length; i++)
        {
            if (ours[i].ParameterType != theirs[i].ParameterType)
                return false;
        }
        return true;
    }

    public static void Validate(Type type, MethodInfo method)
    {
        if (method.IsAbstract)
            throw Invalid(type, method, "is abstract", "Name a method with a body.");
        if (method.IsGenericMethodDefinition)
            throw Invalid(type, method, "is generic", "Name a method without type parameters.");
        if (method.ReturnType == typeof(void) && method.IsDefined(typeof(AsyncStateMachineAttribute), inherit: false))
            throw Invalid(type, method, "is async void, so that nobody could know when it ends", "Return Task.");
        if ((method.CallingConvention & CallingConventions.VarArgs) != 0)
            throw Invalid(type, method, "takes a variable number of arguments", "Take at most an event and an ILambdaContext.");

        var parameters = method.GetParameters();
        if (parameters.Length > 0 && parameters[^1].ParameterType.IsArray && parameters[^1].IsDefined(typeof(ParamArrayAttribute), inherit: false))
            throw Invalid(type, method, "has a params parameter", "Remove the keyword params.");
        ValidateType(type, method);
    }

    private static void ValidateType(Type type, MethodInfo method)
    {
        // A closed generic type too, as in AWS's loop: a handler string can name List`1[[...]].
        if (type.IsGenericType)
            throw Invalid(type, method, "is in a generic type", "Move it into a type without type parameters.");
        if (type.IsInterface)
            throw Invalid(type, method, "is in an interface", "Name a class or a struct.");
        if (type.IsEnum || type.IsPrimitive)
            throw Invalid(type, method, "is in an enum or a primitive type", "Name a class or a struct.");
        if (type.IsAbstract && !method.IsStatic)
            throw Invalid(type, method, "is an instance method of an abstract type", "Name a type that can be constructed, or make the method static.");
    }

    private static HandlerFaultException Overloaded(Type type, string name, MemberInfo[] candidates) => new(FaultCode.HandlerMethodInvalid,
        $"Expected one method {Quote.Bounded(name)} in {type.FullName}, but there are {candidates.Length}: {string.Join("; ", candidates.Select(candidate => candidate.ToString()))}. "
        + "Put one of these signatures in place of the method's name, or rename the others.");

    private static HandlerFaultException Invalid(Type type, MethodInfo method, string found, string remedy) => new(FaultCode.HandlerMethodInvalid,
        $"Expected {type.FullName}.{method.Name} to be callable as a handler, but it {found}. {remedy}");
}
