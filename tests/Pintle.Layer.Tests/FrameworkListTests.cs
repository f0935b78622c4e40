using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Xml.Linq;
using Pintle.Layer.Definition;
using Pintle.Layer.Packages;
using Pintle.Layer.Tree;
using Pintle.Shared;

namespace Pintle.Layer.Tests;

public sealed class FrameworkListTests(BuiltLayer layer)
{
    private string Folder => Path.Combine(layer.Artifact.Directory, FrameworkListFormat.RuntimeFolder);

    [Fact]
    public void Is_utf8_without_a_byte_order_mark_in_lines_that_end_with_lf()
    {
        var bytes = File.ReadAllBytes(Path.Combine(layer.Artifact.Directory, FrameworkListFormat.RelativePath));

        Assert.StartsWith($"pintle-framework-list 1\nrid\tlinux-x64\nframework\tMicrosoft.NETCore.App\t{BuiltLayer.Dotnet}\nmanaged\t", Encoding.Latin1.GetString(bytes), StringComparison.Ordinal);
        Assert.Equal((byte)'\n', bytes[^1]);
        Assert.DoesNotContain((byte)'\r', bytes);
    }

    [Fact]
    public void Lists_the_managed_files_and_then_the_native_ones_each_in_ordinal_order()
    {
        string[][] files = [.. Lines().Skip(3)];
        string[] managed = [.. files.TakeWhile(line => line[0] == "managed").Select(line => line[1])];
        string[] native = [.. files.Skip(managed.Length).Select(line => line[1])];

        Assert.All(files.Skip(managed.Length), line => Assert.Equal("native", line[0]));
        Assert.Equal(managed.Order(StringComparer.Ordinal), managed);
        Assert.Equal(native.Order(StringComparer.Ordinal), native);
        Assert.Equal(Directory.GetFiles(Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal), managed.Concat(native).Order(StringComparer.Ordinal));
        Assert.Contains("System.Private.CoreLib.dll", managed);
        Assert.Contains("libcoreclr.so", native);
    }

    [Fact]
    public void Says_of_each_file_what_the_file_says_of_itself()
    {
        Assert.All(Lines().Skip(3), line =>
        {
            var path = Path.Combine(Folder, line[1]);
            var size = new FileInfo(path).Length.ToString(CultureInfo.InvariantCulture);
            string[] expected = line[0] == "native"
                ? ["native", line[1], size]
                : ["managed", line[1], size, AssemblyName.GetAssemblyName(path).Version!.ToString(), FileVersionInfo.GetVersionInfo(path).FileVersion!];
            Assert.Equal(expected, line);
        });
    }

    [Fact]
    public async Task Agrees_with_the_list_that_the_runtime_pack_brings_for_the_sdk()
    {
        var pin = LayerDefinition.Load(Path.Combine(BuiltLayer.Root, "layer")).Pins.Find(null).For(LayerArchitecture.X64).Frameworks["core"];
        using var pack = await PackageStore.ForFolder(BuiltLayer.Root).GetAsync(pin, null, TestContext.Current.CancellationToken);
        await using var content = await pack.Files.Single(file => file.FullName == "data/RuntimeList.xml").OpenAsync(TestContext.Current.CancellationToken);
        var theirs = await XDocument.LoadAsync(content, LoadOptions.None, TestContext.Current.CancellationToken);

        var managed = theirs.Descendants("File").Where(file => (string?)file.Attribute("Type") == "Managed")
            .Select(file => $"{((string)file.Attribute("Path")!).Split('/')[^1]} {(string?)file.Attribute("AssemblyVersion")} {(string?)file.Attribute("FileVersion")}");

        Assert.Equal(managed.Order(StringComparer.Ordinal), Lines().Where(line => line[0] == "managed").Select(line => $"{line[1]} {line[3]} {line[4]}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Refuses_a_file_that_ends_in_dll_and_is_no_assembly()
    {
        using var folder = new TempFolder();
        var tree = new LayerTree(folder.Path, (UnixFileMode)0b111_101_101);
        await tree.AddAsync("pintle/dotnet/System.dll", UnixFileMode.UserRead, "a package", full => File.WriteAllTextAsync(full, "text", TestContext.Current.CancellationToken));

        var refused = Assert.Throws<LayerException>(() => FrameworkListWriter.Write("linux-x64", [], tree.Files));

        Assert.Contains("Expected an assembly with a version and a file version at \"pintle/dotnet/System.dll\" of a package", refused.Message, StringComparison.Ordinal);
    }

    private IEnumerable<string[]> Lines() => File.ReadAllLines(Path.Combine(layer.Artifact.Directory, FrameworkListFormat.RelativePath)).Select(line => line.Split('\t'));
}
