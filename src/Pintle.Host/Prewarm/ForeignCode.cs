using System.Reflection;
using Pintle.Host.Metadata;

namespace Pintle.Host.Prewarm;

/// <summary>
/// Assemblies that hold no code of the function's, by the beginnings of their names: the framework's, Microsoft's and Amazon's packages, and the JSON library that has a serializer of Amazon's. None of them changes settings of
/// the process by itself.
/// </summary>
internal static class ForeignCode
{
    private static readonly string[] Names = ["System.", "Microsoft.", "Amazon.Lambda.", "AWSSDK.", "Newtonsoft.Json,", "netstandard,", "mscorlib,"];

    public static bool Is(Assembly assembly)
    {
        if (assembly == typeof(object).Assembly)
            return true;
        var name = assembly.FullName ?? "";
        foreach (var beginning in Names)
        {
            if (name.StartsWith(beginning, StringComparison.Ordinal))
                return true;
        }
        return false;
    }

    /// <summary>Whether nothing else is referred to.</summary>
    public static bool IsAllBeside(in MetadataTables tables) => !tables.HasAssemblyReferenceBut(Names);
}
