using Pintle.Layer.Elf;
using Pintle.Layer.Tree;

namespace Pintle.Layer.Verify;

/// <summary>Native code of the layer against the OS image that Lambda runs it on, and the bootstrap against what the manifest says of it.</summary>
internal static class NativeRules
{
    private const string Bootstrap = "bootstrap";
    private const string OwnFolder = "$ORIGIN";

    public static void Check(LayerManifest manifest, IReadOnlyDictionary<string, byte[]> contents, Findings findings)
    {
        if (Architecture(manifest.Rid) is not { } architecture)
        {
            findings.Add(VerifyCheck.Manifest, LayerManifest.RelativePath, $"it says rid \"{Findings.Bounded(manifest.Rid)}\", expected linux-x64 or linux-arm64.");
            return;
        }

        foreach ((var name, var content) in contents.OrderBy(file => file.Key, StringComparer.Ordinal))
        {
            if (name == Bootstrap || name.EndsWith(".so", StringComparison.Ordinal) || content.AsSpan().StartsWith("\u007fELF"u8))
                Check(name, content, architecture, manifest.Bootstrap, findings);
        }
    }

    private static void Check(string name, byte[] content, LayerArchitecture architecture, ManifestBootstrap said, Findings findings)
    {
        ElfImage image;
        try
        {
            image = ElfImage.Parse(content);
        }
        catch (InvalidDataException e)
        {
            findings.Add(VerifyCheck.Native, name, e.Message);
            return;
        }

        // A framework library may look beside itself, where only the layer's own files are; the bootstrap needs no search at all.
        var besideItself = name != Bootstrap && image.Rpath is null && image.RunPath == OwnFolder;
        foreach (var reason in GlibcFloor.Check(besideItself ? image with { RunPath = null } : image, architecture))
            findings.Add(VerifyCheck.Native, name, reason);
        if (name != Bootstrap)
            return;

        var glibc = image.Glibc?.ToString() ?? "none";
        if (glibc != said.Glibc)
            findings.Add(VerifyCheck.Manifest, LayerManifest.RelativePath, $"it says that the bootstrap needs glibc {Findings.Bounded(said.Glibc)}, which needs {glibc}.");
        if (!image.Needed.SequenceEqual(said.Needed, StringComparer.Ordinal))
            findings.Add(VerifyCheck.Manifest, LayerManifest.RelativePath, $"it does not name the libraries that the bootstrap needs: {string.Join(", ", image.Needed)}.");
    }

    private static LayerArchitecture? Architecture(string rid)
    {
        foreach (var architecture in Enum.GetValues<LayerArchitecture>())
        {
            if (architecture.Rid() == rid)
                return architecture;
        }

        return null;
    }
}
