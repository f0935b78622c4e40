using Pintle.Layer.Inputs;
using Pintle.Layer.Packages;
using Pintle.Layer.Tree;
using Pintle.Shared;

namespace Pintle.Layer.Globalization;

/// <summary>Puts ICU and time zone data into a layer, from a package or from folders that the request names.</summary>
internal sealed class GlobalizationBuilder(LayerRequest request)
{
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const string ZoneInfoLicense = "public domain";

    /// <summary>Adds what a build depends on but no pin fixes.</summary>
    public void AddTo(SourceFingerprint key)
    {
        _ = key.Add("globalization", request.Globalization.ToString()).Add("ICU data", request.IcuData.ToString()).Add("ICU locales", string.Join(',', request.IcuLocales.Order(StringComparer.Ordinal)));
        if (request.IcuFolder is { } folder)
        {
            foreach (var file in IcuLibraries.Find(folder, request.Architecture).Files)
                _ = key.Add(Path.GetFileName(file), File.ReadAllBytes(file));
        }

        if (request.ZoneInfoFolder is not { } zones)
            return;
        foreach (var file in ZoneInfo.Find(zones).Files)
            _ = key.Add(file, File.ReadAllBytes(Path.Combine(zones, file)));
    }

    /// <param name="package">ICU's, where it comes from one.</param>
    /// <param name="scratch">A folder for intermediate files; the caller removes it.</param>
    public async Task<IReadOnlyList<ManifestComponent>> AddAsync(LayerTree tree, VerifiedPackage? package, string scratch, CancellationToken cancellationToken)
    {
        var components = new List<ManifestComponent>();
        var folder = package is null ? request.IcuFolder : await UnpackAsync(package, Path.Combine(scratch, "icu"), cancellationToken).ConfigureAwait(false);
        if (folder is not null)
        {
            var icu = IcuLibraries.Find(folder, request.Architecture);
            // Beside the CLR's own libraries: the CLR looks there first, and each start compares the sizes there.
            var files = IcuFiles.From(icu, request);
            foreach ((var name, var content) in files.Contents)
                await tree.AddAsync($"{FrameworkListFormat.RuntimeFolder}/{name}", Mode, package?.Pin.Id ?? IcuLibraries.Origin, full => File.WriteAllBytesAsync(full, content, cancellationToken)).ConfigureAwait(false);
            components.Add(new ManifestComponent(
                IcuLibraries.Origin, icu.Version, package?.Pin.License ?? icu.License, package?.Pin.Id, icu.Warnings, files.Changes.Count > 0 ? files.Changes : null, files.Sources.Count > 0 ? files.Sources : null));
        }

        if (request.ZoneInfoFolder is { } zones)
        {
            var data = ZoneInfo.Find(zones);
            foreach (var file in data.Files)
                await CopyAsync(tree, $"{FrameworkListFormat.ZoneInfoFolder}/{file}", Path.Combine(zones, file), ZoneInfo.Origin).ConfigureAwait(false);
            components.Add(new ManifestComponent(ZoneInfo.Origin, data.Version, ZoneInfoLicense, null, []));
        }

        return components;
    }

    private static async Task<string> UnpackAsync(VerifiedPackage package, string folder, CancellationToken cancellationToken)
    {
        _ = Directory.CreateDirectory(folder);
        foreach (var entry in package.Files.Where(file => file.FullName.StartsWith("runtimes/", StringComparison.Ordinal)))
            await VerifiedPackage.ExtractAsync(entry, Path.Combine(folder, entry.Name), cancellationToken).ConfigureAwait(false);
        return folder;
    }

    private static Task CopyAsync(LayerTree tree, string path, string from, string origin) => tree.AddAsync(path, Mode, origin, full =>
    {
        File.Copy(from, full);
        return Task.CompletedTask;
    });
}
