using System.IO.Compression;
using System.Reflection.PortableExecutable;
using System.Security.Cryptography;
using Pintle.Layer.Output;
using Pintle.Layer.Tree;

namespace Pintle.Layer.Tests;

/// <summary>What stands in the layer that is built from this repository, read back by other readers than the ones that wrote it.</summary>
public sealed class LayerContentTests(BuiltLayer layer)
{
    private string Folder => layer.Artifact.Directory;

    private LayerManifest Manifest => layer.Artifact.Manifest;

    [Fact]
    public void The_manifest_covers_every_file_but_itself()
    {
        var found = Directory.GetFiles(Folder, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Folder, file))
            .Where(file => file != "pintle/manifest.json")
            .Order(StringComparer.Ordinal)
            .Select(file => Describe(file, File.ReadAllBytes(Path.Combine(Folder, file)), (int)File.GetUnixFileMode(Path.Combine(Folder, file))));

        Assert.Equal(found, Manifest.Files.Select(file => $"{file.Path} {file.Size} {file.Sha256} {file.Mode}"));
    }

    [Fact]
    public void The_zip_holds_what_the_folder_holds_in_ordinal_order_with_the_same_modes()
    {
        using var zip = ZipFile.OpenRead(layer.Artifact.ZipPath);
        var entries = zip.Entries.Where(entry => entry.FullName != "pintle/manifest.json")
            .Select(entry => Describe(entry.FullName, Read(entry), (entry.ExternalAttributes >>> 16) & 0xFFF));

        Assert.Equal(Manifest.Files.Select(file => $"{file.Path} {file.Size} {file.Sha256} {file.Mode}"), entries);
        Assert.Equal(zip.Entries.Select(entry => entry.FullName).Order(StringComparer.Ordinal), zip.Entries.Select(entry => entry.FullName));
        Assert.All(zip.Entries, entry => Assert.Equal(new DateTime(2000, 1, 1), entry.LastWriteTime.DateTime));
        Assert.Equal(File.ReadAllBytes(Path.Combine(Folder, "pintle", "manifest.json")), Read(zip.GetEntry("pintle/manifest.json")!));
    }

    [Fact]
    public void Only_the_bootstrap_is_executable_and_nothing_stands_outside_its_place()
    {
        string[] executable = [.. Manifest.Files.Where(file => file.Mode != "0644").Select(file => $"{file.Mode} {file.Path}")];

        Assert.Equal(["0755 bootstrap"], executable);
        Assert.Equal(["bootstrap", "pintle"], Directory.GetFileSystemEntries(Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.All(Directory.GetDirectories(Folder, "*", SearchOption.AllDirectories), folder => Assert.Equal("0755", UnixModes.Octal(File.GetUnixFileMode(folder))));
    }

    [Fact]
    public void Holds_no_assembly_of_amazons_and_none_of_the_files_that_are_left_out()
    {
        string[] names = [.. Manifest.Files.Select(file => Path.GetFileName(file.Path))];

        Assert.DoesNotContain(names, name => name.StartsWith("Amazon.", StringComparison.Ordinal));
        Assert.Empty(names.Intersect(["createdump", "libmscordaccore.so", "libmscordbi.so", "libcoreclrtraceptprovider.so", "libhostfxr.so", "libhostpolicy.so", "libclrgc.so", "libclrgcexp.so"]));
        Assert.DoesNotContain(names, name => name.EndsWith(".xml", StringComparison.Ordinal));
        Assert.Contains(Manifest.LeftOut, group => group.Name == "debugger" && group.Files.Contains("runtimes/linux-x64/native/libmscordbi.so"));
    }

    [Fact]
    public void The_host_is_precompiled_code_for_x64_linux()
    {
        using var image = new PEReader(File.OpenRead(Path.Combine(Folder, "pintle", "host", "Pintle.Host.dll")));

        // How a ReadyToRun image says its OS: the machine number exclusive-or 0x7B79 is Linux.
        Assert.Equal((int)Machine.Amd64 ^ 0x7B79, (int)image.PEHeaders.CoffHeader.Machine);
        Assert.InRange(image.PEHeaders.CorHeader!.ManagedNativeHeaderDirectory.Size, 1, int.MaxValue);
    }

    [Fact]
    public void The_manifest_says_what_went_in_and_with_which_tools_and_nothing_of_this_machine()
    {
        var text = File.ReadAllText(Path.Combine(Folder, LayerManifest.RelativePath));

        Assert.Equal(("10.0", "linux-x64", "core", BuiltLayer.Dotnet), (Manifest.Pin, Manifest.Rid, Manifest.Framework, Manifest.Dotnet));
        Assert.Equal(["Microsoft.NETCore.App.Runtime.linux-x64 framework", "Microsoft.NETCore.App.Crossgen2.linux-x64 compiler"], Manifest.Packages.Select(package => $"{package.Id} {package.Use}"));
        Assert.Contains(Manifest.Bootstrap.NativeAot, package => package.Id.Contains("ILCompiler", StringComparison.Ordinal));
        Assert.Matches(@"^10\.0\.4\d\d$", Manifest.Toolchain.Sdk);
        Assert.Matches(@"^(clang|gcc) \d+\.", Manifest.Toolchain.Compiler);
        Assert.Matches(@"\d+\.\d+", Manifest.Toolchain.Linker);
        Assert.DoesNotContain(BuiltLayer.Root, text, StringComparison.Ordinal);
        Assert.DoesNotContain(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), text, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"\d{4}-\d\d-\d\dT", text);
    }

    [Fact]
    public void The_artifact_says_the_sizes_on_disk()
    {
        Assert.Equal(Path.Combine(BuiltLayer.Root, "artifacts", "layers", $"pintle-{BuiltLayer.Dotnet}-core-x64.zip"), layer.Artifact.ZipPath);
        Assert.Equal(new FileInfo(layer.Artifact.ZipPath).Length, layer.Artifact.ZipSize);
        Assert.Equal(Directory.GetFiles(Folder, "*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length), layer.Artifact.UnzippedSize);
    }

    private static string Describe(string path, byte[] content, int mode) =>
        $"{path} {content.Length} {Convert.ToHexStringLower(SHA256.HashData(content))} {UnixModes.Octal((UnixFileMode)mode)}";

    private static byte[] Read(ZipArchiveEntry entry)
    {
        var content = new MemoryStream();
        using var stream = entry.Open();
        stream.CopyTo(content);
        return content.ToArray();
    }
}
