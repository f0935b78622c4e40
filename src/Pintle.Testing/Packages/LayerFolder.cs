namespace Pintle.Testing;

/// <summary>What a function sees at <c>/opt</c>: its layers, one over the other in their order.</summary>
internal static class LayerFolder
{
    // A layer's own links are kept out: they would be followed on this machine.
    private static readonly EnumerationOptions Everything = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };

    /// <returns>The one layer's own folder where there is one; else a folder of this function.</returns>
    public static string Open(LambdaFunctionOptions options, TemporaryFolder files)
    {
        string[] layers = [.. options.Layer is null ? [] : (string[])[options.Layer], .. options.MoreLayers];
        var folders = layers.Select((layer, index) => Package.Open("layer", layer, () => files.Create(index == 0 ? "layer" : $"layer-{index + 1}"))).ToArray();
        if (folders.Length == 1)
            return folders[0];

        var all = files.Create(folders.Length == 0 ? "no-layer" : "layers");
        foreach (var folder in folders)
            Copy(folder, all);
        return all;
    }

    private static void Copy(string from, string to)
    {
        foreach (var path in Directory.EnumerateFiles(from, "*", Everything))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, path));
            _ = Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(path, copy, overwrite: true);
        }
    }
}
