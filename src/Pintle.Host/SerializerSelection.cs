using System.Reflection;
using Pintle.Shared;

namespace Pintle.Host;

/// <summary>
/// The serializer that a LambdaSerializer attribute names: the method's, else the assembly's (RuntimeSupport, UserCodeLoader.GetSerializerObject; a class-level one does not count).
/// The attribute is recognised by name and read from metadata: constructing it would jit two methods of the function's Amazon.Lambda.Core.
/// </summary>
internal sealed class SerializerSelection(MethodInfo method, Assembly assembly)
{
    private const string AttributeName = "Amazon.Lambda.Core.LambdaSerializerAttribute";
    private const string InterfaceName = "Amazon.Lambda.Core.ILambdaSerializer";

    private object? _serializer;
    private bool _isResolved;

    /// <summary>The handler's, for ILambdaContext.Serializer.</summary>
    public static SerializerSelection? Current { get; private set; }

    /// <summary>Looked for when it is first needed: a Stream handler needs none, and reading the attribute jits some thirty methods with the serializer's constructor.</summary>
    /// <returns>An object that implements ILambdaSerializer, or null when no attribute is there.</returns>
    /// <exception cref="HandlerFaultException">SerializerInvalid.</exception>
    public object? Get()
    {
        if (!_isResolved)
            _serializer = Create();
        _isResolved = true;
        return _serializer;
    }

    /// <summary>Makes this the one that contexts show.</summary>
    public void Use() => Current = this;

    private object? Create()
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
        return Construction.Of(type);
    }

    /// <summary>The attribute's SerializerType: its property where that was set, else the constructor's argument.</summary>
    private static Type? SerializerType(CustomAttributeData attribute)
    {
        // By index: enumerating a list of structures through its interface is jitted.
        for (var i = 0; i < attribute.NamedArguments.Count; i++)
        {
            if (attribute.NamedArguments[i].MemberName == "SerializerType")
                return attribute.NamedArguments[i].TypedValue.Value as Type;
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
