using System.Security.Cryptography;
using Pintle.Layer.Output;
using Pintle.Layer.Tree;

namespace Pintle.Layer.Verify;

/// <summary>The zip's content against the manifest in it, and the manifest against itself.</summary>
internal static class ManifestRules
{
    private const UnixFileMode ManifestMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>Reads the manifest; what it says of files is not compared yet.</summary>
    public static LayerManifest? Read(IReadOnlyDictionary<string, byte[]> contents, IReadOnlyList<ZipEntryImage> entries, Findings findings)
    {
        ZipEntryImage? entry = entries.FirstOrDefault(entry => entry.Name == LayerManifest.RelativePath);
        if (entry is null)
        {
            findings.Add(VerifyCheck.Missing, LayerManifest.RelativePath, "the zip does not have it, so it does not say what it consists of. Is this a layer that Pintle built?");
            return null;
        }

        if (entry.Mode != ManifestMode)
            findings.Add(VerifyCheck.Mode, entry.Name, $"its mode is {UnixModes.Octal(entry.Mode)}, expected {UnixModes.Octal(ManifestMode)}.");
        // What cannot be unpacked has been reported where it was tried.
        if (!contents.TryGetValue(entry.Name, out var bytes))
            return null;
        if (FormatNumber.Of(bytes) is { } format && format != LayerManifest.CurrentFormat)
        {
            findings.CannotTell(
                $"The manifest has format {format}, and this version of Pintle reads format {LayerManifest.CurrentFormat}: verify the layer with the version that built it.");
            return null;
        }

        try
        {
            var manifest = LayerManifest.Read(bytes);
            if (!manifest.ToBytes().AsSpan().SequenceEqual(bytes))
                findings.Add(VerifyCheck.Manifest, entry.Name, "it is not in the form that a build writes (order of members, white space or escapes): it was edited.");
            return manifest;
        }
        catch (LayerException e)
        {
            findings.Add(VerifyCheck.Manifest, entry.Name, Findings.Bounded(e.Message));
            return null;
        }
    }

    public static void Check(
        LayerManifest manifest, IReadOnlyDictionary<string, byte[]> contents, IReadOnlyList<ZipEntryImage> entries, Findings findings)
    {
        CheckItself(manifest, findings);
        var byName = entries.GroupBy(entry => entry.Name, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal);
        foreach (var file in manifest.Files)
        {
            if (byName.Remove(file.Path, out var entry))
                CheckFile(file, entry, contents, findings);
            else
                findings.Add(VerifyCheck.Missing, file.Path, "the manifest names it, and the zip does not have it.");
        }

        _ = byName.Remove(LayerManifest.RelativePath);
        foreach (var name in byName.Keys)
            findings.Add(VerifyCheck.Extra, name, "the zip has it, and the manifest does not name it.");
    }

    private static void CheckFile(ManifestFile file, ZipEntryImage entry, IReadOnlyDictionary<string, byte[]> contents, Findings findings)
    {
        var mode = UnixModes.Octal(entry.Mode);
        if (mode != file.Mode)
            findings.Add(VerifyCheck.Mode, file.Path, $"its mode is {mode}, expected {file.Mode}.");
        if (!contents.TryGetValue(file.Path, out var content))
            return;

        var digest = Convert.ToHexStringLower(SHA256.HashData(content));
        if (content.Length != file.Size)
            findings.Add(VerifyCheck.Content, file.Path, $"it has {content.Length} bytes, expected {file.Size}.");
        if (digest != file.Sha256)
            findings.Add(VerifyCheck.Content, file.Path, $"its SHA-256 is {digest}, expected {Findings.Bounded(file.Sha256)}.");
    }

    private static void CheckItself(LayerManifest manifest, Findings findings)
    {
        string[] paths = [.. manifest.Files.Select(file => file.Path)];
        var ordered = paths.Zip(paths.Skip(1)).All(pair => string.CompareOrdinal(pair.First, pair.Second) < 0);
        if (!ordered || paths.Contains(LayerManifest.RelativePath, StringComparer.Ordinal))
            findings.Add(VerifyCheck.Manifest, LayerManifest.RelativePath, "it lists files out of order, twice, or itself.");
        if (!manifest.Packages.Any(package => package.Use == "framework" && package.Version == manifest.Dotnet))
        {
            findings.Add(
                VerifyCheck.Manifest,
                LayerManifest.RelativePath,
                $"it says .NET \"{Findings.Bounded(manifest.Dotnet)}\", and none of its framework packages has that version.");
        }
    }
}
