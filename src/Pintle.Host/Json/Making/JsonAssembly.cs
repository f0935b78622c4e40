using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Security.Cryptography;

namespace Pintle.Host.Json.Making;

/// <summary>An emitted assembly as a file, the same bytes for the same code.</summary>
internal static class JsonAssembly
{
    /// <summary>Of a version id.</summary>
    private const int Length = 16;

    public static byte[] Write(PersistedAssemblyBuilder assembly)
    {
        var metadata = assembly.GenerateMetadata(out var code, out var data);
        var image = new ManagedPEBuilder(PEHeaderBuilder.CreateLibraryHeader(), new MetadataRootBuilder(metadata), code, data, deterministicIdProvider: _ => new BlobContentId(new byte[20]));
        var file = new BlobBuilder();
        _ = image.Serialize(file);
        var bytes = file.ToArray();
        int place;
        using (var reader = new PEReader(new MemoryStream(bytes)))
        {
            var read = reader.GetMetadataReader();
            place = reader.PEHeaders.MetadataStartOffset + read.GetHeapMetadataOffset(HeapIndex.Guid) + (read.GetHeapOffset(read.GetModuleDefinition().Mvid) - 1) * Length;
        }

        // The builder draws one; the code's own digest is as good, and the same each time.
        var id = bytes.AsSpan(place, Length);
        id.Clear();
        SHA256.HashData(bytes).AsSpan(0, Length).CopyTo(id);
        return bytes;
    }
}
