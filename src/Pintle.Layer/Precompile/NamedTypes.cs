using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Pintle.Layer.Precompile;

/// <summary>
/// The generic types over value types that a type itself names: in its base, its fields, its methods' signatures and their code. Those over type parameters are left out.
/// Of these, crossgen2 compiles what is called directly, and nothing that is called through a virtual method or an interface.
/// </summary>
internal static class NamedTypes
{
    public static IEnumerable<GenericInstanceType> In(TypeDefinition type) =>
        ((IEnumerable<TypeReference?>)[type.BaseType, .. type.Fields.Select(field => field.FieldType), .. type.Methods.SelectMany(Of)])
            .SelectMany(Parts)
            .Where(found => !found.ContainsGenericParameter && found.GenericArguments.Any(argument => argument.IsValueType));

    private static IEnumerable<TypeReference?> Of(MethodDefinition method) =>
        [
            method.ReturnType,
            .. method.Parameters.Select(parameter => parameter.ParameterType),
            .. method.HasBody ? method.Body.Variables.Select(variable => variable.VariableType) : [],
            .. method.HasBody ? method.Body.Instructions.Select(Of) : [],
        ];

    private static TypeReference? Of(Instruction instruction) => instruction.Operand switch
    {
        TypeReference type => type,
        MemberReference member => member.DeclaringType,
        _ => null,
    };

    private static IEnumerable<GenericInstanceType> Parts(TypeReference? type) => type switch
    {
        GenericInstanceType generic => [generic, .. generic.GenericArguments.SelectMany(Parts)],
        TypeSpecification other => Parts(other.ElementType),
        _ => [],
    };
}
