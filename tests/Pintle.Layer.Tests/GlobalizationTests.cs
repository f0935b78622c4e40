using Pintle.Layer.Definition;
using Pintle.Layer.Globalization;

namespace Pintle.Layer.Tests;

public sealed class GlobalizationTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ICU_is_taken_by_the_version_in_its_files_names()
    {
        Icu("72.1", []);

        var found = IcuLibraries.Find(_folder.Path, LayerArchitecture.X64);

        Assert.Equal(("72.1", "Unicode-DFS-2016"), (found.Version, found.License));
        Assert.Equal(["libicudata.so.72.1", "libicui18n.so.72.1", "libicuuc.so.72.1"], found.Files.Select(Path.GetFileName));
        Assert.Empty(found.Warnings);
    }

    [Fact]
    public void ICU_that_needs_a_newer_libstdcpp_than_the_OS_has_is_taken_with_a_warning()
    {
        Icu("72.1", ["GLIBCXX_3.4.29", "GLIBCXX_3.4.30"]);

        var found = IcuLibraries.Find(_folder.Path, LayerArchitecture.X64);

        Assert.Equal(3, found.Warnings.Count);
        Assert.StartsWith("libicudata.so.72.1 needs GLIBCXX_3.4.30 of libstdc++.so.6, and provided.al2023 has GLIBCXX_3.4.29", found.Warnings[0], StringComparison.Ordinal);
    }

    [Fact]
    public void ICU_that_Lambda_could_not_load_is_refused()
    {
        Icu("72.1", ["GLIBC_2.38"]);

        Refuses(() => IcuLibraries.Find(_folder.Path, LayerArchitecture.X64), "libicudata.so.72.1 is unfit for Lambda. It needs GLIBC_2.38");
        Refuses(() => IcuLibraries.Find(_folder.Path, LayerArchitecture.Arm64), "libicudata.so.72.1 is unfit for Lambda. It is for X64, expected Arm64.");
    }

    [Fact]
    public void A_folder_without_one_whole_ICU_is_refused()
    {
        Refuses(() => IcuLibraries.Find(_folder["none"], LayerArchitecture.X64), "but there is no such folder");
        Refuses(() => IcuLibraries.Find(_folder.Path, LayerArchitecture.X64), "found none");

        File.WriteAllBytes(_folder["libicuuc.so.72.1"], new TinyElf().Write());
        Refuses(() => IcuLibraries.Find(_folder.Path, LayerArchitecture.X64), "Expected libicudata.so.72.1 beside libicuuc.so.72.1");
        File.WriteAllBytes(_folder["libicuuc.so.74.2"], new TinyElf().Write());
        Refuses(() => IcuLibraries.Find(_folder.Path, LayerArchitecture.X64), "found 72.1, 74.2");
    }

    [Fact]
    public void Time_zones_are_taken_with_their_version_and_without_the_machines_own()
    {
        Zones("# version 2025b\n");
        foreach (var name in (string[])["localtime", "posix/UTC", "right/UTC"])
            Zone(name);
        File.WriteAllText(_folder["leapseconds"], "no zone");
        _ = Directory.CreateSymbolicLink(_folder["Loop"], ".");

        var found = ZoneInfo.Find(_folder.Path);

        Assert.Equal("2025b", found.Version);
        Assert.Equal(["Etc/GMT+1", "UTC", "tzdata.zi", "zone.tab"], found.Files);
    }

    [Fact]
    public void A_folder_without_versioned_time_zones_is_refused()
    {
        Refuses(() => ZoneInfo.Find(_folder["none"]), "but there is no such folder");
        Zones("Rule a\n");
        Refuses(() => ZoneInfo.Find(_folder.Path), "to begin with \"# version \"");
        File.WriteAllText(_folder["tzdata.zi"], "# version 2025b\n");
        File.Delete(_folder["UTC"]);
        Refuses(() => ZoneInfo.Find(_folder.Path), "UTC among them, found 3 without it");
    }

    [Fact]
    public void ICU_that_is_neither_pinned_nor_in_a_named_folder_is_refused_with_both_ways()
    {
        var definition = LayerDefinition.Load(Path.Combine(BuiltLayer.Root, "layer"));
        var request = new LayerRequest { OutputDirectory = "", Globalization = LayerGlobalization.Icu };

        Refuses(() => LayerPlan.For(definition, request), "The pin \"10.0\" of layer/pins.json has no \"icu\" for x64. Name a folder with ICU's libraries with --icu-from, or pin Microsoft.ICU.ICU4C.Runtime.linux-x64");
        Refuses(() => LayerPlan.For(definition, new LayerRequest { OutputDirectory = "", IcuFolder = "/usr/lib" }), "Build with --globalization icu.");
    }

    [Fact]
    public void ICU_that_is_pinned_comes_from_its_package()
    {
        var definition = LayerDefinition.Load(Path.Combine(BuiltLayer.Root, "layer"));
        var pins = File.ReadAllText(Path.Combine(BuiltLayer.Root, "layer", "pins.json"));
        var digest = Convert.ToBase64String(new byte[64]);
        var pinned = pins.Replace("      \"x64\": {", $$"""      "x64": { "icu": { "id": "Microsoft.ICU.ICU4C.Runtime.linux-x64", "version": "72.1.0.3", "sha512": "{{digest}}", "license": "MIT", "projectUrl": "https://example.com/" },""", StringComparison.Ordinal);
        var with = definition with { Pins = PinFileReader.Read("pins.json", System.Text.Encoding.UTF8.GetBytes(pinned)) };

        var plan = LayerPlan.For(with, new LayerRequest { OutputDirectory = "", Globalization = LayerGlobalization.Icu });

        Assert.Equal("Microsoft.ICU.ICU4C.Runtime.linux-x64 72.1.0.3", plan.Icu?.ToString());
        Assert.Equal($"pintle-{BuiltLayer.Dotnet}-core-icu-x64", plan.Name);
        Assert.Null(LayerPlan.For(with, new LayerRequest { OutputDirectory = "" }).Icu);
    }

    [Fact]
    public void Amazons_loop_is_pinned_whole_or_not_at_all()
    {
        var pins = File.ReadAllText(Path.Combine(BuiltLayer.Root, "layer", "pins.json"));
        var digest = Convert.ToBase64String(new byte[64]);
        string Engine(params string[] ids) => pins.Replace("      \"x64\": {", "      \"x64\": { \"engine\": [" + string.Join(',', ids.Select(id =>
            $$"""{ "id": "{{id}}", "version": "1.0.0", "sha512": "{{digest}}", "license": "Apache-2.0", "projectUrl": "https://example.com/" }""")) + "],", StringComparison.Ordinal);
        static PinFile Read(string text) => PinFileReader.Read("pins.json", System.Text.Encoding.UTF8.GetBytes(text));

        var whole = Read(Engine("SnapshotRestore.Registry", "Amazon.Lambda.Core", "Amazon.Lambda.RuntimeSupport")).Find(null).Architectures["x64"];
        var half = Assert.Throws<LayerException>(() => Read(Engine("Amazon.Lambda.Core")));

        Assert.Equal(["Amazon.Lambda.Core", "Amazon.Lambda.RuntimeSupport", "SnapshotRestore.Registry"], whole.Engine.Select(package => package.Id));
        Assert.Contains("$.pins['10.0'].x64.engine: expected the packages Amazon.Lambda.Core, Amazon.Lambda.RuntimeSupport, SnapshotRestore.Registry, found Amazon.Lambda.Core.", half.Message, StringComparison.Ordinal);
    }

    private void Icu(string version, string[] symbols)
    {
        foreach (var name in (string[])["libicudata", "libicui18n", "libicuuc"])
            File.WriteAllBytes(_folder[$"{name}.so.{version}"], new TinyElf { SymbolVersions = symbols }.Write());
    }

    private void Zones(string source)
    {
        foreach (var name in (string[])["UTC", "Etc/GMT+1"])
            Zone(name);
        File.WriteAllText(_folder["zone.tab"], "");
        File.WriteAllText(_folder["tzdata.zi"], source);
    }

    private void Zone(string name)
    {
        _ = Directory.CreateDirectory(Path.GetDirectoryName(_folder[name])!);
        File.WriteAllText(_folder[name], "TZif2");
    }

    private static void Refuses(Func<object> call, string part)
    {
        var refused = Assert.Throws<LayerException>(call);
        Assert.Equal(LayerFault.RequestInvalid, refused.Fault);
        Assert.Contains(part, refused.Message, StringComparison.Ordinal);
    }
}
