using Pintle.Layer.Definition;
using Pintle.Layer.Tree;
using Pintle.Layer.Verify;

namespace Pintle.Layer.Tests.Verify;

public sealed class LayerVerifierTests
{
    private const string Host = "pintle/host/Pintle.Host.dll";

    [Fact]
    public void Finds_nothing_in_what_was_written()
    {
        var report = LayerVerifier.Verify(new TinyLayer().Write(), TinyLayer.Pins);

        Assert.Equal(VerifyOutcome.Same, report.Outcome);
        Assert.Equal(("10.0.11", 6), (report.Manifest?.Dotnet, report.Entries));
        Assert.Equal(64, report.Sha256.Length);
    }

    [Fact]
    public void Finds_another_content()
    {
        AssertOnly(new TinyLayer { Tamper = files => files[Host] = ([1, 2, 3, 250, 251, 253], TinyLayer.Plain) }, VerifyCheck.Content, Host, "its SHA-256 is ");
    }

    [Fact]
    public void Finds_another_mode()
    {
        AssertOnly(
            new TinyLayer { Tamper = files => files[Host] = (files[Host].Content, TinyLayer.Executable) }, VerifyCheck.Mode, Host, "its mode is 0755, expected 0644.");
    }

    [Theory]
    [InlineData(UnixFileMode.OtherWrite, "0646")]
    [InlineData(UnixFileMode.GroupWrite, "0664")]
    [InlineData(UnixFileMode.SetUser, "4644")]
    public void Refuses_a_mode_that_others_could_use_even_if_the_manifest_agrees(UnixFileMode more, string octal)
    {
        var layer = new TinyLayer();
        layer.Add("pintle/extra", [1], TinyLayer.Plain | more);

        AssertOnly(layer, VerifyCheck.Mode, "pintle/extra", $"its mode is {octal}, expected no write permission");
    }

    [Fact]
    public void Finds_a_file_more()
    {
        AssertOnly(new TinyLayer { Tamper = files => files["pintle/dotnet/libevil.dll"] = ([1], TinyLayer.Plain) }, VerifyCheck.Extra, "pintle/dotnet/libevil.dll", "the manifest does not name it");
    }

    [Fact]
    public void Finds_a_file_less()
    {
        AssertOnly(new TinyLayer { Tamper = files => files.Remove(Host) }, VerifyCheck.Missing, Host, "the zip does not have it");
    }

    [Fact]
    public void Finds_the_manifest_missing()
    {
        AssertOnly(new TinyLayer { Tamper = files => files.Remove(LayerManifest.RelativePath) }, VerifyCheck.Missing, LayerManifest.RelativePath, "does not say what it consists of");
    }

    [Theory]
    [InlineData("../escaped", "may lead out of the layer")]
    [InlineData("/absolute", "its path is absolute")]
    [InlineData("pintle//twice", "empty")]
    [InlineData("pintle/folder/", "it is a folder")]
    [InlineData("pintle\\windows", "a character other than")]
    public void Refuses_a_path_that_is_not_plainly_inside(string path, string words)
    {
        var layer = new TinyLayer();
        layer.Add(path, [1]);

        AssertOnly(layer, VerifyCheck.Name, path, words);
    }

    [Theory]
    [InlineData("2.35", "It needs GLIBC_2.35 of libc.so.6, expected at most GLIBC_2.34")]
    public void Refuses_a_bootstrap_that_needs_a_newer_glibc(string glibc, string words)
    {
        var layer = new TinyLayer { Edit = manifest => manifest with { Bootstrap = manifest.Bootstrap with { Glibc = glibc } } };
        layer.Add("bootstrap", new TinyElf { SymbolVersions = ["GLIBC_" + glibc] }.Write(), TinyLayer.Executable);

        AssertOnly(layer, VerifyCheck.Native, "bootstrap", words);
    }

    [Fact]
    public void Refuses_a_bootstrap_with_a_search_path_of_any_kind()
    {
        var layer = new TinyLayer();
        layer.Add("bootstrap", new TinyElf { SymbolVersions = ["GLIBC_2.34"], RunPath = "$ORIGIN" }.Write(), TinyLayer.Executable);

        AssertOnly(layer, VerifyCheck.Native, "bootstrap", "\"$ORIGIN\", expected none");
    }

    [Theory]
    [InlineData("$ORIGIN", null, true)]
    [InlineData("/tmp", null, false)]
    [InlineData("$ORIGIN:/tmp", null, false)]
    [InlineData(null, "$ORIGIN", false)]
    public void Lets_a_framework_library_look_beside_itself_only(string? runPath, string? rpath, bool allowed)
    {
        var layer = new TinyLayer();
        layer.Add("pintle/dotnet/libclrjit.so", new TinyElf { SymbolVersions = ["GLIBC_2.17"], RunPath = runPath, Rpath = rpath }.Write());

        if (allowed)
            Assert.Equal(VerifyOutcome.Same, LayerVerifier.Verify(layer.Write(), TinyLayer.Pins).Outcome);
        else
            AssertOnly(layer, VerifyCheck.Native, "pintle/dotnet/libclrjit.so", "library search path");
    }

