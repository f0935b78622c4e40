using Pintle.Layer.Inputs;

namespace Pintle.Cli.Layers;

/// <summary>
/// Where a command finds its pins, by one rule for the packed tool and for a clone: the nearest folder upwards from the current one that has <c>pintle/pins.json</c>, which <c>pintle init</c> writes for an
/// owner, or that is a clone of this repository; where it is both, the owner's pins count. Where there is neither, the tool has pins of its own.
/// </summary>
/// <param name="Root">The folder that was found.</param>
/// <param name="File">The pins.</param>
/// <param name="IsOwners">Whether they are an owner's, and not the repository's.</param>
internal sealed record PinPlace(string Root, string File, bool IsOwners)
{
    /// <summary>An owner's folder, inside the folder that it was made for.</summary>
    public const string FolderName = "pintle";

    /// <summary>What messages call an owner's pins.</summary>
    public const string OwnersFile = $"{FolderName}/pins.json";

    /// <summary>Gets a line for each move; an owner has none.</summary>
    public string? Changelog => IsOwners ? null : Path.Combine(Root, "CHANGELOG.md");

    /// <summary>Which layers an owner builds; <c>null</c> in a clone.</summary>
    public string? Layers => IsOwners ? Path.Combine(Root, FolderName, LayersFile.Name) : null;

    /// <summary>What messages call the file.</summary>
    public string FileName => IsOwners ? OwnersFile : "layer/pins.json";

    public static PinPlace? Find(string folder)
    {
        for (DirectoryInfo? at = new(Path.GetFullPath(folder)); at is not null; at = at.Parent)
        {
            if (OfOwner(at.FullName) is var owner && System.IO.File.Exists(owner.File))
                return owner;
            if (RepositoryInputs.IsRoot(at.FullName))
                return OfClone(at.FullName);
        }

        return null;
    }

    public static PinPlace OfOwner(string root) => new(root, Path.Combine(root, FolderName, "pins.json"), IsOwners: true);

    public static PinPlace OfClone(string root) => new(root, Path.Combine(root, "layer", "pins.json"), IsOwners: false);
}
