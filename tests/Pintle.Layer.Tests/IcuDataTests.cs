using System.IO.Compression;
using System.Runtime.InteropServices;
using Pintle.Layer.Elf;
using Pintle.Layer.Globalization;

namespace Pintle.Layer.Tests;

/// <summary>Cutting ICU's data, with the libraries of the OS.</summary>
public sealed class IcuDataTests : IDisposable
{
    private static readonly string[] s_folders = ["/usr/lib/x86_64-linux-gnu", "/usr/lib64"];
    private static readonly string[] s_asked = ["de-CH", "es", "zh-TW"];
    private static readonly string[] s_kept =
    [
        "root.res", "en.res", "de.res", "de_CH.res", "es_MX.res", "es_419.res", "zh_Hant_TW.res", "zh_Hant.res", "lang/de_CH.res", "coll/es.res", "coll/root.res", "windowsZones.res", "zoneinfo64.res",
    ];

    private static readonly Lazy<IcuFiles> s_cut = new(() => IcuFiles.From(Libraries(), Request()));

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Are_cut_to_less_than_half_and_to_the_same_bytes_each_time()
    {
        var icu = Libraries();

        var cut = s_cut.Value;
        var data = Data(cut);

        Assert.Equal(icu.Files.Select(Path.GetFileName), cut.Contents.Select(file => file.Name));
        Assert.InRange(data.Length, 1, new FileInfo(icu.Files[0]).Length / 2);
        Assert.InRange(cut.Contents.Sum(file => Zipped(file.Content)), 1, 6_000_000);
        Assert.Equal(data, Data(IcuFiles.From(icu, Request())));
        Assert.StartsWith($"libicudata.so.{icu.Version}: cut to what .NET reads, ", cut.Changes[0], StringComparison.Ordinal);
        Assert.Equal((Path.GetFileName(icu.Files[0]), new FileInfo(icu.Files[0]).Length), (cut.Sources[0].Name, cut.Sources[0].Size));
    }

    [Fact]
    public void Are_in_a_library_that_the_dynamic_loader_takes_and_that_exports_them()
    {
        var icu = Libraries();
        var path = _folder["libicudata.so"];
        File.WriteAllBytes(path, Data(s_cut.Value));

        var library = NativeLibrary.Load(path);
        var data = NativeLibrary.GetExport(library, $"icudt{icu.Version.Split('.')[0]}_dat");
        var header = new byte[16];
        Marshal.Copy(data, header, 0, header.Length);
        NativeLibrary.Free(library);

        Assert.Equal("CmnD"u8, header.AsSpan(12));
        Assert.Equal(0, data % IcuPackage.Alignment);
    }

    [Fact]
    public void Are_the_whole_ones_on_a_switch()
    {
        var icu = Libraries();

        var whole = IcuFiles.From(icu, Request() with { IcuData = LayerIcuData.Full });

        Assert.Equal(File.ReadAllBytes(icu.Files[0]), Data(whole));
    }

    [Fact]
    public void Keep_of_the_named_cultures_those_below_them_and_those_that_they_take_words_from()
    {
        var names = Names(IcuFiles.From(Libraries(), Request() with { IcuLocales = s_asked }));

        Assert.All(s_kept, name => Assert.Contains(name, names));
        Assert.DoesNotContain(names, name => name is "fr.res" or "de_AT.res" or "lang/fr.res" or "zone/ja.res" or "coll/sv.res");
    }

    [Theory]
    [InlineData("xx")]
    [InlineData("de-XX")]
    public void Are_not_cut_to_a_culture_that_they_lack(string name)
    {
        var refused = Assert.Throws<LayerException>(() => IcuFiles.From(Libraries(), Request() with { IcuLocales = [name] }));

        Assert.Contains($"found \"{name}\". Correct --icu-locales.", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void That_are_damaged_are_refused_with_the_way_out()
    {
        var icu = Libraries();
        var damaged = File.ReadAllBytes(icu.Files[0]);
        var at = damaged.AsSpan().IndexOf("ResB"u8);
        damaged.AsSpan(at - 12 + 40, 24).Fill(0x7f);
        foreach (var file in icu.Files.Skip(1))
            File.Copy(file, _folder[Path.GetFileName(file)]);
        File.WriteAllBytes(_folder[Path.GetFileName(icu.Files[0])], damaged);

        var refused = Assert.Throws<LayerException>(() => IcuFiles.From(IcuLibraries.Find(_folder.Path, LayerArchitecture.X64), Request()));

        Assert.Contains(" cannot be cut down.", refused.Message, StringComparison.Ordinal);
        Assert.Contains("--icu-data full", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>Debian's ask for a symbol's version of GCC 12, whose older one Lambda's OS has.</summary>
    [Fact]
    public void Need_no_newer_libstdcpp_than_the_OS_of_Lambda_has()
    {
        var icu = Libraries();

        Assert.All(s_cut.Value.Contents, file => Assert.DoesNotContain(ElfImage.Parse(file.Content).Versions, version => version.Name == "GLIBCXX_3.4.30"));
        Assert.Empty(icu.Warnings);
    }

    private static IcuLibraries Libraries()
    {
        var folder = s_folders.FirstOrDefault(each => Directory.Exists(each) && Directory.EnumerateFiles(each, "libicuuc.so.*.*").Any());
        Assert.SkipWhen(folder is null, "Needs ICU's libraries for x64: install icu-devtools.");
        return IcuLibraries.Find(folder!, LayerArchitecture.X64);
    }

    private static LayerRequest Request() => new() { OutputDirectory = "", Globalization = LayerGlobalization.Icu };

    private static byte[] Data(IcuFiles files) => files.Contents[0].Content;

    private static string[] Names(IcuFiles files)
    {
        var library = Data(files);
        (_, var offset, var size) = new ElfReader(library).FindSymbol(name => name.StartsWith("icudt", StringComparison.Ordinal))!.Value;
        return [.. IcuPackage.Parse(library.AsMemory(offset, size)).Items.Select(item => item.Name)];
    }

    private static int Zipped(byte[] content)
    {
        using var to = new MemoryStream();
        using (var zip = new DeflateStream(to, CompressionLevel.SmallestSize, leaveOpen: true))
            zip.Write(content);
        return (int)to.Length;
    }
}
