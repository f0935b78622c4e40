using Pintle.Layer.Audit;
using Pintle.Layer.Globalization;

namespace Pintle.Layer.Migrate;

/// <summary>What decides whether a function runs on a layer.</summary>
/// <param name="Name">The file's or folder's name.</param>
/// <param name="Frameworks">Each framework's name with its exact version.</param>
/// <param name="Bytes">Of all its files, unpacked.</param>
internal sealed record MigrationLayer(string Name, LayerArchitecture Architecture, IReadOnlyDictionary<string, string> Frameworks, bool HasCultures, long Bytes)
{
    private const string RuntimePack = ".Runtime.";

    /// <exception cref="LayerException">It is no layer of ours.</exception>
    public static async Task<MigrationLayer> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var manifest = await LayerReader.ReadAsync(path, cancellationToken).ConfigureAwait(false);
        var frameworks = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var package in manifest.Packages.Where(package => package.Use == "framework"))
            frameworks[package.Id.IndexOf(RuntimePack, StringComparison.Ordinal) is > 0 and var end ? package.Id[..end] : package.Id] = package.Version;
        return new MigrationLayer(
            Path.GetFileName(Path.TrimEndingDirectorySeparator(path)),
            manifest.Rid == LayerArchitecture.Arm64.Rid() ? LayerArchitecture.Arm64 : LayerArchitecture.X64,
            frameworks,
            manifest.Components.Any(component => component.Name == IcuLibraries.Origin),
            manifest.Files.Sum(file => file.Size) + manifest.ToBytes().Length);
    }
}
