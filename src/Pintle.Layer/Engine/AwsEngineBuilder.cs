using System.IO.Compression;
using NuGet.Versioning;
using Pintle.Layer.Packages;
using Pintle.Layer.Tree;
using Pintle.Shared;

namespace Pintle.Layer.Engine;

/// <summary>Puts Amazon's loop into a layer: the assemblies of its packages as they are, and the small one that calls it.</summary>
/// <param name="dotnet">The layer's .NET version: each package's assemblies for the nearest version not above it are taken.</param>
internal sealed class AwsEngineBuilder(LayerTree tree, string dotnet)
{
    /// <summary>The packages, by the ids under which they are pinned.</summary>
    public static readonly IReadOnlyList<string> Packages = ["Amazon.Lambda.Core", "Amazon.Lambda.RuntimeSupport", "SnapshotRestore.Registry"];

    private const string Own = "pintle";
    private const string LicenseFolder = "pintle/licenses";
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private static readonly string[] Licenses = ["LICENSE", "LICENSE.md", "LICENSE.txt", "NOTICE", "NOTICE.txt"];

    /// <param name="engine">Pintle.AwsEngine as IL.</param>
    public Task AddOwnAsync(string engine) => tree.AddAsync(FrameworkListFormat.EngineAssembly, Mode, Own, full =>
    {
        File.Copy(engine, full);
        return Task.CompletedTask;
    });

    public async Task AddAsync(VerifiedPackage package, CancellationToken cancellationToken)
    {
        var name = $"{package.Pin.Id}.dll";
        var assembly = package.Files.Where(file => file.Name == name && Framework(file) is not null).MaxBy(Framework) ?? throw new LayerException(
            LayerFault.DefinitionInvalid,
            $"Expected {name} for .NET {dotnet} or an earlier one in {package.Pin}, found none. Pin another version of the package.");
        await tree.AddAsync($"{FrameworkListFormat.EngineFolder}/{name}", Mode, package.Pin.Id, full => VerifiedPackage.ExtractAsync(assembly, full, cancellationToken)).ConfigureAwait(false);
        foreach (var license in package.Files.Where(file => Licenses.Contains(file.FullName, StringComparer.OrdinalIgnoreCase)))
            await tree.AddAsync($"{LicenseFolder}/{package.Pin.Id}-{license.Name}", Mode, package.Pin.Id, full => VerifiedPackage.ExtractAsync(license, full, cancellationToken)).ConfigureAwait(false);
    }

    /// <summary>The version in <c>lib/net8.0/</c>; <c>null</c> for other folders and for a .NET that the layer is too old for.</summary>
    private NuGetVersion? Framework(ZipArchiveEntry file)
    {
        const string Prefix = "lib/net";
        var parts = file.FullName.Split('/');
        return parts.Length == 3 && file.FullName.StartsWith(Prefix, StringComparison.Ordinal) && parts[1].Contains('.', StringComparison.Ordinal)
            && NuGetVersion.TryParse(parts[1][3..], out var version) && version <= new NuGetVersion(dotnet) ? version : null;
    }
}
