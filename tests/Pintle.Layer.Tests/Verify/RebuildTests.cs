using Pintle.Layer.Definition;
using Pintle.Layer.Globalization;
using Pintle.Layer.Tree;
using Pintle.Layer.Verify;

namespace Pintle.Layer.Tests.Verify;

public sealed class RebuildTests
{
    private static readonly LayerDefinition Definition = LayerDefinition.Load(Path.Combine(BuiltLayer.Root, "layer"));

    private static readonly LayerRequest NoFolders = new() { OutputDirectory = "" };

    [Fact]
    public void Names_each_file_that_is_not_the_same_with_both_sizes_and_digests()
    {
        var other = new TinyLayer { Tamper = files => files.Remove("pintle/framework.list") };
        other.Add("bootstrap", [1, 2], TinyLayer.Executable);
        other.Add("pintle/more", [3]);

        var found = ZipDifference.Between(other.Write(), new TinyLayer().Write());

        Assert.Equal(["bootstrap", "pintle/framework.list", "pintle/manifest.json", "pintle/more"], found.Select(each => each.Path));
        Assert.Equal((2, "a12871fee210fb8619291eaea194581cbd2531e4b23759d225f6806923f63222", "0755"), (found[0].Given!.Size, found[0].Given!.Sha256, found[0].Given!.Mode));
        Assert.Null(found[1].Given);
        Assert.Null(found[3].Built);
    }

    [Fact]
    public void Finds_every_changed_byte_and_nothing_where_none_is()
    {
        var zip = new TinyLayer().Write();

        Assert.Empty(ZipDifference.Between(zip, zip));
        for (var at = 0; at < zip.Length; at += 5)
        {
            byte[] changed = [.. zip];
            changed[at] ^= 1;
            Assert.NotEmpty(ZipDifference.Between(changed, zip));
        }
    }

    [Fact]
    public void Asks_for_what_the_layer_says_it_is()
    {
        var dotnet = Definition.Pins.Find("10.0").For(LayerArchitecture.X64).Frameworks["core"].Version;
        var manifest = new TinyLayer().Manifest() with
        {
            Dotnet = dotnet,
            Framework = "aspnet",
            Components = [new ManifestComponent(IcuLibraries.Origin, "72.1", "x", null, [], ["libicudata.so.72.1: cut to what .NET reads of de, fr-CH, 30000000 to 900000 bytes"])],
            LeftOut = [.. Definition.Layout.LeaveOut.Where(rule => rule.Name != "gc").Select(rule => new ManifestLeftOut(rule.Name, rule.Reason, []))],
        };

        var request = RebuildRequest.For(manifest, _ => null, Definition, NoFolders with { IcuFolder = "/icu" });

        Assert.Equal(("10.0", LayerArchitecture.X64, LayerFramework.AspNet, LayerEngine.Pintle, false), (request.Pin, request.Architecture, request.Framework, request.Engine, request.Precompile));
        Assert.Equal((LayerGlobalization.Icu, "/icu", LayerIcuData.Filtered), (request.Globalization, request.IcuFolder, request.IcuData));
        Assert.Equal(["de", "fr-CH"], request.IcuLocales);
        Assert.Equal(["gc"], request.Keep);
        Assert.True(request.CompileAnew);
    }

    [Theory]
    [InlineData("no-such-pin", "linux-x64", "core", "9.9.9", "it is of the pin \"no-such-pin\"")]
    [InlineData("10.0", "linux-riscv64", "core", "9.9.9", "its processor is \"linux-riscv64\"")]
    [InlineData("10.0", "linux-x64", "other", "9.9.9", "its framework is \"other\"")]
    [InlineData("10.0", "linux-x64", "core", "9.9.9", "it has .NET 9.9.9, and the pin \"10.0\" of layer/pins.json has")]
    [InlineData("10.0", "linux-x64", "core", null, "icu 72.1 came from a folder. Name that folder with --icu-from.")]
    public void Says_what_it_cannot_build_and_what_to_do(string pin, string rid, string framework, string? dotnet, string words)
    {
        var manifest = new TinyLayer().Manifest() with
        {
            Pin = pin,
            Rid = rid,
            Framework = framework,
            Dotnet = dotnet ?? Definition.Pins.Find("10.0").For(LayerArchitecture.X64).Frameworks["core"].Version,
            Components = [new ManifestComponent(IcuLibraries.Origin, "72.1", "x", null, [])],
        };

        var refused = Assert.Throws<LayerException>(() => RebuildRequest.For(manifest, _ => null, Definition, NoFolders));

        Assert.Contains(words, refused.Message, StringComparison.Ordinal);
    }
}
