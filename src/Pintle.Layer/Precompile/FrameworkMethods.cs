using Mono.Cecil;

namespace Pintle.Layer.Precompile;

/// <summary>Finds methods by the JIT's names in a set of assemblies. Owns the assemblies that it reads.</summary>
internal sealed class FrameworkMethods : IDisposable
{
    private static readonly Dictionary<string, string> Primitives = new(StringComparer.Ordinal)
    {
        ["bool"] = "System.Boolean", ["byte"] = "System.Byte", ["ubyte"] = "System.Byte", ["sbyte"] = "System.SByte", ["char"] = "System.Char",
        ["short"] = "System.Int16", ["ushort"] = "System.UInt16", ["int"] = "System.Int32", ["uint"] = "System.UInt32", ["long"] = "System.Int64",
        ["ulong"] = "System.UInt64", ["float"] = "System.Single", ["double"] = "System.Double", ["nint"] = "System.IntPtr", ["nuint"] = "System.UIntPtr",
        ["void"] = "System.Void",
    };

    private readonly DefaultAssemblyResolver _resolver = new();
    private readonly List<AssemblyDefinition> _assemblies = [];

    // Several assemblies have internal types of one name, such as System.ThrowHelper.
    private readonly Dictionary<string, List<TypeDefinition>> _types = new(StringComparer.Ordinal);

    /// <param name="assemblies">Paths, of IL or ReadyToRun assemblies.</param>
    public FrameworkMethods(IEnumerable<string> assemblies)
    {
        string[] paths = [.. assemblies];
        foreach (var folder in paths.Select(path => Path.GetDirectoryName(path)!).Distinct())
            _resolver.AddSearchDirectory(folder);
        foreach (var path in paths)
        {
            var assembly = AssemblyDefinition.ReadAssembly(path, new ReaderParameters { AssemblyResolver = _resolver });
            _assemblies.Add(assembly);
            foreach (var type in assembly.MainModule.GetTypes())
            {
                var name = type.FullName.Replace('/', '+');
                if (!_types.TryGetValue(name, out var same))
                    _types.Add(name, same = []);
                same.Add(type);
            }
        }
    }

    /// <summary>
    /// The method, instantiated as in the text, with what it needs imported into a module. It gives all overloads that the text does not tell apart.
    /// </summary>
    /// <returns>Nothing where a type or the method is not in these assemblies: it is of another version, or of a function.</returns>
    public IEnumerable<MethodReference> Find(MethodText text, ModuleDefinition into)
    {
        var types = Types(text.Type.Name, text.Type.Arguments.Count);
        TypeReference?[] typeArguments = [.. text.Type.Arguments.Select(argument => Import(argument, into))];
        TypeReference?[] methodArguments = [.. text.Arguments.Select(argument => Import(argument, into))];
        if (typeArguments.Contains(null) || methodArguments.Contains(null))
            return [];

        return types.SelectMany(type => type.Methods)
            .Where(method => text.Name == MethodText.All ? !method.HasGenericParameters : method.Name == text.Name && method.GenericParameters.Count == methodArguments.Length && Fits(method, text.Parameters))
            .Select(method => Instantiate(into.ImportReference(method), typeArguments!, methodArguments!));
    }

    /// <summary>Whether the method of that name, by the JIT's naming, is in these assemblies with all that it is instantiated over.</summary>
    public bool Knows(string method)
    {
        using var module = ModuleDefinition.CreateModule("any", ModuleKind.Dll);
        return MethodText.Parse(method) is { } parsed && Find(parsed, module).Any();
    }

    /// <summary>The types of that name; if it ends in a star, all whose names begin like it.</summary>
    public IEnumerable<TypeDefinition> Like(string name) =>
        name.EndsWith('*')
            ? _types.Where(each => IsLike(each.Key, name)).OrderBy(each => each.Key, StringComparer.Ordinal).SelectMany(each => each.Value)
            : _types.GetValueOrDefault(name) ?? [];

    public static bool IsLike(string name, string pattern) =>
        pattern.EndsWith('*') ? name.StartsWith(pattern[..^1], StringComparison.Ordinal) : name == pattern;

    public void Dispose()
    {
        _assemblies.ForEach(assembly => assembly.Dispose());
        _resolver.Dispose();
    }

    public static MethodReference Instantiate(MethodReference method, TypeReference[] typeArguments, TypeReference[] methodArguments)
    {
        if (typeArguments.Length > 0)
            method.DeclaringType = Instantiate(method.DeclaringType, typeArguments);
        if (methodArguments.Length == 0)
            return method;
        var instance = new GenericInstanceMethod(method);
        foreach (var argument in methodArguments)
            instance.GenericArguments.Add(argument);
        return instance;
    }

    private static GenericInstanceType Instantiate(TypeReference type, IEnumerable<TypeReference> arguments)
    {
        var instance = new GenericInstanceType(type);
        foreach (var argument in arguments)
            instance.GenericArguments.Add(argument);
        return instance;
    }

    private TypeDefinition[] Types(string name, int arguments) =>
        _types.TryGetValue(name, out var same) ? [.. same.Where(type => type.GenericParameters.Count == arguments)] : [];

    public TypeReference? Import(TypeText text, ModuleDefinition into)
    {
        var name = Primitives.GetValueOrDefault(text.Name, text.Name);
        if (Types(name, text.Arguments.Count) is not [TypeDefinition definition, ..])
            return null;
        var type = into.ImportReference(definition);
        TypeReference?[] arguments = [.. text.Arguments.Select(argument => Import(argument, into))];
        if (arguments.Contains(null))
            return null;
        if (arguments.Length > 0)
            type = Instantiate(type, arguments!);
        return text.Ranks.Aggregate(type, (element, rank) => rank == 1 ? new ArrayType(element) : new ArrayType(element, rank));
    }

    /// <summary>Compares the parameters as far as the JIT's text goes: a generic parameter and an enumeration fit everything.</summary>
    private static bool Fits(MethodDefinition method, IReadOnlyList<TypeText> parameters) =>
        method.Parameters.Count == parameters.Count
        && method.Parameters.Zip(parameters).All(pair => Fits(pair.First.ParameterType, pair.Second));

    private static bool Fits(TypeReference type, TypeText text) => type switch
    {
        _ when type.IsGenericParameter || MayBeEnumeration(type) => true,
        ByReferenceType => text.Name == "byref",
        PointerType or FunctionPointerType => text.Name is "ptr" or "nint" or "long",
        ArrayType => text.Ranks.Count > 0,
        _ => text.Ranks.Count == 0 && Primitives.GetValueOrDefault(text.Name, text.Name) == type.GetElementType().FullName.Replace('/', '+'),
    };

    /// <summary>A package may lack an assembly that it refers to; then nobody knows.</summary>
    private static bool MayBeEnumeration(TypeReference type)
    {
        try
        {
            return type.Resolve() is { IsEnum: true };
        }
        catch (AssemblyResolutionException)
        {
            return true;
        }
    }
}