    [Fact]
    public void Refuses_a_library_that_is_no_ELF_file_and_one_for_another_machine()
    {
        var noElf = new TinyLayer();
        noElf.Add("pintle/dotnet/libclrjit.so", [1, 2, 3]);
        var arm64 = new TinyLayer();
        arm64.Add("pintle/dotnet/libclrjit.so", new TinyElf { Machine = Elf.ElfMachine.Arm64 }.Write());

        AssertOnly(noElf, VerifyCheck.Native, "pintle/dotnet/libclrjit.so", "Expected an ELF file");
        AssertOnly(arm64, VerifyCheck.Native, "pintle/dotnet/libclrjit.so", "It is for Arm64, expected X64.");
    }

    [Fact]
    public void Finds_a_manifest_that_says_less_of_the_bootstrap_than_is_true()
    {
        var layer = new TinyLayer { Edit = manifest => manifest with { Bootstrap = manifest.Bootstrap with { Glibc = "2.17" } } };

        AssertOnly(layer, VerifyCheck.Manifest, LayerManifest.RelativePath, "needs glibc 2.17, which needs 2.34");
    }

    [Fact]
    public void Finds_a_manifest_that_says_a_newer_NET_than_its_packages()
    {
        AssertOnly(
            new TinyLayer { Edit = manifest => manifest with { Dotnet = "10.0.12" } }, VerifyCheck.Manifest, LayerManifest.RelativePath, "none of its framework packages has that version");
    }

    [Fact]
    public void Finds_a_manifest_that_was_written_by_another_hand()
    {
        AssertOnly(new TinyLayer { EditBytes = bytes => [.. bytes, (byte)' '] }, VerifyCheck.Manifest, LayerManifest.RelativePath, "it was edited");
    }

    [Fact]
    public void Finds_a_manifest_that_is_none()
    {
        AssertOnly(new TinyLayer { EditBytes = _ => "{ \"format\": 1 }"u8.ToArray() }, VerifyCheck.Manifest, LayerManifest.RelativePath, "not a manifest");
    }

    [Fact]
    public void Cannot_tell_of_a_manifest_in_a_later_format()
    {
        var report = LayerVerifier.Verify(new TinyLayer { Edit = manifest => manifest with { Format = 2 } }.Write(), null);

        Assert.Equal(VerifyOutcome.Unknown, report.Outcome);
        Assert.Contains("format 2", Assert.Single(report.Unknown), StringComparison.Ordinal);
    }

    [Fact]
    public void Finds_a_package_whose_digest_is_not_the_pinned_one()
    {
        var layer = new TinyLayer { Edit = manifest => manifest with { Packages = [manifest.Packages[0] with { Sha512 = TinyLayer.Compiler.Sha512 }, manifest.Packages[1]] } };

        AssertOnly(layer, VerifyCheck.Pin, LayerManifest.RelativePath, TinyLayer.Runtime.Sha512);
        Assert.Equal(VerifyOutcome.Same, LayerVerifier.Verify(layer.Write(), pins: null).Outcome);
    }

    [Fact]
    public void Finds_that_the_bootstrap_was_compiled_with_another_package_than_the_pinned_one_and_cannot_tell_without_a_digest()
    {
        static TinyLayer With(string? sha512) => new()
        {
            Edit = manifest => manifest with { Bootstrap = manifest.Bootstrap with { NativeAot = [manifest.Bootstrap.NativeAot[0] with { Sha512 = sha512 }] } },
        };

        AssertOnly(With(TinyLayer.Compiler.Sha512), VerifyCheck.Pin, LayerManifest.RelativePath, TinyLayer.NativeAot.Sha512);
        Assert.Contains("The manifest has no digest for runtime.linux-x64.Microsoft.DotNet.ILCompiler 10.0.11", Assert.Single(LayerVerifier.Verify(With(null).Write(), TinyLayer.Pins).Unknown), StringComparison.Ordinal);
    }

    [Fact]
    public void Cannot_tell_of_a_package_that_is_not_pinned()
    {
        var pins = new PinFile("10.0", new Dictionary<string, Pin> { ["10.0"] = new("10.0", new Dictionary<string, ArchitecturePin>()) });

        var report = LayerVerifier.Verify(new TinyLayer().Write(), pins);

        Assert.Equal(VerifyOutcome.Unknown, report.Outcome);
        Assert.Equal(3, report.Unknown.Count);
    }

    [Fact]
    public async Task Cannot_tell_of_a_file_that_is_not_there()
    {
        var report = await LayerVerifier.VerifyAsync("/no/such/layer.zip", null, TestContext.Current.CancellationToken);

        Assert.Equal(VerifyOutcome.Unknown, report.Outcome);
        Assert.Contains("/no/such/layer.zip", Assert.Single(report.Unknown), StringComparison.Ordinal);
    }

    private static void AssertOnly(TinyLayer layer, VerifyCheck check, string entry, string words)
    {
        var report = LayerVerifier.Verify(layer.Write(), TinyLayer.Pins);

        var finding = Assert.Single(report.Findings);
        Assert.Equal((check, entry), (finding.Check, finding.Entry));
        Assert.Contains(words, finding.Message, StringComparison.Ordinal);
        Assert.Equal(VerifyOutcome.Differs, report.Outcome);
    }
}
