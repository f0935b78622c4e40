using System.Reflection;
using System.Runtime.CompilerServices;

namespace Pintle.Host.Prewarm;

/// <summary>Values of AWS_LAMBDA_DOTNET_PREJIT, in AWS's order: a number means the same there.</summary>
internal enum PreJitMode
{
    /// <summary>Nothing is compiled ahead that the handler's construction does not need; our own prewarming is off too.</summary>
    Never,

    /// <summary>At every start.</summary>
    Always,

    /// <summary>Under provisioned concurrency only: what an absent or unknown value means.</summary>
    ProvisionedConcurrency,
}

/// <summary>
/// Compiles the function's own methods in the init phase when the function asks for it (RuntimeSupport, UserCodeInit). The serializer is warmed without being asked, see
/// <see cref="Prewarming"/>. Does not warm the culture that LANG names: this layer has the invariant one only.
/// </summary>
internal static class PreJit
{
    private const BindingFlags Declared = BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;

    /// <summary>Libraries that AWS's loop leaves out, because they are large and little of them is used.</summary>
    private static readonly string[] LeftOut = ["Microsoft.", "System.", "Newtonsoft.", "netstandard", "mscorlib"];

    /// <summary>Most functions set no value: then nothing is parsed, which would be jitted.</summary>
    public static PreJitMode Mode => HostEnvironment.PreJit is { Length: > 0 } text && Enum.TryParse<PreJitMode>(text, ignoreCase: true, out var mode) ? mode : PreJitMode.ProvisionedConcurrency;

    public static bool IsAsked => Mode switch
    {
        PreJitMode.Always => true,
        PreJitMode.ProvisionedConcurrency => HostEnvironment.InitializationType == "provisioned-concurrency",
        _ => false,
    };

    /// <summary>The handler's assembly and what it references of the package, each once.</summary>
    public static void Prepare(Assembly assembly) => Prepare(assembly, []);

    private static void Prepare(Assembly assembly, HashSet<string> done)
    {
        foreach (var type in TypesOf(assembly))
        {
            foreach (var method in type.GetMethods(Declared))
                PrepareMethod(method);
            foreach (var constructor in type.GetConstructors(Declared))
                PrepareMethod(constructor);
        }
        foreach (var reference in assembly.GetReferencedAssemblies())
        {
            if (IsOfTheFunction(reference.Name!) && done.Add(reference.Name!) && Load(reference) is { } loaded)
                Prepare(loaded, done);
        }
    }

    private static bool IsOfTheFunction(string name) => !LeftOut.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal));

    private static void PrepareMethod(MethodBase method)
    {
        if (method.IsAbstract || method.ContainsGenericParameters)
            return;
        try
        {
            RuntimeHelpers.PrepareMethod(method.MethodHandle);
        }
        catch (Exception)
        {
            // What cannot be compiled now fails when it is called, with its own message. A start must not end because of it.
        }
    }

    private static IEnumerable<Type> TypesOf(Assembly assembly)
    {
        try
        {
            return assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException e)
        {
            return e.Types.OfType<Type>();
        }
    }

    private static Assembly? Load(AssemblyName name)
    {
        try
        {
            return Assembly.Load(name);
        }
        catch (Exception e) when (e is IOException or BadImageFormatException)
        {
            return null;
        }
    }
}
