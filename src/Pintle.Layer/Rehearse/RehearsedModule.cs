using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Pintle.Layer.Tree;

namespace Pintle.Layer.Rehearse;

/// <summary>A managed assembly of the package, as far as a replay has to know it.</summary>
/// <param name="File">Where it is.</param>
/// <param name="Name">Its simple name.</param>
/// <param name="VersionId">Its MVID.</param>
/// <param name="HasInitializer">Whether it has a module initializer: code of its own that runs when the module is first used.</param>
/// <param name="WatchesLoads">Whether it asks to be told of assemblies that are loaded.</param>
/// <param name="References">The simple names of the assemblies that it refers to.</param>
internal sealed record RehearsedModule(TreeFile File, string Name, Guid VersionId, bool HasInitializer, bool WatchesLoads, IReadOnlyList<string> References)
{
    private const string ModuleType = "<Module>";
    private const string Initializer = ".cctor";
    private const string Watch = "add_AssemblyLoad";

    /// <returns><c>null</c> where the file is no managed assembly.</returns>
    public static RehearsedModule? Read(TreeFile file)
    {
        if (!file.Path.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) && !file.Path.EndsWith(".exe", StringComparison.OrdinalIgnoreCase))
            return null;
        try
        {
            using var content = System.IO.File.OpenRead(file.FullPath);
            using var image = new PEReader(content);
            if (!image.HasMetadata || image.GetMetadataReader() is not { IsAssembly: true } metadata)
                return null;
            return new RehearsedModule(
                file,
                metadata.GetString(metadata.GetAssemblyDefinition().Name),
                metadata.GetGuid(metadata.GetModuleDefinition().Mvid),
                HasModuleInitializer(metadata),
                metadata.MemberReferences.Any(handle => metadata.StringComparer.Equals(metadata.GetMemberReference(handle).Name, Watch)),
                [.. metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))]);
        }
        // The framework's reader throws all three for damaged files.
        catch (Exception e) when (e is BadImageFormatException or InvalidOperationException or OverflowException)
        {
            return null;
        }
    }

    /// <summary>The names of the modules that have an initializer, and of those that reach one by references.</summary>
    public static IReadOnlySet<string> Reaching(IReadOnlyCollection<RehearsedModule> modules, IReadOnlyCollection<string> withInitializer)
    {
        var reaching = new HashSet<string>(withInitializer, StringComparer.OrdinalIgnoreCase);
        for (var count = -1; count != reaching.Count;)
        {
            count = reaching.Count;
            reaching.UnionWith(modules.Where(module => module.References.Any(reaching.Contains)).Select(module => module.Name));
        }

        return reaching;
    }

    private static bool HasModuleInitializer(MetadataReader metadata)
    {
        foreach (var type in metadata.TypeDefinitions.Select(metadata.GetTypeDefinition))
        {
            // It is the first one.
            if (!metadata.StringComparer.Equals(type.Name, ModuleType))
                continue;
            return type.GetMethods().Select(metadata.GetMethodDefinition).Any(method => metadata.StringComparer.Equals(method.Name, Initializer) && (method.Attributes & MethodAttributes.Static) != 0);
        }

        return false;
    }
}
