using System.IO.Compression;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using NuGet.Common;
using NuGet.Configuration;
using NuGet.Packaging.Signing;
using Pintle.Layer.Definition;
using Pintle.Layer.Packages;
using HashAlgorithmName = NuGet.Common.HashAlgorithmName;

namespace Pintle.Layer.Tests;

/// <summary>The real, pinned runtime pack is the signed package: the layer of these tests was built from it, so it is in NuGet's folder.</summary>
public sealed class NuGetSignaturesTests(BuiltLayer layer)
{
    private static readonly PackagePin Pin =
        LayerDefinition.Load(Path.Combine(BuiltLayer.Root, "layer")).Pins.Find(null).For(LayerArchitecture.X64).Frameworks["core"];

    [Fact]
    public async Task Accepts_the_pinned_runtime_pack()
    {
        await using var package = File.OpenRead(Stored());

        await RequireAsync(Pin, package);
    }

    [Fact]
    public async Task Refuses_a_package_under_another_name()
    {
        await using var package = File.OpenRead(Stored());

        await RefusesAsync(Pin with { Id = "Microsoft.NETCore.App.Runtime.linux-arm64" }, package, $"it says of itself that it is {Pin.Id} {Pin.Version}");
        await RefusesAsync(Pin with { Version = "10.0.99" }, package, $"it says of itself that it is {Pin.Id} {Pin.Version}");
    }

    [Fact]
    public async Task Refuses_a_package_whose_signature_was_taken_off()
    {
        using var package = Copy();
        using (var archive = new ZipArchive(package, ZipArchiveMode.Update, leaveOpen: true))
            archive.GetEntry(".signature.p7s")!.Delete();

        await RefusesAsync(Pin, package, "it has no signature at all");
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(0.8)]
    public async Task Refuses_a_signed_package_with_one_other_bit(double where)
    {
        using var package = Copy();
        package.GetBuffer()[(int)(where * package.Length)] ^= 1;

        await RefusesAsync(Pin, package, "NU3008");
    }

    [Fact]
    public async Task Refuses_a_package_that_somebody_else_signed()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=Not Microsoft, O=Somebody Else", key, System.Security.Cryptography.HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.3")], critical: true));
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        using MemoryStream unsigned = new(TinyPackage.Write());
        using var signed = new MemoryStream();
        using (var signing = new AuthorSignPackageRequest(new X509Certificate2(certificate), HashAlgorithmName.SHA256))
        using (var options = new SigningOptions(
            new Lazy<Stream>(() => unsigned), new Lazy<Stream>(() => signed), overwrite: false, new X509SignatureProvider(timestampProvider: null), NullLogger.Instance))
        {
            await SigningUtility.SignAsync(options, signing, TestContext.Current.CancellationToken);
            using MemoryStream package = new(signed.ToArray());
            await RefusesAsync(TinyPackage.Pin(package.ToArray()), package, "its author signed as \"Somebody Else\"");
        }
    }

    [Fact]
    public async Task Refuses_what_was_never_signed_and_what_is_no_package()
    {
        using MemoryStream unsigned = new(TinyPackage.Write());
        using MemoryStream none = new([1, 2, 3]);

        await RefusesAsync(TinyPackage.Pin(unsigned.ToArray()), unsigned, "it has no signature at all");
        await RefusesAsync(Pin, none, Pin.Id);
    }

    private static Task RequireAsync(PackagePin pin, Stream package) =>
        new NuGetSignatures().RequireAsync(pin, package, "a test", TestContext.Current.CancellationToken);

    private static async Task RefusesAsync(PackagePin pin, Stream package, string words)
    {
        var refused = await Assert.ThrowsAsync<LayerException>(() => RequireAsync(pin, package));

        Assert.Equal(LayerFault.SignatureInvalid, refused.Fault);
        Assert.Contains(words, refused.Message, StringComparison.Ordinal);
        Assert.Contains("Nothing of it was used.", refused.Message, StringComparison.Ordinal);
    }

    private MemoryStream Copy()
    {
        var copy = new MemoryStream();
        using var package = File.OpenRead(Stored());
        package.CopyTo(copy);
        return copy;
    }

    private string Stored()
    {
        var id = layer.Artifact.Manifest.Packages.First(package => package.Use == "framework").Id.ToLowerInvariant();
        return Path.Combine(SettingsUtility.GetGlobalPackagesFolder(Settings.LoadDefaultSettings(BuiltLayer.Root)), id, Pin.Version, $"{id}.{Pin.Version}.nupkg");
    }
}
