using System.Reflection;

namespace Pintle.Layer.Migrate;

/// <summary>Whether a handler that needs a serializer has one, and whether it can be created.</summary>
internal static class HandlerSerializers
{
    private const string AttributeName = "Amazon.Lambda.Core.LambdaSerializerAttribute";
    private const string InterfaceName = "Amazon.Lambda.Core.ILambdaSerializer";

    public static void Require(Assembly assembly, MethodInfo method, MigratedShape shape)
    {
        var needs = shape.Input is { FullName: not "System.IO.Stream" } ? shape.Input : shape.Output is { } output && !IsStream(output) ? output : null;
        if (needs is null)
            return;
        var attribute = Find(method) ?? Find(assembly.GetCustomAttributesData()) ?? throw new HandlerRefusal(
            "SerializerMissing", 77, assembly.GetName().Name + ".dll", $"{method.DeclaringType?.FullName}.{method.Name} {(needs == shape.Input ? "takes" : "returns")} {needs}, and neither the method nor its assembly names a serializer",
            "Put [assembly: LambdaSerializer(typeof(Amazon.Lambda.Serialization.SystemTextJson.DefaultLambdaJsonSerializer))] into the function, or use Stream.");
        // Only a run can tell what an attribute derived from Amazon's says by its own code.
        if (attribute.ConstructorArguments is not [{ Value: Type serializer }])
            return;
        var reason = serializer.GetInterfaces().All(implemented => implemented.FullName != InterfaceName) ? $"does not implement {InterfaceName}"
            : serializer.GetConstructor(Type.EmptyTypes) is null && !serializer.IsValueType ? "has no public constructor without parameters" : null;
        if (reason is not null)
        {
            throw new HandlerRefusal(
                "SerializerInvalid", 76, assembly.GetName().Name + ".dll", $"The serializer that it names, {serializer.FullName}, {reason}", "Name a public type with a parameterless constructor that implements ILambdaSerializer.");
        }
    }

    private static bool IsStream(Type type)
    {
        for (var each = type; each is not null; each = each.BaseType)
        {
            if (each.FullName == "System.IO.Stream")
                return true;
        }

        return false;
    }

    /// <summary>An override has the attributes of the method that it overrides.</summary>
    private static CustomAttributeData? Find(MethodInfo method)
    {
        const BindingFlags Declared = BindingFlags.DeclaredOnly | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
        if (Find(method.GetCustomAttributesData()) is { } own)
            return own;
        Type[] parameters = [.. method.GetParameters().Select(parameter => parameter.ParameterType)];
        for (var type = method.IsVirtual && (method.Attributes & MethodAttributes.NewSlot) == 0 ? method.DeclaringType?.BaseType : null; type is not null; type = type.BaseType)
        {
            if (type.GetMethod(method.Name, Declared, parameters) is { IsVirtual: true } overridden && Find(overridden.GetCustomAttributesData()) is { } inherited)
                return inherited;
        }

        return null;
    }

    private static CustomAttributeData? Find(IEnumerable<CustomAttributeData> attributes) => attributes.FirstOrDefault(attribute => attribute.AttributeType.FullName == AttributeName);
}
