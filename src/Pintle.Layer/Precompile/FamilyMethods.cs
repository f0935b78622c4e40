using System.Numerics;
using Mono.Cecil;
using Pintle.Layer.Definition;

namespace Pintle.Layer.Precompile;

/// <summary>The methods of a family, each instantiated over all of the family's types that the constraints in the metadata allow.</summary>
internal sealed class FamilyMethods(FrameworkMethods framework, ModuleDefinition into)
{
    /// <summary>Marks methods that run fully optimized or not at all; ReadyToRun code has none of them.</summary>
    private const MethodImplAttributes FullyOptimized = (MethodImplAttributes)0x200;

    /// <summary>How many parameters may have a value at once: all combinations would be thousands for each method, for hardly a method fewer to compile at run time (docs/adr/0021-families.md).</summary>
    private const int ValuesAtOnce = 2;

    private readonly TypeReference _anyReference = framework.Import(new TypeText("System.__Canon", [], []), into)!;

    public IEnumerable<MethodReference> Of(MethodFamily family)
    {
        TypeReference[][] lists = [.. family.Over.Select(list => (TypeReference[])[.. list.Select(Import)])];
        foreach (var each in family.Of)
        {
            (var types, var methods) = each.Split(':') is [var type, var method] ? (type, method) : (each, "*");
            foreach (var definition in framework.Like(types).Where(type => !IsLeftOut(family, type.FullName)))
            {
                foreach (var found in definition.Methods.Where(candidate =>
                    CanHaveCode(candidate) && FrameworkMethods.IsLike(candidate.Name, methods) && !IsLeftOut(family, candidate.Name) && (lists.Length > 0 || !IsVisible(candidate))))
                {
                    foreach (var instance in Instances(definition, found, lists))
                        yield return instance;
                }
            }
        }

        foreach (var named in family.NamedBy.SelectMany(framework.Like).SelectMany(NamedTypes.In).DistinctBy(type => type.FullName)
            .Where(type => !IsLeftOut(family, type.Name)))
        {
            TypeReference[] arguments = [.. named.GenericArguments.Select(into.ImportReference)];
            foreach (var method in named.Resolve().Methods.Where(method => CanHaveCode(method) && !method.HasGenericParameters))
                yield return FrameworkMethods.Instantiate(into.ImportReference(method), arguments, []);
        }
    }

    private IEnumerable<MethodReference> Instances(TypeDefinition type, MethodDefinition method, TypeReference[][] lists)
    {
        GenericParameter[] parameters = [.. type.GenericParameters, .. method.GenericParameters];
        foreach (var choice in Choices(parameters.Length, lists))
        {
            if (parameters.Zip(choice).All(pair => Allows(pair.First, pair.Second)))
            {
                TypeReference[] arguments = [.. parameters.Zip(choice).Select(pair => pair.Second ?? ReferenceFor(pair.First, parameters, choice))];
                yield return FrameworkMethods.Instantiate(into.ImportReference(method), arguments[..type.GenericParameters.Count], arguments[type.GenericParameters.Count..]);
            }
        }
    }

    /// <summary>What may stand in the place of each parameter; <c>null</c> is any reference. From one list, two parameters get the same type, as in most calls of a function.</summary>
    private static IEnumerable<TypeReference?[]> Choices(int parameters, TypeReference[][] lists) => lists.Length switch
    {
        0 => [new TypeReference?[parameters]],
        1 => Places(parameters, parameters == ValuesAtOnce ? ValuesAtOnce : 1)
            .SelectMany(places => lists[0].Select(type => (TypeReference?[])[.. places.Select(taken => taken ? type : null)])),
        _ => Places(parameters, ValuesAtOnce).SelectMany(places => Enumerable.Range(0, parameters).Aggregate(
            (IEnumerable<TypeReference?[]>)[[]],
            (chosen, at) => chosen.SelectMany(before => (!places[at] ? (TypeReference?[])[null] : at < lists.Length ? lists[at] : []).Select(type => (TypeReference?[])[.. before, type])))),
    };

    /// <summary>The ways in which parameters may have a value: at least one has.</summary>
    private static IEnumerable<bool[]> Places(int parameters, int atOnce) =>
        Enumerable.Range(1, (1 << parameters) - 1)
            .Where(bits => BitOperations.PopCount((uint)bits) <= atOnce)
            .Select(bits => (bool[])[.. Enumerable.Range(0, parameters).Select(at => (bits >> at & 1) != 0)]);

    /// <summary>Whether code of other assemblies can call it. crossgen2 compiles such methods by itself, over references.</summary>
    private static bool IsVisible(MethodDefinition method)
    {
        for (var type = method.DeclaringType; type is not null; type = type.DeclaringType)
        {
            if (!type.IsPublic && !type.IsNestedPublic && !type.IsNestedFamily && !type.IsNestedFamilyOrAssembly)
                return false;
        }

        return method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;
    }

    private static bool IsLeftOut(MethodFamily family, string name) => family.Without.Any(part => name.Contains(part, StringComparison.Ordinal));

    private static bool CanHaveCode(MethodDefinition method) => method.HasBody && !method.IsAbstract && (method.ImplAttributes & FullyOptimized) == 0;

    private static bool Allows(GenericParameter parameter, TypeReference? argument)
    {
        var isNullable = argument is { Name: "Nullable`1" };
        if (argument is null ? parameter.HasNotNullableValueTypeConstraint : parameter.HasReferenceTypeConstraint || parameter.HasNotNullableValueTypeConstraint && isNullable)
            return false;
        return argument is null || parameter.Constraints.All(constraint => constraint.ConstraintType.Resolve() switch
        {
            null or { FullName: "System.ValueType" } => true,
            { IsInterface: true } wanted => argument.Resolve().Interfaces.Any(has => has.InterfaceType.GetElementType().FullName == wanted.FullName),
            _ => false,
        });
    }

    /// <summary>
    /// A reference type that satisfies the parameter's constraints: crossgen2 drops a method if the mark of any reference does not. The constraint's own class or interface does, and the code is the same for all.
    /// </summary>
    private TypeReference ReferenceFor(GenericParameter parameter, GenericParameter[] parameters, TypeReference?[] choice) =>
        parameter.Constraints is [var only, ..] && only.ConstraintType is not GenericParameter ? Close(only.ConstraintType, parameter, parameters, choice) : _anyReference;

    private TypeReference Close(TypeReference type, GenericParameter of, GenericParameter[] parameters, TypeReference?[] choice)
    {
        if (type is GenericParameter parameter)
            return Array.FindIndex(parameters, each => each.Name == parameter.Name) is var at and >= 0 && parameter.Name != of.Name ? choice[at] ?? _anyReference : _anyReference;
        if (type is not GenericInstanceType generic)
            return into.ImportReference(type.Resolve());
        var closed = new GenericInstanceType(into.ImportReference(type.Resolve()));
        foreach (var argument in generic.GenericArguments)
            closed.GenericArguments.Add(Close(argument, of, parameters, choice));
        return closed;
    }

    private TypeReference Import(string name)
    {
        ReadOnlySpan<char> text = name;
        return TypeText.Read(ref text) is { } type && text.IsEmpty && framework.Import(type, into) is { } found
            ? found
            : throw new LayerException(
                LayerFault.DefinitionInvalid,
                $"Expected the type \"{name}\" that layer/layer.json lists under \"precompile\" in this framework, but found none. Remove it from the list.");
    }
}
