namespace Pintle.Testing;

/// <summary>What a function sees at <c>/opt</c>: its layers, one over the other in their order.</summary>
internal static class LayerFolder
{
    /// <returns>The one layer's own folder where there is one; else a folder of this function.</returns>
    public static string Open(LambdaFunctionOptions options, TemporaryFolder files, OpenedPackages packages)
    {
        string[] layers = [.. options.Layer is null ? [] : (string[])[options.Layer], .. options.MoreLayers];
        var folders = layers.Select((layer, index) => Package.Open("layer", layer, () => files.Create(index == 0 ? "layer" : $"layer-{index + 1}"), packages)).ToArray();
        if (folders.Length == 1)
            return folders[0];

        var all = files.Create(folders.Length == 0 ? "no-layer" : "layers");
        foreach (var folder in folders)
            CopyFiles(folder, all);
        foreach (var folder in folders)
            CopyModes(folder, all);
        return all;
    }

    /// <summary>A link that leads out of a layer is kept out of the copy: it would be followed on this machine.</summary>
    private static void CopyFiles(string from, string to)
    {
        foreach (var entry in PackageEntries.In(from))
        {
            var name = Path.GetRelativePath(from, entry.FullName);
            var copy = Path.Combine(to, name);
            if (entry.LinkTarget is { } target)
            {
                if (PackageLink.IsInside(name, target) && !Path.Exists(copy) && !IsBelowLink(to, name))
                    _ = File.CreateSymbolicLink(copy, target);
            }
            else if (entry is DirectoryInfo)
            {
                _ = Directory.CreateDirectory(copy);
            }
            else
            {
                File.Delete(copy);
                LambdaModes.CopyFile(entry.FullName, copy);
            }
        }
    }

    private static void CopyModes(string from, string to)
    {
        foreach (var folder in PackageEntries.In(from).Where(entry => entry is DirectoryInfo { LinkTarget: null }).OrderByDescending(entry => entry.FullName.Length))
            UnixModes.Set(Path.Combine(to, Path.GetRelativePath(from, folder.FullName)), LambdaModes.Of((int)UnixModes.Get(folder.FullName)));
    }

    private static bool IsBelowLink(string root, string name)
    {
        for (var parent = Path.GetDirectoryName(name); !string.IsNullOrEmpty(parent); parent = Path.GetDirectoryName(parent))
        {
            if (new DirectoryInfo(Path.Combine(root, parent)).LinkTarget is not null)
                return true;
        }

        return false;
    }
}
