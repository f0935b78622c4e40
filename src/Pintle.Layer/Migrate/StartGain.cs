using System.Globalization;
using Pintle.Layer.Optimize;
using Pintle.Layer.Rehearse;

namespace Pintle.Layer.Migrate;

/// <summary>What the JIT has to compile of a package at a start, counted in its metadata: what <c>pintle rehearse</c> and <c>pintle optimize</c> would take away. Only a run can tell how long it takes.</summary>
/// <param name="Assemblies">Assemblies with code that stand in the package.</param>
/// <param name="OnlyIl">Those of them that have no native code.</param>
/// <param name="MethodsInIl">Methods that these define.</param>
/// <param name="IsOptimized"><c>pintle optimize</c> was here.</param>
/// <param name="IsRehearsed">A recorded start is in the package.</param>
public sealed record StartGain(int Assemblies, int OnlyIl, int MethodsInIl, bool IsOptimized, bool IsRehearsed)
{
    /// <summary>Not rehearsed yet: there is always something to load, and what is compiled ahead is loaded all the same.</summary>
    public bool IsExpected => !IsRehearsed;

    /// <summary>The gain of a package, a zip or a folder.</summary>
    /// <exception cref="LayerException">It cannot be read.</exception>
    public static StartGain Read(string path)
    {
        var package = MigratingPackage.Open(path);
        return Of(package, [.. package.Files.Select(file => MigratingAssembly.Read(file, isOwn: true)).OfType<MigratingAssembly>()]);
    }

    internal static StartGain Of(MigratingPackage package, IReadOnlyList<MigratingAssembly> assemblies)
    {
        MigratingAssembly[] code = [.. assemblies.Where(assembly => !assembly.HasCulture && assembly.Methods > 0)];
        MigratingAssembly[] il = [.. code.Where(assembly => !assembly.IsCompiled)];
        return new StartGain(
            code.Length, il.Length, il.Sum(assembly => assembly.Methods), package.AtRoot(OptimizedManifest.RelativePath) is not null,
            package.Files.Any(file => file.Path.StartsWith(FunctionRehearsal.PackageFolder + "/", StringComparison.Ordinal)));
    }

    /// <summary>The sentence that says so.</summary>
    public string Found => string.Create(
        CultureInfo.InvariantCulture,
        $"{OnlyIl} of its {Assemblies} assemblies have no native code ({MethodsInIl} methods that the JIT compiles where a start needs them){(IsOptimized ? ", it was compiled by pintle optimize" : "")}{(IsRehearsed ? ", and its start was rehearsed" : ", and no start was rehearsed")}.");

    internal MigrationFinding Finding => new(
        MigrationSeverity.Note, "start", null, Found,
        IsExpected
            ? OnlyIl > 0
                ? "Try pintle optimize with an event (compiled, and rehearsed), or pintle rehearse alone: both measure what they gain."
                : "Try pintle rehearse with an event: it measures what it gains."
            : null);
}
