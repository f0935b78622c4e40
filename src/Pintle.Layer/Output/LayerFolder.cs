using System.Security.Cryptography;
using Pintle.Layer.Tree;

namespace Pintle.Layer.Output;

/// <summary>Compares an unpacked layer with its manifest.</summary>
public static class LayerFolder
{
    /// <returns>The first difference, as a sentence; <c>null</c> if every file has its size, digest and mode and no other file is there.</returns>
    public static async Task<string?> DifferenceAsync(string folder, LayerManifest manifest, CancellationToken cancellationToken)
    {
        var found = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(folder, file).Replace('\\', '/'))
            .ToHashSet(StringComparer.Ordinal);
        _ = found.Remove(LayerManifest.RelativePath);
        foreach (var file in manifest.Files)
        {
            if (!found.Remove(file.Path))
                return $"\"{file.Path}\" is missing.";
            if (await DifferenceAsync(Path.Combine(folder, file.Path), file, cancellationToken).ConfigureAwait(false) is { } difference)
                return difference;
        }

        return found.Count == 0 ? null : $"\"{found.Order(StringComparer.Ordinal).First()}\" is not in the manifest.";
    }

    private static async Task<string?> DifferenceAsync(string path, ManifestFile file, CancellationToken cancellationToken)
    {
        using var content = File.OpenRead(path);
        if (content.Length != file.Size)
            return $"\"{file.Path}\" has {content.Length} bytes, expected {file.Size}.";

        var digest = Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellationToken).ConfigureAwait(false));
        if (digest != file.Sha256)
            return $"\"{file.Path}\" has SHA-256 {digest}, expected {file.Sha256}.";

        var mode = OperatingSystem.IsWindows() ? file.Mode : UnixModes.Octal(File.GetUnixFileMode(path));
        return mode == file.Mode ? null : $"\"{file.Path}\" has mode {mode}, expected {file.Mode}.";
    }
}
