namespace Pintle.Testing.Tests;

public sealed class LayerFolderTests
{
    [Fact]
    public void Of_several_layers_the_last_one_s_file_counts_with_its_mode_and_links_that_lead_out_stay_out()
    {
        using var folder = new TestFolder();
        using var files = new TemporaryFolder(keep: false);
        foreach (var (name, text) in new[] { ("one/bootstrap", "1"), ("one/bin/tool", "1"), ("two/bin/tool", "2"), ("two/data", "2") })
        {
            _ = Directory.CreateDirectory(Path.GetDirectoryName(folder.At(name))!);
            File.WriteAllText(folder.At(name), text);
        }

        UnixModes.Set(folder.At("two/bin/tool"), UnixModes.Executable);
        _ = File.CreateSymbolicLink(folder.At("two/link"), "/etc/passwd");
        _ = Directory.CreateSymbolicLink(folder.At("two/links"), "/etc");
        _ = File.CreateSymbolicLink(folder.At("two/current"), "bin/tool");
        var options = new LambdaFunctionOptions { Function = folder.Path, Handler = "x", Layer = folder.At("one"), MoreLayers = [folder.At("two")] };

        var all = LayerFolder.Open(options, files, new OpenedPackages());

        Assert.Equal(["bin/tool 2", "bootstrap 1", "current 2", "data 2"], Directory.GetFileSystemEntries(all, "*", SearchOption.AllDirectories).Where(File.Exists).Select(path => $"{Path.GetRelativePath(all, path)} {File.ReadAllText(path)}").Order(StringComparer.Ordinal));
        Assert.Equal(UnixModes.Executable, UnixModes.Get(Path.Combine(all, "bin/tool")));
        UnixModes.Set(folder.At("one"), UnixModes.Executable);
        Assert.Equal(folder.At("one"), LayerFolder.Open(options with { MoreLayers = [] }, files, new OpenedPackages()));
        Assert.Empty(Directory.GetFileSystemEntries(LayerFolder.Open(options with { Layer = null, MoreLayers = [] }, files, new OpenedPackages())));
    }
}
