using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Pintle.Layer.Precompile;

/// <summary>
/// Writes crossgen2's profile format (.mibc): a .NET module whose global method <c>AssemblyDictionary</c> names, for each set of assemblies,
/// a global method that in turn names the methods to compile. It holds no counts, only names.
/// </summary>
internal static class ProfileWriter
{
    /// <param name="methods">By the JIT's names; the result does not depend on their order.</param>
    /// <param name="takes">Whether a method belongs into it, by the names of the assemblies that it speaks of, its own first; all do where it is left out.</param>
    /// <returns>How many of them are in the profile.</returns>
    public static int Write(string path, IEnumerable<string> methods, FrameworkMethods framework, Func<IReadOnlyCollection<string>, bool>? takes = null)
    {
        using var module = ModuleDefinition.CreateModule(
            "startup", new ModuleParameters { Kind = ModuleKind.Dll, Runtime = TargetRuntime.Net_4_0 });
        var groups = new SortedDictionary<string, List<MethodReference>>(StringComparer.Ordinal);
        int found = 0;
        foreach (string text in methods.Distinct().Order(StringComparer.Ordinal))
        {
            MethodReference[] references = MethodText.Parse(text) is { } method ? [.. framework.Find(method, module).Where(each => takes is null || takes(AssembliesOf(each)))] : [];
            found += references.Length > 0 ? 1 : 0;
            foreach (MethodReference reference in references)
            {
                string group = string.Concat(AssembliesOf(reference).Select(name => name + ";"));
                if (!groups.TryGetValue(group, out List<MethodReference>? members))
                    groups.Add(group, members = []);
                members.Add(reference);
            }
        }

        TypeDefinition global = module.Types.Single(type => type.Name == "<Module>");
        MethodDefinition dictionary = AddMethod(global, "AssemblyDictionary", module);
        foreach ((string assemblies, List<MethodReference> members) in groups)
        {
            MethodDefinition group = AddMethod(global, "Group" + global.Methods.Count, module);
            foreach (MethodReference member in members)
            {
                group.Body.Instructions.Add(Instruction.Create(OpCodes.Ldtoken, member));
                group.Body.Instructions.Add(Instruction.Create(OpCodes.Pop));
            }

            dictionary.Body.Instructions.Add(Instruction.Create(OpCodes.Ldstr, assemblies));
            dictionary.Body.Instructions.Add(Instruction.Create(OpCodes.Ldtoken, group));
            dictionary.Body.Instructions.Add(Instruction.Create(OpCodes.Pop));
        }

        foreach (MethodDefinition method in global.Methods)
            method.Body.Instructions.Add(Instruction.Create(OpCodes.Ret));
        module.Write(path, new WriterParameters { DeterministicMvid = true, Timestamp = 0 });
        return found;
    }

    /// <summary>The assemblies that a method speaks of, its own first.</summary>
    private static string[] AssembliesOf(MethodReference method)
    {
        var others = new SortedSet<string>(StringComparer.Ordinal);
        Collect(method.DeclaringType, others);
        if (method is GenericInstanceMethod instance)
        {
            foreach (TypeReference argument in instance.GenericArguments)
                Collect(argument, others);
        }

        string own = method.DeclaringType.GetElementType().Scope.Name;
        _ = others.Remove(own);
        return [own, .. others];
    }

    private static void Collect(TypeReference type, SortedSet<string> names)
    {
        _ = names.Add(type.GetElementType().Scope.Name);
        if (type is GenericInstanceType instance)
        {
            foreach (TypeReference argument in instance.GenericArguments)
                Collect(argument, names);
        }
    }

    private static MethodDefinition AddMethod(TypeDefinition type, string name, ModuleDefinition module)
    {
        var method = new MethodDefinition(name, MethodAttributes.Public | MethodAttributes.Static, module.TypeSystem.Void);
        type.Methods.Add(method);
        return method;
    }
}
