using Mono.Cecil;
using Mono.Cecil.Cil;
using Pintle.Layer.Definition;

namespace Pintle.Layer.Precompile;

/// <summary>
/// Writes crossgen2's profile format (.mibc): a .NET module whose global method <c>AssemblyDictionary</c> names, for each set of assemblies,
/// a global method that in turn names the methods to compile. It holds no counts, only names.
/// </summary>
internal sealed class ProfileWriter : IDisposable
{
    private readonly ModuleDefinition _module = ModuleDefinition.CreateModule(
        "startup", new ModuleParameters { Kind = ModuleKind.Dll, Runtime = TargetRuntime.Net_4_0 });
    private readonly FrameworkMethods _framework;
    private readonly FamilyMethods _families;
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly List<string> _added = [];
    private readonly SortedDictionary<string, Group> _groups = new(StringComparer.Ordinal);

    public ProfileWriter(FrameworkMethods framework)
    {
        _framework = framework;
        _families = new FamilyMethods(framework, _module);
    }

    /// <summary>Writes a profile of these methods alone.</summary>
    /// <param name="methods">As for <see cref="Add(IEnumerable{string}, Func{IReadOnlyCollection{string}, bool}?)"/>.</param>
    /// <returns>How many of the methods are in it.</returns>
    public static int Write(string path, IEnumerable<string> methods, FrameworkMethods framework, Func<IReadOnlyCollection<string>, bool>? takes = null)
    {
        using var profile = new ProfileWriter(framework);
        var found = profile.Add(methods, takes);
        profile.Write(path);
        return found;
    }

    /// <param name="methods">By the JIT's names; the result does not depend on their order.</param>
    /// <param name="takes">Whether a method belongs in it, by the names of the assemblies that the method speaks of, its own first; without this, all do.</param>
    /// <returns>How many of them belong in it and are in the framework.</returns>
    public int Add(IEnumerable<string> methods, Func<IReadOnlyCollection<string>, bool>? takes = null) =>
        methods.Distinct().Order(StringComparer.Ordinal).Count(text => MethodText.Parse(text) is { } method && Add(_framework.Find(method, _module), takes, null) > 0);

    /// <returns>How many methods it has.</returns>
    public int Add(MethodFamily family) => Add(_families.Of(family), null, family.Name);

    /// <param name="takes">As for <see cref="Add(IEnumerable{string}, Func{IReadOnlyCollection{string}, bool}?)"/>.</param>
    /// <param name="without">Whether a method of a family stays out; a method that the list or an earlier family has too counts as theirs.</param>
    public void Write(string path, Func<IReadOnlyCollection<string>, bool>? takes = null, Func<string, MethodReference, bool>? without = null)
    {
        var global = _module.Types.Single(type => type.Name == "<Module>");
        global.Methods.Clear();
        var dictionary = AddMethod(global, "AssemblyDictionary");
        foreach ((var assemblies, var members) in _groups.Where(each => takes is null || takes(each.Value.Assemblies)))
        {
            var group = AddMethod(global, "Group" + global.Methods.Count);
            foreach ((var member, var family) in members.Methods)
            {
                if (family is not null && without?.Invoke(family, member) == true)
                    continue;
                group.Body.Instructions.Add(Instruction.Create(OpCodes.Ldtoken, member));
                group.Body.Instructions.Add(Instruction.Create(OpCodes.Pop));
            }

            dictionary.Body.Instructions.Add(Instruction.Create(OpCodes.Ldstr, assemblies));
            dictionary.Body.Instructions.Add(Instruction.Create(OpCodes.Ldtoken, group));
            dictionary.Body.Instructions.Add(Instruction.Create(OpCodes.Pop));
        }

        foreach (var method in global.Methods)
            method.Body.Instructions.Add(Instruction.Create(OpCodes.Ret));
        _module.Write(path, new WriterParameters { DeterministicMvid = true, Timestamp = 0 });
    }

    /// <summary>The families that have methods in the profile that <paramref name="takes"/> selects, in their order.</summary>
    public IReadOnlyList<string> FamiliesIn(Func<IReadOnlyCollection<string>, bool> takes) =>
        [.. _groups.Values.Where(group => takes(group.Assemblies)).SelectMany(group => group.Methods).Select(each => each.Family).OfType<string>().Distinct().OrderBy(_added.IndexOf)];

    /// <summary>Whether a family has methods of this type in the profile that <paramref name="takes"/> selects.</summary>
    public bool HasInFamilies(string type, Func<IReadOnlyCollection<string>, bool> takes) =>
        _groups.Values.Where(group => takes(group.Assemblies)).SelectMany(group => group.Methods).Any(each => each.Family is not null && each.Method.DeclaringType.FullName == type);

    public void Dispose() => _module.Dispose();

    private int Add(IEnumerable<MethodReference> references, Func<IReadOnlyCollection<string>, bool>? takes, string? family)
    {
        var found = 0;
        if (family is not null)
            _added.Add(family);
        foreach (var reference in references)
        {
            var assemblies = AssembliesOf(reference);
            if (takes is not null && !takes(assemblies))
                continue;
            found++;
            var name = string.Concat(assemblies.Select(name => name + ";"));
            if (!_known.Add(name + reference.FullName))
                continue;
            if (!_groups.TryGetValue(name, out var group))
                _groups.Add(name, group = new Group(assemblies, []));
            group.Methods.Add((reference, family));
        }

        return found;
    }

    /// <summary>The assemblies that a method speaks of, its own first.</summary>
    private static string[] AssembliesOf(MethodReference method)
    {
        var others = new SortedSet<string>(StringComparer.Ordinal);
        Collect(method.DeclaringType, others);
        if (method is GenericInstanceMethod instance)
        {
            foreach (var argument in instance.GenericArguments)
                Collect(argument, others);
        }

        var own = method.DeclaringType.GetElementType().Scope.Name;
        _ = others.Remove(own);
        return [own, .. others];
    }

    private static void Collect(TypeReference type, SortedSet<string> names)
    {
        _ = names.Add(type.GetElementType().Scope.Name);
        if (type is GenericInstanceType instance)
        {
            foreach (var argument in instance.GenericArguments)
                Collect(argument, names);
        }
    }

    private MethodDefinition AddMethod(TypeDefinition type, string name)
    {
        var method = new MethodDefinition(name, MethodAttributes.Public | MethodAttributes.Static, _module.TypeSystem.Void);
        type.Methods.Add(method);
        return method;
    }

    private sealed record Group(IReadOnlyCollection<string> Assemblies, List<(MethodReference Method, string? Family)> Methods);
}
