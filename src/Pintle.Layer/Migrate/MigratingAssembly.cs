using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Pintle.Layer.Migrate;

/// <summary>What the metadata of one assembly say: what it refers to, which members it calls, which texts it holds. Nothing of it is loaded or run.</summary>
/// <param name="IsOwn">No package of the <c>deps.json</c> brought it: it is the function's owner's.</param>
/// <param name="IsCompiled">It has native code beside its IL.</param>
/// <param name="HasMain">It can be run as a program.</param>
/// <param name="Methods">How many methods with a body it defines.</param>
/// <param name="References">Simple names of other assemblies.</param>
/// <param name="Members">Members of other assemblies that it names, as <c>Namespace.Type.Member</c>.</param>
/// <param name="Texts">The texts of its code.</param>
internal sealed record MigratingAssembly(
    string Path, string Name, Version Version, bool IsOwn, bool IsCompiled, bool HasCulture, bool HasMain, int Methods, IReadOnlySet<string> References, IReadOnlySet<string> Members, IReadOnlyList<string> Texts)
{
    /// <returns><c>null</c> where the file is no managed assembly.</returns>
    public static MigratingAssembly? Read(MigratingFile file, bool isOwn)
    {
        if (file.Content is not { } content || !file.Path.EndsWith(".dll", StringComparison.OrdinalIgnoreCase))
            return null;
        try
        {
            using var image = new PEReader(new MemoryStream(content));
            if (!image.HasMetadata || image.GetMetadataReader() is not { IsAssembly: true } metadata)
                return null;
            var assembly = metadata.GetAssemblyDefinition();
            return new MigratingAssembly(
                file.Path,
                metadata.GetString(assembly.Name),
                assembly.Version,
                isOwn,
                image.PEHeaders.CorHeader is { } header && header.ManagedNativeHeaderDirectory.Size != 0,
                !assembly.Culture.IsNil,
                image.PEHeaders.CorHeader is { EntryPointTokenOrRelativeVirtualAddress: not 0 },
                metadata.MethodDefinitions.Count(handle => metadata.GetMethodDefinition(handle).RelativeVirtualAddress != 0),
                metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name)).ToHashSet(StringComparer.OrdinalIgnoreCase),
                MembersOf(metadata),
                TextsOf(metadata));
        }
        // The framework's reader throws all three for damaged files.
        catch (Exception e) when (e is BadImageFormatException or InvalidOperationException or OverflowException)
        {
            return null;
        }
    }

    private static HashSet<string> MembersOf(MetadataReader metadata)
    {
        var members = new HashSet<string>(StringComparer.Ordinal);
        foreach (var handle in metadata.MemberReferences)
        {
            var member = metadata.GetMemberReference(handle);
            if (member.Parent.Kind != HandleKind.TypeReference)
                continue;
            var type = metadata.GetTypeReference((TypeReferenceHandle)member.Parent);
            _ = members.Add($"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}.{metadata.GetString(member.Name)}");
        }

        return members;
    }

    private static List<string> TextsOf(MetadataReader metadata)
    {
        var texts = new List<string>();
        for (var handle = MetadataTokens.UserStringHandle(0); ;)
        {
            handle = metadata.GetNextHandle(handle);
            if (handle.IsNil)
                return texts;
            if (metadata.GetUserString(handle) is { Length: > 0 } text)
                texts.Add(text);
        }
    }
}
