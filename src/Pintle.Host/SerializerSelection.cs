using System.Reflection;
using Pintle.Shared;

namespace Pintle.Host;

/// <summary>
/// The serializer that a LambdaSerializer attribute names: the method's, else the assembly's (RuntimeSupport, UserCodeLoader.GetSerializerObject; a class-level one does not count).
/// The attribute is recognised by name and read from metadata: constructing it would jit two methods of the function's Amazon.Lambda.Core.
/// </summary>
internal static class SerializerSelection
{
    private const string AttributeName = "Amazon.Lambda.Core.LambdaSerializerAttribute";
    private const string InterfaceName = "Amazon.Lambda.Core.ILambdaSerializer";

    /// <returns>An object that implements ILambdaSerializer, or null when no attribute is there.</returns>
    /// <exception cref="HandlerFaultException">SerializerInvalid.</exception>
    public static object? Create(MethodInfo method, Assembly assembly)
    {
        if (Find(method.GetCustomAttributesData()) is { } ofMethod)
            return Construct(ofMethod, $"the method {method.DeclaringType?.FullName}.{method.Name}");
        return Find(assembly.GetCustomAttributesData()) is { } ofAssembly ? Construct(ofAssembly, $"the assembly {assembly.GetName().Name}") : null;
    }

    private static CustomAttributeData? Find(IList<CustomAttributeData> attributes)
    {
        foreach (var attribute in attributes)
        {
            if (attribute.AttributeType.FullName == AttributeName)
                return attribute;
        }
        return null;
    }

    private static object Construct(CustomAttributeData attribute, string place)
    {
        var type = SerializerType(attribute)
            ?? throw Invalid(place, "names no type", "Give it one: [LambdaSerializer(typeof(...))].");
        if (!Implements(type))
            throw Invalid(place, $"names {type.FullName}, which does not implement {InterfaceName}", "Name one that does; the interface has to be the one of the function's own Amazon.Lambda.Core.");
        if (type.IsAbstract || type.GetConstructor(Type.EmptyTypes) is null)
            throw Invalid(place, $"names {type.FullName}, which has no public constructor without parameters", "Add one, or name another type.");
        return Activator.CreateInstance(type)!;
    }

    /// <summary>The attribute's SerializerType: its property where that was set, else the constructor's argument.</summary>
    private static Type? SerializerType(CustomAttributeData attribute)
    {
        foreach (var named in attribute.NamedArguments)
        {
            if (named.MemberName == "SerializerType")
                return named.TypedValue.Value as Type;
        }
        return attribute.ConstructorArguments.Count > 0 ? attribute.ConstructorArguments[0].Value as Type : null;
    }

    private static bool Implements(Type type)
    {
        foreach (var implemented in type.GetInterfaces())
        {
            if (implemented.FullName == InterfaceName)
                return true;
        }
        return false;
    }

    private static HandlerFaultException Invalid(string place, string found, string remedy) => new(FaultCode.SerializerInvalid,
        $"Expected the LambdaSerializer attribute on {place} to name a serializer, but it {found}. {remedy}");
}
