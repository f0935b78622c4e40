using System.Reflection;
using System.Runtime.CompilerServices;
using Amazon.Lambda.Core;
using Pintle.Host.Metadata;
using Pintle.Shared;

namespace Pintle.Host.Handlers;

/// <summary>
/// The serializer that a LambdaSerializer attribute names: the method's, else the assembly's (RuntimeSupport, UserCodeLoader.GetSerializerObject; a class-level one does not count).
/// The attribute is recognised by name and read from metadata: constructing it would jit two methods of the function's Amazon.Lambda.Core.
/// </summary>
internal sealed class SerializerSelection(MethodInfo method, Assembly assembly)
{
    private const string AttributeName = "Amazon.Lambda.Core.LambdaSerializerAttribute";
    private const string InterfaceName = "Amazon.Lambda.Core.ILambdaSerializer";

    // Several invocations at once may be the first to need it.
    private readonly object _gate = new();
    private object? _serializer;
    private bool _isResolved;

    /// <summary>The handler's, for ILambdaContext.Serializer.</summary>
    public static SerializerSelection? Current { get; private set; }

    /// <summary>Looked for when it is first needed: a Stream handler needs none, and reading the attribute jits some thirty methods with the serializer's constructor.</summary>
    /// <returns>An object that implements ILambdaSerializer, or null when no attribute is there.</returns>
    /// <exception cref="HandlerFaultException">SerializerInvalid.</exception>
    public object? Get()
    {
        lock (_gate)
        {
            if (!_isResolved)
                _serializer = Create();
            _isResolved = true;
            return _serializer;
        }
    }

    /// <summary>Makes this the one that contexts show.</summary>
    public void Use() => Current = this;

    private object? Create()
    {
        if (SerializerAttribute.Find(method, assembly, out var where) is { } plain)
            return Construct(plain, where);
        // An override has the attributes of the method that it overrides.
        for (var each = method; each is not null; each = Overridden(each))
        {
            if (Find(each.GetCustomAttributesData()) is { } ofMethod)
                return Construct(ofMethod, each, $"the method {each.DeclaringType?.FullName}.{each.Name}");
        }
        return Find(assembly.GetCustomAttributesData()) is { } ofAssembly ? Construct(ofAssembly, assembly, $"the assembly {assembly.GetName().Name}") : null;
    }

    private static MethodInfo? Overridden(MethodInfo method)
    {
        if (!method.IsVirtual || (method.Attributes & MethodAttributes.NewSlot) != 0)
            return null;
        const BindingFlags Declared = BindingFlags.DeclaredOnly | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
        Type[] parameters = [.. method.GetParameters().Select(parameter => parameter.ParameterType)];
        for (var type = method.DeclaringType?.BaseType; type is not null; type = type.BaseType)
        {
            if (type.GetMethod(method.Name, Declared, parameters) is { IsVirtual: true } overridden)
                return overridden;
        }
        return null;
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

    /// <summary>In the order of AWS's checks: of two faults, the first is reported.</summary>
    private static object Construct(CustomAttributeData attribute, ICustomAttributeProvider bearer, string place)
    {
        var type = (SerializerAttribute.IsCores(attribute.AttributeType) ? SerializerType(attribute) : ForeignSerializerType(attribute.AttributeType, bearer, place))
            ?? throw Invalid(place, "names no type", "Give it one: [LambdaSerializer(typeof(...))].");
        return Construct(type, place);
    }

    private static object Construct(Type type, string place)
    {
        if (type.IsAbstract || type.GetConstructor(Type.EmptyTypes) is null)
            throw Invalid(place, $"names {type.FullName}, which has no public constructor without parameters", "Add one, or name another type.");
        if (!IsSerializer(type))
            throw Invalid(place, $"names {type.FullName}, which does not implement {InterfaceName}", "Name one that does; the interface has to be the one of the function's own Amazon.Lambda.Core.");
        return Construction.Of(type);
    }

    /// <summary>A method of its own, because entering it loads Amazon.Lambda.Core.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool IsSerializer(Type type) => typeof(ILambdaSerializer).IsAssignableFrom(type);

    /// <summary>An attribute class of the function's own with the name of Amazon's counts, as on AWS, if it has the members that are asked for.</summary>
    private static Type? ForeignSerializerType(Type attribute, ICustomAttributeProvider bearer, string place)
    {
        var property = attribute.GetProperty("SerializerType")
            ?? throw Invalid(place, $"is of a class in {attribute.Assembly.GetName().Name} that has no property SerializerType", "Use the attribute of Amazon.Lambda.Core.");
        if (!typeof(Type).IsAssignableFrom(property.PropertyType))
            throw Invalid(place, $"is of a class in {attribute.Assembly.GetName().Name} whose SerializerType is {property.PropertyType} and no System.Type", "Use the attribute of Amazon.Lambda.Core.");
        return property.GetValue(bearer.GetCustomAttributes(attribute, inherit: true)[0]) as Type;
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

    private static HandlerFaultException Invalid(string place, string found, string remedy) => new(FaultCode.SerializerInvalid,
        $"Expected the LambdaSerializer attribute on {place} to name a serializer, but it {found}. {remedy}");
}
