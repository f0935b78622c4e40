using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Pintle.Layer.Tree;

namespace Pintle.Layer.Optimize;

/// <summary>A managed assembly of a function's package.</summary>
/// <param name="Name">Its simple name.</param>
internal sealed record FunctionAssembly(TreeFile File, string Name)
{
    /// <summary>Why it is not compiled; <c>null</c> where it is.</summary>
    public string? LeftBecause { get; private init; }

    /// <summary>The simple names of the assemblies that it refers to.</summary>
    public IReadOnlyList<string> References { get; private init; } = [];

    /// <returns><c>null</c> where the file is no managed assembly.</returns>
    public static FunctionAssembly? Read(TreeFile file, LayerArchitecture architecture)
    {
        if (!file.Path.EndsWith(".dll", StringComparison.OrdinalIgnoreCase))
            return null;
        try
        {
            using var content = System.IO.File.OpenRead(file.FullPath);
            using var image = new PEReader(content);
            if (!image.HasMetadata || image.GetMetadataReader() is not { IsAssembly: true } metadata)
                return null;
            var assembly = metadata.GetAssemblyDefinition();
            return new FunctionAssembly(file, metadata.GetString(assembly.Name))
            {
                LeftBecause = Reason(file.Path, image.PEHeaders, !assembly.Culture.IsNil, architecture),
                References = [.. metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))],
            };
        }
        // The framework's reader throws all three for damaged files.
        catch (Exception e) when (e is BadImageFormatException or InvalidOperationException or OverflowException)
        {
            return null;
        }
    }

    private static string? Reason(string path, PEHeaders headers, bool hasCulture, LayerArchitecture architecture)
    {
        if (hasCulture)
            return "it has resources of a culture and no code";
        // Code that a ReadyToRun compiler added stands in this header; with neither that nor the flag, native code is a part of the assembly.
        if (headers.CorHeader is not { } header || (header.Flags & CorFlags.ILOnly) == 0 && header.ManagedNativeHeaderDirectory.Size == 0)
            return "it is not made of IL alone";
        return path.Split('/') is ["runtimes", string rid, ..] && !IsFor(rid, architecture) ? $"it is for {rid}" : null;
    }

    private static bool IsFor(string rid, LayerArchitecture architecture) =>
        rid is "any" or "unix" or "linux" || rid == architecture.Rid() || rid == "unix-" + architecture.Name();
}
