using System.Reflection;
using System.Reflection.Emit;
using System.Security.Cryptography;
using NuGet.Configuration;
using NuGet.Packaging;
using NuGet.Versioning;
using Pintle.Layer;
using Pintle.Layer.Definition;
using Pintle.Layer.Inputs;
using Pintle.Layer.Packages;

namespace Pintle.TestSupport;

/// <summary>
/// Packages as Amazon's are called, around the repository's stand-ins, pinned by their digests in a copy of the pins that only the test has. They are kept in a folder of
/// their own: in NuGet's they would pass for the real ones.
/// </summary>
internal sealed class EnginePackages : IPackageSource, IPackageTrust
{
    private const string Version = "2.1.2";

    private readonly Dictionary<string, byte[]> _packages;
    private readonly NuGetSignatures _signatures = new();

    private EnginePackages(Dictionary<string, byte[]> packages) => _packages = packages;

    public static async Task<LayerArtifact> BuildAsync(LayerEngine engine, LayerArchitecture architecture)
    {
        var inputs = new RepositoryInputs(Repository.Root);
        var built = await inputs.PrepareAsync(architecture, null, CancellationToken.None).ConfigureAwait(false);
        var core = built.HostReferences.Single();
        var loop = core.Replace("Amazon.Lambda.Core", "Amazon.Lambda.RuntimeSupport", StringComparison.Ordinal);
        var source = new EnginePackages(new(StringComparer.Ordinal)
        {
            ["Amazon.Lambda.Core"] = Pack("Amazon.Lambda.Core", await File.ReadAllBytesAsync(core).ConfigureAwait(false)),
            ["Amazon.Lambda.RuntimeSupport"] = Pack("Amazon.Lambda.RuntimeSupport", await File.ReadAllBytesAsync(loop).ConfigureAwait(false)),
            ["SnapshotRestore.Registry"] = Pack("SnapshotRestore.Registry", EmptyAssembly("SnapshotRestore.Registry")),
        });

        var settings = Settings.LoadDefaultSettings(Repository.Root);
        // What another build of the stand-ins left there has another digest.
        var digest = Convert.ToHexStringLower(SHA256.HashData([.. source._packages.Values.SelectMany(package => package)]));
        var kept = Path.Combine(Repository.Artifacts, "test-packages", digest[..16]);
        var store = new PackageStore(source, settings, source, kept, [SettingsUtility.GetGlobalPackagesFolder(settings)]);
        return await new LayerBuilder(source.Pin(architecture, LayerDefinition.Load(Path.Combine(Repository.Root, "layer"))), inputs, store)
            .BuildAsync(new LayerRequest { OutputDirectory = Path.Combine(Repository.Artifacts, "layers"), Architecture = architecture, Engine = engine, Precompile = false }).ConfigureAwait(false);
    }

    public async Task<string> DownloadAsync(PackagePin package, Stream destination, CancellationToken cancellationToken)
    {
        await destination.WriteAsync(_packages[package.Id], cancellationToken).ConfigureAwait(false);
        return "the test";
    }

    public Task RequireAsync(PackagePin pin, Stream package, string origin, CancellationToken cancellationToken) =>
        _packages.ContainsKey(pin.Id) ? Task.CompletedTask : _signatures.RequireAsync(pin, package, origin, cancellationToken);

    private LayerDefinition Pin(LayerArchitecture architecture, LayerDefinition definition)
    {
        var pin = definition.Pins.Find(Repository.Pin);
        PackagePin[] engine = [.. _packages.OrderBy(each => each.Key, StringComparer.Ordinal).Select(each =>
            new PackagePin(each.Key, Version, Convert.ToBase64String(SHA512.HashData(each.Value)), "Apache-2.0", "https://example.com/"))];
        var name = architecture.Name();
        var pinned = pin with { Architectures = new Dictionary<string, ArchitecturePin> { [name] = pin.Architectures[name] with { Engine = engine } } };
        return definition with { Pins = new PinFile(pin.Name, new Dictionary<string, Pin> { [pin.Name] = pinned }) };
    }

    private static byte[] Pack(string id, byte[] assembly)
    {
        var builder = new PackageBuilder(deterministic: true) { Id = id, Version = new NuGetVersion(Version), Description = "A stand-in." };
        builder.Authors.Add("test");
        foreach (var framework in (string[])["net8.0", "netstandard2.0"])
            builder.Files.Add(new PhysicalPackageFile(new MemoryStream(assembly)) { TargetPath = $"lib/{framework}/{id}.dll" });
        var package = new MemoryStream();
        builder.Save(package);
        return package.ToArray();
    }

    private static byte[] EmptyAssembly(string name)
    {
        var assembly = new PersistedAssemblyBuilder(new AssemblyName(name) { Version = new Version(1, 0, 0, 0) }, typeof(object).Assembly);
        _ = assembly.DefineDynamicModule(name);
        var image = new MemoryStream();
        assembly.Save(image);
        return image.ToArray();
    }
}
