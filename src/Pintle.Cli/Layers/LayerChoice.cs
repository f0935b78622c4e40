using Pintle.Layer;
using Pintle.Layer.Definition;
using Pintle.Layer.Tree;

namespace Pintle.Cli.Layers;

/// <summary>What a layer is named by: a zip, an unpacked folder, or in an owner's folder the name that <c>pintle/layers.yaml</c> gives it.</summary>
internal static class LayerChoice
{
    /// <param name="given">What the command line says.</param>
    /// <param name="what">How the command line calls it, for the message.</param>
    /// <param name="folder">Where the command runs; null: the current folder.</param>
    /// <returns>The full path of a zip or a folder; it need not exist, which whoever reads it says.</returns>
    /// <exception cref="ToolException">It is no name of the owner's layers, or that layer was not built.</exception>
    public static string Resolve(string given, string what = "--layer", string? folder = null)
    {
        folder ??= Directory.GetCurrentDirectory();
        var path = Path.GetFullPath(given, folder);
        if (Path.Exists(path) || given.Contains('/', StringComparison.Ordinal) || given.EndsWith(".zip", StringComparison.OrdinalIgnoreCase))
            return path;
        if (PinPlace.Find(folder) is not { Layers: { } file } place)
            return path;
        var layers = LayersFile.Read(file);
        return layers.FirstOrDefault(each => each.Name == given) is { Name: not null } layer
            ? ZipOf(place, layer)
            : throw new ToolException($"Expected {what} to be a zip, a folder, or a layer of {PinPlace.FolderName}/{LayersFile.Name} ({NamesOf(layers)}), found \"{given}\". Correct it.");
    }

    /// <summary>The only layer of an owner's folder, where the command line names none.</summary>
    /// <param name="folder">Where the command runs.</param>
    /// <exception cref="ToolException">There is none, or there are several.</exception>
    public static string OnlyOne(string folder)
    {
        if (PinPlace.Find(folder) is not { Layers: { } file } place)
            throw new ToolException("Expected a layer's zip, for example the one that pintle build prints; only in a folder of pintle init it can be left out. Name one.");
        var layers = LayersFile.Read(file);
        return layers is [var layer] ? ZipOf(place, layer) : throw new ToolException($"Expected one of the layers of {PinPlace.FolderName}/{LayersFile.Name}: {NamesOf(layers)}. Name one.");
    }

    private static string ZipOf(PinPlace place, (string Name, LayerRequest Request) layer)
    {
        var pins = PinFileReader.Read(place.FileName, File.ReadAllBytes(place.File));
        var request = layer.Request;
        var version = pins.Find(request.Pin).For(request.Architecture).Frameworks[LayerFramework.Core.Name()].Version;
        var zip = Path.Combine(LayerSource.OutputOf(place)!, LayerName.Of(version, request.Framework.Name(), request.Globalization == LayerGlobalization.Icu, request.Engine, request.Architecture.Name()) + ".zip");
        return File.Exists(zip)
            ? zip
            : throw new ToolException($"Expected the layer \"{layer.Name}\" at {zip}, but it is not built from the pins as they are now. Run pintle build.");
    }

    private static string NamesOf(IReadOnlyList<(string Name, LayerRequest Request)> layers) => string.Join(", ", layers.Select(each => each.Name));
}
