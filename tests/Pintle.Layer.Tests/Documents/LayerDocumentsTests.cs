using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Pintle.Layer.Documents;
using Pintle.Layer.Tree;
using Pintle.Layer.Verify;

namespace Pintle.Layer.Tests.Documents;

public sealed class LayerDocumentsTests(BuiltLayer layer)
{
    private string Stem => Path.ChangeExtension(layer.Artifact.ZipPath, null);

    [Fact]
    public void The_SBOM_covers_every_entry_of_the_zip_with_its_digest_package_version_supplier_licence_and_purl()
    {
        using var sbom = Read(LayerDocuments.SbomEnding);
        var described = Flat(sbom.RootElement.GetProperty("components"))
            .Where(component => component.GetProperty("type").GetString() == "file")
            .ToDictionary(file => file.GetProperty("name").GetString()!, StringComparer.Ordinal);
        using var zip = ZipFile.OpenRead(layer.Artifact.ZipPath);

        Assert.Equal(zip.Entries.Select(entry => entry.FullName), described.Keys.Order(StringComparer.Ordinal));
        foreach (var entry in zip.Entries)
        {
            using var content = entry.Open();
            var file = described[entry.FullName];
            Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(content)), Hash(file, "SHA-256"));
            Assert.Equal("MIT", file.GetProperty("licenses")[0].GetProperty("license").GetProperty("id").GetString());
            var precompiled = layer.Artifact.Manifest.Precompiled!.Files.Contains(entry.FullName);
            Assert.Equal(precompiled ? ["pintle:mode", "pintle:compiled-with"] : ["pintle:mode"], file.GetProperty("properties").EnumerateArray().Select(property => property.GetProperty("name").GetString()));
            var ofRuntime = entry.FullName.StartsWith("pintle/dotnet/", StringComparison.Ordinal);
            if (ofRuntime)
            {
                Assert.Equal("Microsoft Corporation", file.GetProperty("supplier").GetProperty("name").GetString());
                Assert.Equal($"pkg:nuget/Microsoft.NETCore.App.Runtime.linux-x64@{layer.Artifact.Manifest.Dotnet}", file.GetProperty("purl").GetString());
                Assert.Equal(layer.Artifact.Manifest.Dotnet, file.GetProperty("version").GetString());
            }
        }
    }

    [Theory]
    [InlineData("zlib-ng")]
    [InlineData("Brotli")]
    [InlineData("libunwind based code")]
    [InlineData("MsQuic")]
    public void The_SBOM_names_what_the_runtime_pack_says_it_contains(string component)
    {
        using var sbom = Read(LayerDocuments.SbomEnding);

        var found = Assert.Single(Flat(sbom.RootElement.GetProperty("components")), each => each.GetProperty("name").GetString() == component);

        Assert.Equal("library", found.GetProperty("type").GetString());
        Assert.Contains("pintle/licenses/dotnet-THIRD-PARTY-NOTICES.txt", found.GetProperty("licenses")[0].GetProperty("license").GetProperty("name").GetString()!, StringComparison.Ordinal);
    }

    [Fact]
    public void The_SBOM_names_the_bootstraps_own_runtime_and_the_digests_of_the_pinned_packages()
    {
        using var sbom = Read(LayerDocuments.SbomEnding);
        JsonElement[] all = [.. Flat(sbom.RootElement.GetProperty("components"))];

        Assert.All(layer.Artifact.Manifest.Bootstrap.NativeAot, package => Assert.Single(all, each => each.GetProperty("name").GetString() == package.Id && each.GetProperty("version").GetString() == package.Version));
        Assert.All(layer.Artifact.Manifest.Packages, package => Assert.Single(
            all, each => each.GetProperty("name").GetString() == package.Id && Hash(each, "SHA-512") == Convert.ToHexStringLower(Convert.FromBase64String(package.Sha512))));
    }

    [Fact]
    public void The_statement_is_about_exactly_the_zip_and_the_SBOM_on_disk()
    {
        using var statement = Read(LayerDocuments.StatementEnding);

        string?[] digests = [.. statement.RootElement.GetProperty("subject").EnumerateArray().Select(subject => subject.GetProperty("digest").GetProperty("sha256").GetString())];

        Assert.Equal([Digest(layer.Artifact.ZipPath), Digest(Stem + LayerDocuments.SbomEnding)], digests);
        Assert.Equal("https://slsa.dev/provenance/v1", statement.RootElement.GetProperty("predicateType").GetString());
    }

    [Fact]
    public void The_statement_and_the_SBOM_call_the_files_what_they_are_called()
    {
        using var statement = Read(LayerDocuments.StatementEnding);
        using var sbom = Read(LayerDocuments.SbomEnding);

        Assert.Equal(
            [Path.GetFileName(layer.Artifact.ZipPath), Path.GetFileName(Stem) + LayerDocuments.SbomEnding],
            statement.RootElement.GetProperty("subject").EnumerateArray().Select(subject => subject.GetProperty("name").GetString()));
        Assert.Equal(Path.GetFileName(Stem), sbom.RootElement.GetProperty("metadata").GetProperty("component").GetProperty("name").GetString());
    }

    [Theory]
    [InlineData(false, null, "pintle-10.0.11-core-x64")]
    [InlineData(true, null, "pintle-10.0.11-core-icu-x64")]
    [InlineData(false, "rid\tlinux-x64\n", "pintle-10.0.11-core-both-x64")]
    [InlineData(true, "rid\tlinux-x64\nuses\taws\n", "pintle-10.0.11-core-icu-aws-x64")]
    public void A_layer_tells_the_name_that_it_was_built_under(bool hasIcu, string? listWithEngine, string name)
    {
        var tiny = new TinyLayer { Edit = manifest => hasIcu ? manifest with { Components = [new ManifestComponent("icu", "72.1", "Unicode-3.0", null, [])] } : manifest };
        if (listWithEngine is not null)
            tiny.Add("pintle/engine/Pintle.AwsEngine.dll", [1]);

        Assert.Equal(name, LayerName.Of(tiny.Manifest(), path => path == "pintle/framework.list" && listWithEngine is not null ? Encoding.UTF8.GetBytes(listWithEngine) : null));
    }

    [Theory]
    [InlineData(LayerDocuments.SbomEnding, VerifyCheck.Sbom)]
    [InlineData(LayerDocuments.StatementEnding, VerifyCheck.Statement)]
    public void Verification_finds_every_changed_byte_class_of_a_document(string ending, VerifyCheck check)
    {
        TinyDocuments tiny = new();
        var document = tiny.Documents[ending];

        for (var at = 0; at < document.Length; at += 7)
        {
            byte[] changed = [.. document];
            changed[at] ^= 1;
            var finding = Assert.Single(tiny.Verify(ending, changed).Findings);
            Assert.Equal(check, finding.Check);
        }

        Assert.Equal(check, Assert.Single(tiny.Verify(ending, document[..^1]).Findings).Check);
        Assert.Equal(check, Assert.Single(tiny.Verify(ending, [.. document, (byte)' ']).Findings).Check);
        Assert.Equal(VerifyOutcome.Same, tiny.Verify(ending, document).Outcome);
    }

    [Theory]
    [InlineData(LayerDocuments.SbomEnding, "The SBOM (*.cdx.json) is not beside the zip")]
    [InlineData(LayerDocuments.StatementEnding, "The provenance statement (*.intoto.json) is not beside the zip")]
    public void Verification_cannot_tell_of_a_document_that_was_taken_away(string ending, string words)
    {
        var report = new TinyDocuments().Verify(ending, null);

        Assert.Equal(VerifyOutcome.Unknown, report.Outcome);
        Assert.Contains(words, Assert.Single(report.Unknown), StringComparison.Ordinal);
    }

    [Fact]
    public void Verification_finds_the_documents_of_another_zip()
    {
        TinyDocuments tiny = new();
        var other = new TinyLayer();
        other.Add("pintle/host/Pintle.Host.dll", [9, 9]);

        var report = LayerVerifier.Verify(other.Write(), TinyLayer.Pins, ending => tiny.Documents[ending]);

        Assert.Equal([VerifyCheck.Sbom, VerifyCheck.Statement], report.Findings.Select(finding => finding.Check));
    }

    private static string Digest(string file) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)));

    private static string? Hash(JsonElement component, string algorithm) => component.TryGetProperty("hashes", out var hashes)
        ? hashes.EnumerateArray().First(hash => hash.GetProperty("alg").GetString() == algorithm).GetProperty("content").GetString()
        : null;

    private static IEnumerable<JsonElement> Flat(JsonElement components) => components.EnumerateArray()
        .SelectMany(component => component.TryGetProperty("components", out var inner) ? Flat(inner).Prepend(component) : [component]);

    private JsonDocument Read(string ending) => JsonDocument.Parse(File.ReadAllBytes(Stem + ending));

    /// <summary>A tiny layer with its documents.</summary>
    private sealed class TinyDocuments
    {
        private readonly byte[] _zip = new TinyLayer().Write();

        public TinyDocuments()
        {
            using var archive = new ZipArchive(new MemoryStream(_zip));
            byte[]? Read(string path)
            {
                using var content = archive.GetEntry(path)?.Open();
                using var copy = new MemoryStream();
                content?.CopyTo(copy);
                return content is null ? null : copy.ToArray();
            }

            Documents = LayerDocuments.Write(Convert.ToHexStringLower(SHA256.HashData(_zip)), Read("pintle/manifest.json"), Read);
        }

        public IReadOnlyDictionary<string, byte[]> Documents { get; }

        public VerifyReport Verify(string ending, byte[]? document) => LayerVerifier.Verify(_zip, TinyLayer.Pins, each => each == ending ? document : Documents[each]);
    }
}
