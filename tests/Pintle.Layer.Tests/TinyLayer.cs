using System.Security.Cryptography;
using System.Text;
using Pintle.Layer.Definition;
using Pintle.Layer.Output;
using Pintle.Layer.Tree;

namespace Pintle.Layer.Tests;

/// <summary>A layer of a few small files, zipped by the real writer, that a test can bend before it is written.</summary>
internal sealed class TinyLayer
{
    public const UnixFileMode Executable = (UnixFileMode)0b111_101_101;
    public const UnixFileMode Plain = (UnixFileMode)0b110_100_100;

    private readonly SortedDictionary<string, (byte[] Content, UnixFileMode Mode)> _files = new(StringComparer.Ordinal);

    public TinyLayer()
    {
        Add("bootstrap", new TinyElf { SymbolVersions = ["GLIBC_2.34"] }.Write(), Executable);
        Add("pintle/dotnet/System.Private.CoreLib.dll", Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("managed code ", 40))));
        Add("pintle/dotnet/libcoreclr.so", new TinyElf { SymbolVersions = ["GLIBC_2.17"] }.Write());
        Add("pintle/framework.list", "a list\n"u8.ToArray());
        Add("pintle/host/Pintle.Host.dll", [1, 2, 3, 250, 251, 252]);
    }

    public static PackagePin Runtime { get; } = Package("Microsoft.NETCore.App.Runtime.linux-x64");

    public static PackagePin Compiler { get; } = Package("Microsoft.NETCore.App.Crossgen2.linux-x64");

    public static PackagePin NativeAot { get; } = Package("runtime.linux-x64.Microsoft.DotNet.ILCompiler");

    public static PinFile Pins { get; } = new("10.0", new Dictionary<string, Pin>
    {
        ["10.0"] = new("10.0", new Dictionary<string, ArchitecturePin>
        {
            ["x64"] = new(new Dictionary<string, PackagePin> { ["core"] = Runtime }, new Dictionary<string, PackagePin> { ["linux-x64"] = Compiler })
            {
                Bootstrap = new Dictionary<string, PackagePin> { ["linux-x64"] = NativeAot },
            },
        }),
    });

    /// <summary>Changes the manifest after the files are described, before it is written.</summary>
    public Func<LayerManifest, LayerManifest> Edit { get; init; } = manifest => manifest;

    /// <summary>Changes the manifest's bytes.</summary>
    public Func<byte[], byte[]> EditBytes { get; init; } = bytes => bytes;

    /// <summary>Changes files after the manifest described them.</summary>
    public Action<SortedDictionary<string, (byte[] Content, UnixFileMode Mode)>> Tamper { get; init; } = _ => { };

    public void Add(string path, byte[] content, UnixFileMode mode = Plain) => _files[path] = (content, mode);

    public LayerManifest Manifest() => Edit(new LayerManifest
    {
        Pintle = "0.1.0",
        Pin = "10.0",
        Rid = "linux-x64",
        Framework = "core",
        Dotnet = "10.0.11",
        InstructionSet = null,
        Packages = [Describe(Runtime, "framework"), Describe(Compiler, "compiler")],
        Bootstrap = new ManifestBootstrap([new NativeAotPackage(NativeAot.Id, NativeAot.Version, NativeAot.Sha512, NativeAot.License)], "2.34", ["libc.so.6"]),
        Toolchain = new Toolchain("10.0.401", "gcc 12.2.0", "GNU ld 2.40"),
        LeftOut = [],
        Files =
        [
            .. _files.Select(file => new ManifestFile(
                file.Key, file.Value.Content.Length, Convert.ToHexStringLower(SHA256.HashData(file.Value.Content)), UnixModes.Octal(file.Value.Mode), "test")),
        ],
    });

    public byte[] Write()
    {
        var manifest = EditBytes(Manifest().ToBytes());
        var files = new SortedDictionary<string, (byte[] Content, UnixFileMode Mode)>(_files, StringComparer.Ordinal)
        {
            [LayerManifest.RelativePath] = (manifest, Plain),
        };
        Tamper(files);
        using var folder = new TempFolder();
        var zip = new MemoryStream();
        new ZipWriter(zip).WriteAsync([.. files.Select((file, index) => OnDisk(folder[$"{index}"], file.Key, file.Value))], _ => { }, CancellationToken.None).GetAwaiter().GetResult();
        return zip.ToArray();
    }

    private static TreeFile OnDisk(string full, string path, (byte[] Content, UnixFileMode Mode) file)
    {
        File.WriteAllBytes(full, file.Content);
        return new TreeFile(path, full, file.Mode, "test");
    }

    private static ManifestPackage Describe(PackagePin pin, string use) => new(pin.Id, pin.Version, use, pin.Sha512, pin.License, pin.ProjectUrl);

    private static PackagePin Package(string id) =>
        new(id, "10.0.11", Convert.ToBase64String(SHA512.HashData(Encoding.ASCII.GetBytes(id))), "MIT", "https://example.com/");
}
