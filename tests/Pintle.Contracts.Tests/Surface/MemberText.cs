using System.Reflection;

namespace Pintle.Contracts.Tests.Surface;

/// <summary>One line for one member.</summary>
internal static class MemberText
{
    public static string Of(FieldInfo field) =>
        $"{Access(field.Attributes)} {(field.IsLiteral ? "const " : field.IsStatic ? "static " : "")}{TypeName.Of(field.FieldType)} {field.Name}";

    public static string Of(ConstructorInfo constructor) =>
        constructor.IsStatic ? "static ctor()" : $"{Access(constructor)} ctor({Parameters(constructor)})";

    public static string Of(MethodInfo method)
    {
        var generic = method.IsGenericMethodDefinition ? $"<{string.Join(", ", method.GetGenericArguments().Select(TypeName.Of))}>" : "";

        return $"{Access(method)} {Static(method)}{TypeName.Of(method.ReturnType)} {method.Name}{generic}({Parameters(method)}){Default(method)}";
    }

    public static string Of(PropertyInfo property)
    {
        var getter = property.GetMethod!;
        var setter = property.SetMethod is { } found ? $" {Access(found)} set;" : "";

        return $"{Access(getter)} {Static(getter)}{TypeName.Of(property.PropertyType)} {property.Name} {{ get;{setter} }}{Default(getter)}";
    }

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(parameter =>
        $"{(parameter.IsDefined(typeof(ParamArrayAttribute)) ? "params " : "")}{TypeName.Of(parameter.ParameterType)} {parameter.Name}"));

    private static string Static(MethodInfo method) => method.IsStatic ? "static " : "";

    private static string Default(MethodInfo method) => method.DeclaringType!.IsInterface && !method.IsAbstract ? " (default)" : "";

    private static string Access(MethodBase method) => (method.Attributes & MethodAttributes.MemberAccessMask) switch
    {
        MethodAttributes.Public => "public",
        MethodAttributes.Assembly => "internal",
        MethodAttributes.Private => "private",
        _ => "protected",
    };

    private static string Access(FieldAttributes attributes) => (attributes & FieldAttributes.FieldAccessMask) switch
    {
        FieldAttributes.Public => "public",
        FieldAttributes.Assembly => "internal",
        FieldAttributes.Private => "private",
        _ => "protected",
    };
}
