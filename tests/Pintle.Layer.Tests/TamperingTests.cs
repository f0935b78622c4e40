using System.IO.Compression;
using System.Security.Cryptography.Pkcs;
using System.Text;
using Moq;
using NuGet.Configuration;
using Pintle.Layer.Definition;
using Pintle.Layer.Packages;
using Pintle.Layer.Verify;

namespace Pintle.Layer.Tests;

/// <summary>
/// What somebody between the package's author and the layer could change. Zips are changed in ZipImageTests, the documents beside them in LayerDocumentsTests; who signed
/// is in NuGetSignaturesTests. The package here is a small one that Microsoft signed: the layer of these tests was built with it, so it is in NuGet's folder.
/// </summary>
public sealed class TamperingTests(BuiltLayer layer)
{
    private static readonly PinFile Pins = LayerDefinition.Load(Path.Combine(BuiltLayer.Root, "layer")).Pins;
    private static readonly PackagePin Signed = Pins.Find(null).For(LayerArchitecture.X64).Bootstrap["targets"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Each part of a package's zip: even with a pin that agrees, nobody signed these bytes.</summary>
    [Fact]
    public async Task A_package_with_one_other_bit_in_any_of_its_parts_is_not_the_signed_one()
    {
        var package = Stored();
        foreach ((var part, var at) in Parts(package))
        {
            byte[] changed = [.. package];
            changed[at] ^= 1;
            await RefusedAsync(part, changed);
        }

        await RefusedAsync("the end taken off", package[..^1]);
        await RefusedAsync("a byte at the end", [.. package, 0]);
        await RefusedAsync("a byte in front", [0, .. package]);
        await new NuGetSignatures().RequireAsync(Signed, new MemoryStream(package), "a test", Token);
    }

    [Fact]
    public async Task A_package_whose_repository_signature_was_taken_off_is_refused()
    {
        using var package = new MemoryStream();
        await package.WriteAsync(Stored(), Token);
        using (var archive = new ZipArchive(package, ZipArchiveMode.Update, leaveOpen: true))
        {
            var entry = archive.GetEntry(".signature.p7s")!;
            var cms = new SignedCms();
            using (var content = new MemoryStream())
            {
                await using (var stored = await entry.OpenAsync(Token))
                    await stored.CopyToAsync(content, Token);
                cms.Decode(content.ToArray());
            }

            cms.SignerInfos[0].RemoveCounterSignature(0);
            entry.Delete();
            var stripped = archive.CreateEntry(".signature.p7s", CompressionLevel.NoCompression);
            // As NuGet wants it of this one entry.
            stripped.ExternalAttributes = 0;
            await using var replaced = await stripped.OpenAsync(Token);
            await replaced.WriteAsync(cms.Encode(), Token);
        }

        await RefusedAsync("the countersignature", package.ToArray(), "no repository countersigned it");
    }

    [Fact]
    public async Task A_pin_that_was_set_back_to_an_earlier_version_under_the_same_digest_is_refused()
    {
        byte[] earlier = TinyPackage.Write(), pinned = [.. earlier, 0];
        using var folder = new TempFolder();
        var source = new Mock<IPackageSource>(MockBehavior.Strict);
        _ = source.Setup(each => each.DownloadAsync(It.IsAny<PackagePin>(), It.IsAny<Stream>(), It.IsAny<CancellationToken>())).Returns(async (PackagePin _, Stream target, CancellationToken token) =>
        {
            await target.WriteAsync(earlier, token);
            return "mirror";
        });
        var store = new PackageStore(source.Object, NullSettings.Instance, new AnySigner(), folder.Path, []);

        var refused = await Assert.ThrowsAsync<LayerException>(() => store.GetAsync(TinyPackage.Pin(pinned), null, Token));

        Assert.Equal(LayerFault.DigestMismatch, refused.Fault);
    }

    [Fact]
    public void A_layer_of_an_earlier_version_than_is_pinned_is_told_from_one_that_nobody_pinned()
    {
        var later = TinyLayer.Runtime with { Version = "10.0.12", Sha512 = TinyLayer.Compiler.Sha512 };
        var pins = TinyLayer.Pins with
        {
            Pins = TinyLayer.Pins.Pins.ToDictionary(pin => pin.Key, pin => pin.Value with
            {
                Architectures = pin.Value.Architectures.ToDictionary(each => each.Key, each => each.Value with { Frameworks = new Dictionary<string, PackagePin> { ["core"] = later } }),
            }),
        };

        var report = LayerVerifier.Verify(new TinyLayer().Write(), pins);

        Assert.Equal(VerifyOutcome.Unknown, report.Outcome);
        Assert.StartsWith(
            $"layer/pins.json pins no {TinyLayer.Runtime.Id} 10.0.11, so its digest has nothing to be compared with; it pins 10.0.12, which is later.",
            Assert.Single(report.Unknown), StringComparison.Ordinal);
    }

    /// <summary>Another letter case, another bit: either the file is refused, or it pins something else, which the package's digest, its signature or the manifest then contradicts.</summary>
    [Theory]
    [InlineData(0x01)]
    [InlineData(0x20)]
    public void No_changed_byte_of_the_pin_file_goes_unnoticed(int bit)
    {
        var file = File.ReadAllBytes(Path.Combine(BuiltLayer.Root, "layer", "pins.json"));
        var pinned = Describe(PinFileReader.Read("pins.json", file));
        for (var at = 0; at < file.Length; at++)
        {
            byte[] changed = [.. file];
            changed[at] ^= (byte)bit;
            try
            {
                Assert.True(Describe(PinFileReader.Read("pins.json", changed)) != pinned, $"Byte {at} of layer/pins.json, in \"{Around(file, at)}\", changed nothing.");
            }
            catch (LayerException refused)
            {
                Assert.Equal(LayerFault.DefinitionInvalid, refused.Fault);
            }
        }
    }

    private static async Task RefusedAsync(string part, byte[] package, string words = "")
    {
        try
        {
            await new NuGetSignatures().RequireAsync(Signed, new MemoryStream(package), "a test", Token);
            Assert.Fail($"Nobody noticed: {part}.");
        }
        catch (LayerException refused)
        {
            Assert.True(refused.Fault == LayerFault.SignatureInvalid && refused.Message.Contains(words, StringComparison.Ordinal), $"{part}: {refused.Message}");
        }
    }

    /// <summary>One place in each kind of a zip's structures, in the first entry and in the signature.</summary>
    private static IEnumerable<(string Part, int At)> Parts(byte[] package)
    {
        int end = Last(package, "PK\u0005\u0006"), directory = BitConverter.ToInt32(package, end + 16);
        int name = BitConverter.ToUInt16(package, 26);
        var signature = Last(package.AsSpan(0, directory), "PK\u0003\u0004");
        return
        [
            ("a local header's method", 8), ("a local header's CRC", 14), ("a local header's size", 18), ("a local header's name", 30), ("an entry's data", 30 + name + 5),
            ("a directory entry's CRC", directory + 16), ("a directory entry's size", directory + 20), ("a directory entry's offset", directory + 42), ("a directory entry's name", directory + 46),
            ("the number of entries", end + 10), ("the directory's size", end + 12), ("the directory's offset", end + 16), ("the comment's length", end + 20),
            ("the signature's header", signature + 8), // Further on are certificates; one that no chain of the signature needs may change unseen, and only the pin's digest covers it.
            ("the signature's content", signature + 30 + ".signature.p7s".Length + 100),
        ];
    }

    private static int Last(ReadOnlySpan<byte> package, string magic) => package.LastIndexOf(Encoding.ASCII.GetBytes(magic));

    private static string Around(byte[] file, int at) => Encoding.UTF8.GetString(file, Math.Max(0, at - 20), Math.Min(40, file.Length - Math.Max(0, at - 20)));

    private static string Describe(PinFile file) => string.Join('\n', file.Pins.Values.SelectMany(pin => Lines(pin.Name, pin.Architectures).Concat(pin.Previous is { } previous ? Lines(pin.Name + " before", previous) : [])).Prepend(file.DefaultPin));

    private static IEnumerable<string> Lines(string pin, IReadOnlyDictionary<string, ArchitecturePin> architectures) =>
        architectures.SelectMany(each => each.Value.Packages.Select(found => $"{pin} {each.Key} {found.Kind} {found.Key} {found.Package} {found.Package.Sha512} {found.Package.License} {found.Package.ProjectUrl}"));

    private byte[] Stored()
    {
        Assert.Contains(layer.Artifact.Manifest.Bootstrap.NativeAot, package => package.Version == Signed.Version);
        var id = Signed.Id.ToLowerInvariant();
        return File.ReadAllBytes(Path.Combine(SettingsUtility.GetGlobalPackagesFolder(Settings.LoadDefaultSettings(BuiltLayer.Root)), id, Signed.Version, $"{id}.{Signed.Version}.nupkg"));
    }
}
