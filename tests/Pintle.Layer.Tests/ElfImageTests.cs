using System.Text.RegularExpressions;
using Pintle.Layer.Elf;

namespace Pintle.Layer.Tests;

public sealed partial class ElfImageTests(BuiltLayer layer)
{
    [Fact]
    public void The_built_bootstrap_starts_on_provided_al2023()
    {
        var image = ElfImage.Parse(File.ReadAllBytes(layer.Bootstrap));

        Assert.Empty(GlibcFloor.Check(image, LayerArchitecture.X64));
        Assert.InRange(image.Glibc!, new Version(2, 2, 5), new Version(2, 34));
        Assert.Equal((null, null), (image.Rpath, image.RunPath));
        Assert.Contains("libc.so.6", image.Needed);
        Assert.Equal("/lib64/ld-linux-x86-64.so.2", image.Interpreter);
    }

    /// <summary>Position-independent, relocations read-only before the first instruction (full RELRO), no executable stack, nothing both writable and executable.</summary>
    [Fact(Timeout = 600_000)]
    public async Task Native_code_of_the_layer_gives_an_attacker_nothing_writable_to_execute()
    {
        foreach (var file in Directory.GetFiles(Path.Combine(layer.Artifact.Directory, "pintle", "dotnet"), "*.so").Append(layer.Bootstrap))
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            var judged = await Tool.RunAsync("readelf", "binutils", "--file-header", "--program-headers", "--dynamic", "--wide", file);

            Assert.Matches(@"Type:\s+DYN", judged);
            Assert.Matches(@"GNU_RELRO\s", judged);
            Assert.Matches(@"GNU_STACK\s+(0x[0-9a-f]+\s+){5}RW\s", judged);
            Assert.Matches(@"\(FLAGS(_1)?\).*NOW", judged);
            Assert.DoesNotMatch(@"LOAD\s+(0x[0-9a-f]+\s+){5}RWE", judged);
        }
    }

    [Fact(Timeout = 600_000)]
    public async Task Reads_of_real_files_what_readelf_reads()
    {
        foreach (var file in Directory.GetFiles(Path.Combine(layer.Artifact.Directory, "pintle", "dotnet"), "*.so").Append(layer.Bootstrap))
        {
            var judged = await Tool.RunAsync("readelf", "binutils", "--dynamic", "--version-info", "--wide", file);

            var image = ElfImage.Parse(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken));

            Assert.Equal(Needed().Matches(judged).Select(match => match.Groups[1].Value), image.Needed);
            Assert.Equal(VersionName().Matches(judged).Select(match => match.Groups[1].Value), image.Versions.Select(version => version.Name));
            var runPath = RunPath().Match(judged) is { Success: true } match ? match.Groups[1].Value : null;
            Assert.Equal(runPath, image.RunPath);
        }
    }

    [Theory]
    [InlineData("GLIBC_2.34", null)]
    [InlineData("GLIBC_2.2.5", null)]
    [InlineData("GCC_3.0", null)]
    [InlineData("GLIBC_2.35", "needs GLIBC_2.35 of libc.so.6, expected at most GLIBC_2.34")]
    [InlineData("GLIBC_2.38", "needs GLIBC_2.38 of libc.so.6, expected at most GLIBC_2.34")]
    [InlineData("GLIBC_3.0", "needs GLIBC_3.0")]
    [InlineData("GLIBC_ABI_DT_RELR", "needs GLIBC_ABI_DT_RELR of libc.so.6")]
    [InlineData("GLIBC_PRIVATE", "needs GLIBC_PRIVATE of libc.so.6")]
    public void Allows_symbol_versions_up_to_the_floor(string version, string? refusal)
    {
        var file = new TinyElf { SymbolVersions = ["GLIBC_2.17", version] }.Write();

        var reasons = GlibcFloor.Check(ElfImage.Parse(file), LayerArchitecture.X64);

        if (refusal is null)
            Assert.Empty(reasons);
        else
            Assert.Contains(refusal, Assert.Single(reasons), StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_a_library_search_path_and_quotes_it()
    {
        var rpath = Assert.Throws<LayerException>(() => GlibcFloor.Require("The bootstrap", new TinyElf { Rpath = "/old/way" }.Write(), LayerArchitecture.X64));
        var runPath = Assert.Throws<LayerException>(() => GlibcFloor.Require("The bootstrap", new TinyElf { RunPath = "$ORIGIN" }.Write(), LayerArchitecture.X64));

        Assert.Equal(LayerFault.BootstrapUnfit, rpath.Fault);
        Assert.Contains("\"/old/way\"", rpath.Message, StringComparison.Ordinal);
        Assert.Contains("\"$ORIGIN\"", runPath.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_a_bootstrap_for_the_other_architecture()
    {
        var refused = Assert.Throws<LayerException>(() => GlibcFloor.Require("The bootstrap", new TinyElf { Machine = ElfMachine.Arm64 }.Write(), LayerArchitecture.X64));

        Assert.Contains("It is for Arm64, expected X64.", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_a_shell_script_by_its_first_bytes()
    {
        var refused = Assert.Throws<LayerException>(() => GlibcFloor.Require("The bootstrap", "#!/bin/sh\n"u8, LayerArchitecture.X64));

        Assert.Contains("found no ELF header at its start", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Answers_every_prefix_of_a_file_with_an_image_or_a_refusal()
    {
        var file = new TinyElf { SymbolVersions = ["GLIBC_2.17", "GLIBC_2.34"] }.Write();

        var refused = Enumerable.Range(0, file.Length).Count(length => !TryParse(file.AsSpan(0, length)));

        Assert.InRange(refused, 0x800, file.Length);
    }

    [Fact]
    public void Answers_every_single_changed_byte_with_an_image_or_a_refusal()
    {
        var file = new TinyElf { SymbolVersions = ["GLIBC_2.17", "GLIBC_2.34"], RunPath = "$ORIGIN" }.Write();

        var refused = 0;
        for (var at = 0; at < 0x900; at++)
        {
            var before = file[at];
            foreach (var other in new byte[] { 0, 1, 0x7f, 0x80, 0xff, (byte)~before })
            {
                file[at] = other;
                refused += TryParse(file) ? 0 : 1;
            }

            file[at] = before;
        }

        Assert.InRange(refused, 100, 0x900 * 6);
    }

    [Fact]
    public void Refuses_versions_that_lead_in_a_circle()
    {
        var file = new TinyElf { SymbolVersions = ["GLIBC_2.17", "GLIBC_2.34"] }.Write();
        const int LinkOfFirstVersion = 0x300 + 16 + 12;
        file[LinkOfFirstVersion] = 0;

        var refused = Assert.Throws<InvalidDataException>(() => ElfImage.Parse(file));

        Assert.Contains("a symbol version's link of 0 bytes", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>Any other exception than the documented one fails the test.</summary>
    private static bool TryParse(ReadOnlySpan<byte> file)
    {
        try
        {
            _ = ElfImage.Parse(file);
            return true;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"\(NEEDED\)\s+Shared library: \[(.*?)\]")]
    private static partial Regex Needed();

    [GeneratedRegex(@"\(RUNPATH\)\s+Library runpath: \[(.*?)\]")]
    private static partial Regex RunPath();

    [GeneratedRegex(@"^\s+0x[0-9a-f]+:\s+Name: (\S+)\s+Flags: ", RegexOptions.Multiline)]
    private static partial Regex VersionName();
}
